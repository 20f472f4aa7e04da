import { httpsFromTheInternet as rule } from "../../../policy/rules/https-from-the-internet.ts";
import type { StackResource } from "../../../policy/rule.ts";
import { unknown, type Fields, type Value } from "../../../policy/value.ts";
import { allowsStack, member, refusesStack } from "../support/judge.ts";

const balancer = (internal: Value): StackResource =>
  member("aws:lb/loadBalancer:LoadBalancer", "balancer", { internal });
const listener = (name: string, props: Fields): StackResource =>
  member("aws:lb/listener:Listener", name, props, { loadBalancerArn: ["balancer"] });
const https = listener("https", { protocol: "HTTPS", defaultActions: [{ type: "forward" }] });
const toHttps = listener("http", {
  protocol: "HTTP",
  defaultActions: [{ type: "redirect", redirect: { protocol: "HTTPS", port: "443" } }],
});
const plain = listener("http", { protocol: "HTTP", defaultActions: [{ type: "forward" }] });

describe("policy: https-from-the-internet", () => {
  it("allows plain HTTP inside the VPC", () => {
    allowsStack(rule, [balancer(true), plain]);
    allowsStack(rule, [balancer(unknown), plain]);
  });

  it("allows HTTPS to the internet, with a listener that redirects to it", () => {
    allowsStack(rule, [balancer(false), https, toHttps]);
    allowsStack(rule, [balancer(false), listener("later", { protocol: unknown })]);
  });

  it("refuses plain HTTP to the internet, also beside HTTPS", () => {
    refusesStack(rule, [balancer(false), plain], { http: /plain HTTP/ });
    refusesStack(rule, [balancer(false), https, plain], { http: /plain HTTP/ });
    const toPlain = { type: "redirect", redirect: { protocol: "HTTP" } };
    refusesStack(rule, [balancer(false), https, listener("http", { protocol: "HTTP", defaultActions: [toPlain] })], {
      http: /plain HTTP/,
    });
  });

  it("refuses a load balancer on the internet that has no HTTPS at all", () => {
    refusesStack(rule, [balancer(false)], { balancer: /without an HTTPS listener/ });
    refusesStack(rule, [member("aws:lb/loadBalancer:LoadBalancer", "balancer"), toHttps], { balancer: /without/ });
  });
});
