// What @pulumi/policy hands over, as values that rules read.
import { Secret } from "@pulumi/policy";
import { hidden, unknown, type Fields, type Value } from "./value.ts";

/** Stands for what is not known in a preview, by kind: sdk/go/common/resource/plugin/rpc.go (UnknownBoolValue and on). */
const unknownTexts = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/**
 * The properties themselves, without @pulumi/policy's proxies: one of these throws at the first unknown value that is
 * touched, and with it the rest of the resource would go unjudged; the other hides what is a secret.
 */
export function fieldsOf(props: Record<string, unknown>): Fields {
  const fields = valueOf(beneath(props));
  return typeof fields === "object" && fields !== null && !Array.isArray(fields) ? fields : {};
}

/** Proxies lie on one another when a resource is to be remediated. */
function beneath(value: unknown): unknown {
  let found = value;
  while (typeof found === "object" && found !== null && Reflect.get(found, "__isSpecialProxy") === true) {
    found = Reflect.get(found, "__getSpecialProxyTarget");
  }
  return found;
}

function valueOf(value: unknown): Value {
  if (typeof value === "string") return unknownTexts.has(value) ? unknown : value;
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (value instanceof Secret) return hidden;
  if (Array.isArray(value)) return value.map(valueOf);
  if (typeof value !== "object" || value === null) return null;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, valueOf(inner)]));
}
