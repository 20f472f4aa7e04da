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
  if (Array.isArray(value)) return value.map((one, i) => shown(one, name, followsSecretOption(value, i)));
  if (isRecord(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, shown(inner, key, secretName.test(key))]),
    );
  }
  if (typeof value !== "string") return value;
  return /^envs?$/.test(name) ? value.replace(/=.*/s, `=${notShown}`) : withoutSecrets(value);
}

/** A word of options and variables whose value is a secret, with what stands around it in the same name. */
const secretWord = String.raw`[\w-]*(?:pass(?:word|wd|phrase)?|pwd|secret|token|credential|encrypt|(?:api|access|private)[_-]?key)[\w-]*`;

const secretOption = new RegExp(`^-{1,2}${secretWord}$`, "i");

/** `["agent", "-encrypt", "x"]`: the value of an option stands by itself. */
function followsSecretOption(list: readonly unknown[], i: number): boolean {
  const [before, here] = [list[i - 1], list[i]];
  return typeof before === "string" && secretOption.test(before) && typeof here === "string" && !here.startsWith("-");
}

/** Texts with passwords in them: `--token=x`, `--token x`, `PASSWORD: x`, `https://user:x@host`. */
function withoutSecrets(text: string): string {
  return text
    .replaceAll(/(:\/\/)[^/\s:@]*:[^/\s@]+@/g, `$1${notShown}@`)
    .replaceAll(new RegExp(`(${secretWord}["']?\\s*[=:]\\s*)[^\\s,;}]+`, "gi"), `$1${notShown}`)
    .replaceAll(new RegExp(`((?<!\\S)-{1,2}${secretWord}\\s+)[^\\s-]\\S*`, "gi"), `$1${notShown}`);
}
