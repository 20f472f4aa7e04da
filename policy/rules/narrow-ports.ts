import type { ResourceRule } from "../rule.ts";
import { at, list, numberOf, unknown, type Value } from "../value.ts";

/** Most ports that one rule may open: Consul's own range (8300 to 8302) fits, "all of them" does not. */
const mostPorts = 10;

function complaint(protocol: Value | undefined, from: Value | undefined, to: Value | undefined): string[] {
  if (protocol === unknown || from === unknown || to === unknown) return [];
  if (protocol === "-1" || protocol === "all") return ["every protocol and port is let in"];
  if (protocol === "icmp" || protocol === "icmpv6" || protocol === "1" || protocol === "58") return [];
  const [first, last] = [numberOf(from), numberOf(to)];
  if (first === undefined || last === undefined || first < 0) return ["no port is named, so all are let in"];
  const count = last - first + 1;
  return count > mostPorts ? [`${count} ports are let in, from ${first} to ${last}`] : [];
}

/** A rule that names its port tells who speaks to whom, and lets nothing else in that starts to listen later. */
export const narrowPorts: ResourceRule = {
  kind: "resource",
  name: "narrow-ports",
  description: `A rule lets in one protocol and at most ${mostPorts} ports.`,
  severity: "high",
  remediation: "One rule for each port that is needed.",
  check({ type, props }) {
    switch (type) {
      case "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule":
        return complaint(props["ipProtocol"], props["fromPort"], props["toPort"]);
      case "aws:ec2/securityGroupRule:SecurityGroupRule":
        return props["type"] === "ingress" ? complaint(props["protocol"], props["fromPort"], props["toPort"]) : [];
      case "aws:ec2/securityGroup:SecurityGroup":
        return list(props["ingress"]).flatMap((rule) =>
          complaint(at(rule, "protocol"), at(rule, "fromPort"), at(rule, "toPort")),
        );
      default:
        return [];
    }
  },
};
