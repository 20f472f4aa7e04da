import type { ResourceRule } from "../rule.ts";
import { isNot, numberOf } from "../value.ts";

/** Days that a mistaken deletion can be taken back; a deleted key is the loss of all that it encrypted. AWS allows 7 to 30. */
const leastWindow = 7;

/** A key that leaked without being noticed is worth less each year. */
export const rotatedKeys: ResourceRule = {
  kind: "resource",
  name: "rotated-keys",
  description: "KMS keys rotate each year, and their deletion can be taken back.",
  severity: "medium",
  remediation: `Set enableKeyRotation, and a deletionWindowInDays of at least ${leastWindow}.`,
  check({ type, props }) {
    if (type !== "aws:kms/key:Key") return [];
    const window = numberOf(props["deletionWindowInDays"]) ?? 30;
    return [
      ...(isNot(props["enableKeyRotation"], true) ? ["the key does not rotate"] : []),
      ...(window < leastWindow ? [`the key is gone ${window} days after a mistake`] : []),
    ];
  },
};
