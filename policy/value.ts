// What a resource is made of, as rules read it.

/** Computed by the provider, and so not known in a preview. */
export const unknown = Symbol("unknown");
/** Given as a Pulumi secret, where that is what is asked (`no-clear-secrets`); all other rules see the value itself. */
export const hidden = Symbol("hidden");

export type Value = string | number | boolean | null | typeof unknown | typeof hidden | Value[] | Fields;
export interface Fields {
  [name: string]: Value;
}

export function isFields(value: Value | undefined): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What stands at a path; undefined where there is nothing, `unknown` from where nothing is known on. */
export function at(value: Value | undefined, ...path: string[]): Value | undefined {
  let found = value;
  for (const step of path) {
    if (found === unknown || found === hidden) return found;
    found = isFields(found) ? found[step] : undefined;
  }
  return found;
}

/** The elements of a list; none where there is no list or it is not known. */
export function list(value: Value | undefined): Value[] {
  return Array.isArray(value) ? value : [];
}

/** The texts of a list; what is not known is left out. */
export function texts(value: Value | undefined): string[] {
  return list(value).filter((one) => typeof one === "string");
}

/** The value if it is a number, or a text that is one: AWS' APIs have both. */
export function numberOf(value: Value | undefined): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : undefined;
}

/** A single value as a text, for comparing and for messages; what is not known or no single value is `?`. */
export function textOf(value: Value | undefined): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "?";
}

/** Whether it is known to be what is expected. `true` and "true" are one: the provider's types have both. */
export function is(value: Value | undefined, expected: string | number | boolean): boolean {
  return textOf(value) === String(expected);
}

/** Whether it is known not to be what is expected; nothing at all counts as that, too. */
export function isNot(value: Value | undefined, expected: string | number | boolean): boolean {
  if (value === unknown || value === hidden) return false;
  return !is(value, expected);
}

/** Whether it is known to be absent or empty. */
export function isMissing(value: Value | undefined): boolean {
  return value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
}
