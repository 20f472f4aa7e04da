import type { ResourceRule } from "../rule.ts";
import { isMissing, numberOf, unknown } from "../value.ts";

/** As aws.cluster.maxNodes allows. */
const mostInstances = 100;

/** An alarm that never ends, or a wrong metric, adds instances until the account's limit or the budget's end. */
export const boundedGroups: ResourceRule = {
  kind: "resource",
  name: "bounded-groups",
  description: `Auto Scaling groups have a maximum of at most ${mostInstances} instances, and a name and a zone that they live in.`,
  severity: "medium",
  remediation: "Set maxSize (aws.cluster.maxNodes) and vpcZoneIdentifiers.",
  check({ type, props }) {
    if (type !== "aws:autoscaling/group:Group") return [];
    const { minSize, maxSize, vpcZoneIdentifiers } = props;
    const [least, most] = [numberOf(minSize), numberOf(maxSize)];
    const breaches: string[] = [];
    if (maxSize !== unknown && most === undefined) breaches.push("the group has no maximum");
    if (most !== undefined && most > mostInstances) breaches.push(`the group may grow to ${most} instances`);
    if (minSize !== unknown && (least ?? 0) < 1) breaches.push("the group may be empty");
    if (vpcZoneIdentifiers !== unknown && isMissing(vpcZoneIdentifiers)) breaches.push("the group names no subnet");
    return breaches;
  },
};
