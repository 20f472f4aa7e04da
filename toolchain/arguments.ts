import { parseArgs } from "node:util";
import { unknownName } from "./nearest.ts";
import { UserError } from "./sources.ts";
import { defaultStack } from "./stack-config.ts";

/**
 * The options of a command: `--stack` (default: local) for every one, and the named switches.
 * @throws UserError for an option that the command does not have, or a word too many.
 */
export function parseOptions<Name extends string = never>(
  args: string[],
  switches: readonly Name[] = [],
): { stack: string; switches: ReadonlySet<Name> } {
  const options = Object.fromEntries(switches.map((name) => [name, { type: "boolean" as const }]));
  const { tokens } = parseArgs({
    args,
    options: { ...options, stack: { type: "string" } },
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const given = new Set<Name>();
  let stack = defaultStack;
  for (const token of tokens) {
    if (token.kind === "positional") throw new UserError(`"${token.value}" is a word too many.`);
    if (token.kind !== "option") continue;
    const known = switches.find((name) => name === token.name);
    if (token.name === "stack") {
      if (token.value === undefined || token.value === "") throw new UserError("--stack needs the name of a stack.");
      stack = token.value;
    } else if (known !== undefined) {
      given.add(known);
    } else {
      throw new UserError(unknownName("option", token.rawName, ["--stack", ...switches.map((name) => `--${name}`)]));
    }
  }
  return { stack, switches: given };
}
