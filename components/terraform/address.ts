// Addresses as Terraform writes them: https://developer.hashicorp.com/terraform/cli/state/resource-addressing

/** The key of one instance: a number under `count`, a text under `for_each`. */
export type InstanceKey = string | number;

/** What names a resource apart from its instances. */
export interface ResourceName {
  /** `module.net["a"].module.sg`; absent in the root module. */
  module?: string;
  mode: "managed" | "data";
  type: string;
  name: string;
}

/** `module.net.data.aws_ami.debian`: the address without an instance's key. */
export function resourceAddress({ module, mode, type, name }: ResourceName): string {
  return `${module === undefined || module === "" ? "" : `${module}.`}${mode === "data" ? "data." : ""}${type}.${name}`;
}

/** The address of one instance. */
export function instanceAddress(resource: ResourceName, key: InstanceKey | undefined): string {
  return `${resourceAddress(resource)}${key === undefined ? "" : `[${keyText(key)}]`}`;
}

/** A key, or any text, as Terraform writes it in HCL (internal/addrs/instance_key.go): `${` and `%{` doubled so that they begin no template. */
export function keyText(key: InstanceKey): string {
  return typeof key === "number" ? String(key) : `"${key.replaceAll(/[$%](?=\{)|["\\]|(?! )[\p{C}\p{Z}]/gu, escaped)}"`;
}

const short: Readonly<Record<string, string>> = { "\n": "n", "\r": "r", "\t": "t", '"': '"', "\\": "\\" };

/** What Go does not print is told by its number. */
function escaped(sign: string): string {
  if (sign === "$" || sign === "%") return sign + sign;
  if (short[sign] !== undefined) return `\\${short[sign]}`;
  const code = sign.codePointAt(0) ?? 0;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, "0")}` : `\\U${code.toString(16).padStart(8, "0")}`;
}

/** The address without the key of its last part: `aws_subnet.this["a"]` gives `aws_subnet.this`. */
export function withoutKey(address: string): string {
  if (!address.endsWith("]")) return address;
  // A key may hold brackets itself: the one that counts is outside of quotes.
  let quoted = false;
  let open = -1;
  for (let here = 0; here < address.length; here++) {
    const letter = address[here];
    if (quoted && letter === "\\") here++;
    else if (letter === '"') quoted = !quoted;
    else if (letter === "[" && !quoted) open = here;
  }
  return open < 0 ? address : address.slice(0, open);
}
