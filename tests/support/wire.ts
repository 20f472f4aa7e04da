// How values stand in a registration, for assertions.
import { isSecret, type Plain, type Secret } from "../../toolchain/wire.ts";

export { decode, isSecret, unknown, type Plain, type Secret } from "../../toolchain/wire.ts";

/** The value with every secret laid open. */
export function open(value: Plain | undefined): Exclude<Plain, Secret> {
  if (value === undefined) return null;
  if (isSecret(value)) return open(value.secret);
  if (Array.isArray(value)) return value.map(open);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, open(inner)]));
  }
  return value;
}

/** Every text that stands outside of a secret. */
export function clearTexts(value: Plain): string[] {
  if (typeof value === "string") return [value];
  if (isSecret(value) || typeof value !== "object" || value === null) return [];
  return Array.isArray(value)
    ? value.flatMap(clearTexts)
    : Object.entries(value).flatMap(([k, v]) => [k, ...clearTexts(v)]);
}
