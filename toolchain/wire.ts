// How values stand in a registration: plain, secret or not known yet.

/** The wrapping of Pulumi's protocol: sdk/nodejs/runtime/rpc.ts (`specialSigKey`, `specialSecretSig`, `unknownValue`). */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A value that Pulumi keeps encrypted. */
export interface Secret {
  secret: Plain;
}
export const unknown = Symbol("unknown");
export type Plain = string | number | boolean | null | typeof unknown | Secret | Plain[] | { [key: string]: Plain };

export function decode(value: unknown): Plain {
  if (value === unknownText) return unknown;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.map(decode);
  if (typeof value !== "object") throw new Error(`A ${typeof value} in a registration.`);
  const entries = Object.entries(value);
  const fields = new Map<string, unknown>(entries);
  if (fields.get(signatureKey) === secretSignature) return { secret: decode(fields.get("value")) };
  return Object.fromEntries(entries.map(([key, inner]) => [key, decode(inner)]));
}

export function isSecret(value: Plain | undefined): value is Secret {
  return typeof value === "object" && value !== null && !Array.isArray(value) && "secret" in value;
}
