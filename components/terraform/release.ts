// What ends Terraform's ownership of what the stack has taken over.
import type { Adopted } from "./adopt.ts";
import type { TerraformState } from "./state.ts";

/** How Terraform lets go, by state. */
export interface Release {
  state: string;
  /** `removed` blocks (Terraform 1.7, OpenTofu 1.10) for resources whose every instance was taken over. */
  blocks: string[];
  /** Resources that were taken over in part, without any instance's key: their other instances stay with Terraform. */
  inPart: string[];
  /** `terraform state rm` for every instance; the one way for a resource of which some instances stay. */
  commands: string[];
}

/** `removed` takes addresses without instance keys, of modules neither. */
function withoutAnyKey(address: string): string {
  let bare = "";
  let quoted = false;
  let depth = 0;
  for (let here = 0; here < address.length; here++) {
    const letter = address[here] ?? "";
    if (quoted && letter === "\\") here++;
    else if (letter === '"' && depth > 0) quoted = !quoted;
    else if (letter === "[" && !quoted) depth++;
    else if (letter === "]" && !quoted) depth--;
    else if (depth === 0) bare += letter;
  }
  return bare;
}

const shell = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** The blocks and commands for what was taken over of one state. */
export function releaseOf(name: string, adopted: readonly Adopted[], state: TerraformState): Release {
  const taken = new Set(adopted.map(({ address }) => address));
  const all = [...state.instances()].filter(({ mode }) => mode === "managed").map(({ address }) => address);
  const bare = [...new Set([...taken].map(withoutAnyKey))].sort();
  const whole = bare.filter((resource) =>
    all.every((address) => withoutAnyKey(address) !== resource || taken.has(address)),
  );
  return {
    state: name,
    inPart: bare.filter((resource) => !whole.includes(resource)),
    blocks: whole.map((from) => `removed {\n  from = ${from}\n\n  lifecycle {\n    destroy = false\n  }\n}`),
    commands: [...taken].sort().map((address) => `terraform state rm ${shell(address)}`),
  };
}
