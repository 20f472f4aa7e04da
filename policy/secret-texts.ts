// How secrets look when they stand in clear.
import { gunzipSync } from "node:zlib";
import { hidden, isFields, type Value } from "./value.ts";

/** A property that is a secret by its name. */
const secretName = /password|passwd|secret|token|private_?key|api_?key|credential/i;
/** What speaks of a secret without being one: its address, its length, a switch. */
const aboutSecret =
  /(?:arn|id|ids|name|names|path|file|type|url|uri|length|version|ttl|seconds|days|tokens|reset|ref|key_?id|policy)$/i;

/** Nothing, or a switch: a provider's settings reach the engine as texts. */
const noSecret = /^(?:true|false)?$/;

const patterns: [RegExp, string][] = [
  [/-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/, "a private key"],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/, "an AWS access key"],
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@$]+:[^\s:/@$]+@/i, "a login in an address"],
  [/\$(?:2[aby]|apr1|5|6)\$[^\s'"]{20,}/, "the hash of a password"],
];

/** A name that speaks of a secret, `=` or `:`, and what is neither a reference nor a path. */
const assignment =
  /([\w-]*(?:password|passwd|secret|token|api[_-]?key|private[_-]?key)[\w-]*)["']?\s*(?::\s|[=:])\s*["']?(?![$%{(/<&*!\\]|https?:|file:|true\b|false\b|null\b)([^\s"',;]{6,})/gi;

/** What of a secret a text shows; none where it shows nothing. */
export function secretsIn(text: string): string[] {
  const found = patterns.filter(([pattern]) => pattern.test(text)).map(([, what]) => what);
  const named = [...text.matchAll(assignment)].flatMap(([, name = ""]) => (aboutSecret.test(name) ? [] : [name]));
  return [...found, ...new Set(named.map((name) => `a value for ${name}`))];
}

/** User data as the instance reads it: base64, perhaps compressed. */
export function userDataText(base64: string): string {
  const bytes = Buffer.from(base64, "base64");
  const gzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return (gzip ? gunzipSync(bytes) : bytes).toString("utf8");
}

/** Each clear text that shows a secret, with the path where it stands. */
export function clearSecrets(value: Value, path = "", name = ""): string[] {
  if (value === hidden) return [];
  if (typeof value === "string") {
    if (!noSecret.test(value) && secretName.test(name) && !aboutSecret.test(name)) return [`${path} is in clear`];
    const text = name === "userData" || name === "userDataBase64" ? userDataText(value) : value;
    return secretsIn(text).map((what) => `${path} shows ${what}`);
  }
  const inside = (key: string): string => (path === "" ? key : `${path}.${key}`);
  if (Array.isArray(value)) return value.flatMap((one, index) => clearSecrets(one, inside(String(index)), name));
  if (!isFields(value)) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    key.startsWith("__") ? [] : clearSecrets(one, inside(key), key),
  );
}
