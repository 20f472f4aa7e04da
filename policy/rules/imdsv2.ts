import type { ResourceRule } from "../rule.ts";
import { at, isNot, numberOf } from "../value.ts";

const types = ["aws:ec2/launchTemplate:LaunchTemplate", "aws:ec2/instance:Instance"];

/** Version 1 gives a role's keys to whoever gets the instance to fetch an address; version 2 asks for a token first. */
export const imdsv2: ResourceRule = {
  kind: "resource",
  name: "imdsv2",
  description: "Instances answer for their role by IMDSv2 alone, and to themselves only.",
  severity: "critical",
  remediation: "Set metadataOptions: httpTokens required, httpPutResponseHopLimit 1.",
  check({ type, props }) {
    if (!types.includes(type)) return [];
    const options = props["metadataOptions"];
    if (at(options, "httpEndpoint") === "disabled") return [];
    const hops = numberOf(at(options, "httpPutResponseHopLimit")) ?? 1;
    return [
      ...(isNot(at(options, "httpTokens"), "required") ? ["IMDSv1 is on: httpTokens is not required"] : []),
      ...(hops > 1 ? [`tokens travel ${hops} hops, so that what is forwarded through the instance gets them too`] : []),
    ];
  },
};
