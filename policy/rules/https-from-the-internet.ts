import { ofType, refersTo } from "../links.ts";
import type { Breach, StackResource, StackRule } from "../rule.ts";
import { at, is, isNot, list, unknown, type Value } from "../value.ts";

/** Whether a listener speaks TLS, or may when all is known. */
const encrypted = ({ props: { protocol } }: StackResource): boolean =>
  protocol === unknown || is(protocol, "HTTPS") || is(protocol, "TLS");

/** Whether a listener only says where to go. */
function redirects(actions: Value | undefined): boolean {
  const all = list(actions);
  return all.length > 0 && all.every((one) => is(at(one, "redirect", "protocol"), "HTTPS"));
}

/** Logins go with each request: over plain HTTP everybody on the way reads them. */
export const httpsFromTheInternet: StackRule = {
  kind: "stack",
  name: "https-from-the-internet",
  description: "A load balancer that faces the internet serves HTTPS only; its plain listener redirects.",
  severity: "critical",
  remediation: "Set aws.gateway.domain with zoneId, or certificateArn; or aws.gateway.scheme: internal.",
  check(resources) {
    const facing = ofType(resources, "aws:lb/loadBalancer:LoadBalancer").filter(({ props: { internal } }) =>
      isNot(internal, true),
    );
    return facing.flatMap((balancer): Breach[] => {
      const listeners = ofType(resources, "aws:lb/listener:Listener").filter((one) =>
        refersTo(one, "loadBalancerArn", balancer, "arn", "id"),
      );
      const plain = listeners.filter((one) => !encrypted(one) && !redirects(one.props["defaultActions"]));
      if (plain.length > 0) {
        return plain.map(({ urn }) => ({ urn, message: "the listener serves plain HTTP to the internet" }));
      }
      return listeners.some(encrypted)
        ? []
        : [{ urn: balancer.urn, message: "the load balancer faces the internet without an HTTPS listener" }];
    });
  },
};
