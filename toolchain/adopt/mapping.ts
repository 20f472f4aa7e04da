// The mapping that a plan proposes, as a file to be looked through and pasted into the stack's settings.
import { mkdir, readFile, readdir, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { Document, isMap, isScalar, type Node } from "yaml";
import { pattern } from "../../components/terraform/patterns.ts";
import type { Difference } from "./differences.ts";
import { UserError } from "../sources.ts";
import type { AdoptPlan } from "./plan.ts";

/** What the file tells beside the plan. */
export interface MappingArgs {
  stack: string;
  plan: AdoptPlan;
  /** A state that stands in no settings yet. */
  file?: { name: string; path: string };
}

/**
 * An address as the `from` of a rule, which takes no spaces: `*` stands in their place. Undefined where it would then name
 * other addresses as well.
 */
function fromOf(address: string, others: readonly string[]): string | undefined {
  const from = address.replaceAll(/\s+/g, "*");
  if (from === address && !address.includes("*")) return from;
  const named = pattern(from);
  return others.filter((other) => named.match(other) !== undefined).length === 1 ? from : undefined;
}

/** The file's text. */
export function mappingText({ stack, plan, file }: MappingArgs): string {
  const { matched, unmatched, ambiguous } = plan;
  const addresses = [...matched, ...unmatched, ...ambiguous].map(({ address }) => address);
  const rules = matched.map((each) => ({ ...each, from: fromOf(each.address, addresses) }));
  const states = file === undefined ? {} : { states: { [file.name]: { backend: "local", path: file.path } } };
  const adopt = rules.flatMap(({ state, from, name }) => (from === undefined ? [] : [{ state, from, to: name }]));
  const document = new Document({ config: { "cortex:terraform": { ...states, adopt } } });
  document.commentBefore = [
    ` Proposed by \`npm run adopt -- plan\` for the stack ${stack}. Look through it, put it into Pulumi.${stack}.yaml,`,
    ` and see what \`pulumi preview --stack ${stack}\` would import. Nothing was changed by the plan.`,
  ].join("\n");
  const named = matched.filter((_, i) => rules[i]?.from !== undefined);
  const items = document.getIn(["config", "cortex:terraform", "adopt"]);
  const nodes: Node[] = isSequence(items) ? items.items : [];
  for (const [i, { reason, differences }] of named.entries()) {
    const node = nodes[i];
    if (isMap(node)) node.commentBefore = ` ${[reason, ...effects(differences)].join("; ")}`;
  }
  const open = [
    ...ambiguous.map(({ address, reason, candidates }) => {
      const names = candidates.map(({ name }) => name).join(" or ");
      return ` ${address}: ${names === "" ? reason : `${names}? ${reason}`}`;
    }),
    ...rules.flatMap(({ address, from, name }) =>
      from === undefined ? [` ${address}: ${name}, but its address has spaces and no pattern names it alone`] : [],
    ),
  ];
  if (open.length > 0) document.comment = [" Undecided; write a rule where one of them is right:", ...open].join("\n");
  return document.toString({ lineWidth: 0 });
}

function effects(differences: readonly Difference[]): string[] {
  const named = (replaces: boolean): string =>
    differences.flatMap((each) => (each.replaces === replaces ? [each.property] : [])).join(", ");
  const [kept, changed] = [named(true), named(false)];
  return [
    ...(kept === "" ? [] : [`keeps ${kept}, which only a new one could change`]),
    ...(changed === "" ? [] : [`would change ${changed}`]),
  ];
}

function isSequence(node: unknown): node is { items: Node[] } {
  return typeof node === "object" && node !== null && "items" in node && !isScalar(node);
}

/** How a file was written. */
export type Written = "new" | "as it was" | { before: string };

/**
 * Writes the file; what stood there before, if it is another text, is kept beside it, every time under a name that is free.
 * @throws {UserError} If it cannot be written.
 */
export async function writeMapping(file: string, text: string): Promise<Written> {
  const before = await readFile(file, "utf8").catch(() => undefined);
  if (before === text) return "as it was";
  try {
    await mkdir(path.dirname(file), { recursive: true });
    const kept = before === undefined ? undefined : await freeName(`${file}.before`);
    if (kept !== undefined) await rename(file, kept);
    await writeFile(file, text);
    return kept === undefined ? "new" : { before: kept };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`The mapping could not be written to ${file} (${reason}). Name another file with --out.`);
  }
}

async function freeName(wanted: string): Promise<string> {
  const there = new Set(await readdir(path.dirname(wanted)));
  for (let i = 0; ; i++) {
    const name = i === 0 ? wanted : `${wanted}-${i}`;
    if (!there.has(path.basename(name))) return name;
  }
}
