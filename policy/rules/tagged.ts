import type { ResourceRule } from "../rule.ts";
import { at, isFields, isMissing, unknown, type Value } from "../value.ts";

/** As components/aws/provider-tags.ts sets them. */
const required = ["Project", "Stack", "ManagedBy"];

/** A provider's settings reach the engine as JSON texts. */
function laidOut(value: Value | undefined): Value | undefined {
  if (typeof value !== "string") return value;
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === "object" && parsed !== null && "tags" in parsed && typeof parsed.tags === "object"
      ? { tags: Object.fromEntries(Object.entries(parsed.tags ?? {}).map(([key, tag]) => [key, String(tag)])) }
      : null;
  } catch {
    return null;
  }
}

/** Cost, permissions and cleaning up all go by the tags: what has none belongs to nobody. */
export const tagged: ResourceRule = {
  kind: "resource",
  name: "tagged",
  description: `Everything on AWS carries the tags ${required.join(", ")}.`,
  severity: "medium",
  remediation: "Make AWS resources with the stack's provider (components/aws/provider.ts), which tags all of them.",
  check({ type, props }) {
    if (type !== "pulumi:providers:aws") return [];
    const tags = at(laidOut(props["defaultTags"]), "tags");
    if (tags === unknown) return [];
    const missing = required.filter((tag) => !isFields(tags) || isMissing(tags[tag]));
    return missing.length > 0 ? [`the provider does not set the tags ${missing.join(", ")}`] : [];
  },
};
