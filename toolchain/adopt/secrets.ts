// What of a state may be shown: whatever may be a secret stays hidden, whether or not Terraform has marked it.
import type { StateInstance } from "../../components/terraform/state.ts";
import { isRecord } from "../stack-config.ts";

const notShown = "(secret)";

const secretName =
  /pass(?:word|wd|phrase)|secret|token|credential|private_?key|api_?key|access_?key|auth|^content(?:_base64)?$|user_?data/i;

/** Attributes that hold secrets by their use: parameters' values. */
const secretAttributes = new Set(["value", "value_wo", "insecure_value"]);

/** Whether an attribute, in Terraform's name, is hidden whole. */
export function hidden({ sensitive }: StateInstance, attribute: string): boolean {
  return (
    secretName.test(attribute) || secretAttributes.has(attribute) || sensitive.some(([first]) => first === attribute)
  );
}

/** The value as it may be shown. Environments' values are not: passwords stand there. */
export function shown(value: unknown, name: string, secret: boolean): unknown {
  if (secret) return notShown;
  if (Array.isArray(value)) return value.map((one) => shown(one, name, false));
  if (isRecord(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, shown(inner, key, secretName.test(key))]),
    );
  }
  if (typeof value !== "string") return value;
  return /^envs?$/.test(name) ? value.replace(/=.*/s, `=${notShown}`) : withoutSecrets(value);
}

/** Texts with passwords in them: `--token=x`, `PASSWORD: x`, `https://user:x@host`. */
function withoutSecrets(text: string): string {
  return text
    .replaceAll(/(:\/\/)[^/\s:@]*:[^/\s@]+@/g, `$1${notShown}@`)
    .replaceAll(
      /((?:password|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key)["']?\s*[=:]\s*)[^\s,;}]+/gi,
      `$1${notShown}`,
    );
}
