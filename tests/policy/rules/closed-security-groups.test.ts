import { closedSecurityGroups as rule } from "../../../policy/rules/closed-security-groups.ts";
import type { StackResource } from "../../../policy/rule.ts";
import { unknown, type Fields } from "../../../policy/value.ts";
import { allowsStack, member, refusesStack } from "../support/judge.ts";

const group = (name: string, props: Fields = {}): StackResource =>
  member("aws:ec2/securityGroup:SecurityGroup", name, props);
const balancer = member("aws:lb/loadBalancer:LoadBalancer", "balancer", {}, { securityGroups: ["front"] });
const ingress = (of: string, props: Fields): StackResource =>
  member(
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "rule",
    { ipProtocol: "tcp", ...props },
    { securityGroupId: [of] },
  );
const port = (number: number): Fields => ({ fromPort: number, toPort: number });
const around = [group("front"), group("nodes"), balancer];

describe("policy: closed-security-groups", () => {
  it("allows what names a group or blocks, and everybody at the load balancer's ports", () => {
    allowsStack(rule, [...around, ingress("nodes", { ...port(9095), referencedSecurityGroupId: "sg-1" })]);
    allowsStack(rule, [...around, ingress("nodes", { ...port(22), cidrIpv4: "10.20.0.0/16" })]);
    allowsStack(rule, [...around, ingress("nodes", { ...port(22), cidrIpv4: unknown })]);
    for (const number of [80, 443]) {
      allowsStack(rule, [...around, ingress("front", { ...port(number), cidrIpv4: "0.0.0.0/0" })]);
      allowsStack(rule, [...around, ingress("front", { ...port(number), cidrIpv6: "::/0" })]);
    }
  });

  it("allows everybody out", () => {
    const out = member("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "out", {
      cidrIpv4: "0.0.0.0/0",
      ipProtocol: "-1",
    });
    allowsStack(rule, [...around, out]);
  });

  it("refuses everybody at an instance, by IPv4 and by IPv6, at 443 too", () => {
    for (const block of [{ cidrIpv4: "0.0.0.0/0" }, { cidrIpv6: "::/0" }]) {
      refusesStack(rule, [...around, ingress("nodes", { ...port(22), ...block })], { rule: /tcp 22-22/ });
      refusesStack(rule, [...around, ingress("nodes", { ...port(443), ...block })], { rule: /tcp 443-443/ });
    }
  });

  it("refuses everybody at the load balancer's other ports", () => {
    const open = { cidrIpv4: "0.0.0.0/0" };
    refusesStack(rule, [...around, ingress("front", { ...port(8080), ...open })], { rule: /8080/ });
    refusesStack(rule, [...around, ingress("front", { fromPort: 80, toPort: 443, ...open })], { rule: /80-443/ });
    refusesStack(rule, [...around, ingress("front", { ipProtocol: "-1", ...open })], { rule: /-1/ });
  });

  it("refuses it in the older kinds of rule as well", () => {
    const inline = { ingress: [{ protocol: "tcp", ...port(22), cidrBlocks: ["0.0.0.0/0"] }] };
    refusesStack(rule, [group("nodes", inline), balancer], { nodes: /22/ });
    const old = { type: "ingress", protocol: "tcp", ...port(22), ipv6CidrBlocks: ["::/0"] };
    const older = (props: Fields): StackResource =>
      member("aws:ec2/securityGroupRule:SecurityGroupRule", "rule", props);
    refusesStack(rule, [...around, older(old)], { rule: /22/ });
    allowsStack(rule, [...around, older({ ...old, type: "egress" })]);
  });
});
