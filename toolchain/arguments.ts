import { parseArgs } from "node:util";
import { unknownName } from "./nearest.ts";
import { UserError } from "./sources.ts";
import { defaultStack } from "./stack-config.ts";

/** What a command takes beside `--stack` and its switches. */
export interface Further<Text extends string, Action extends string> {
  /** Options that take a text. */
  texts?: readonly Text[];
  /** Words of which one is given, before or after the options. */
  actions?: readonly Action[];
}

/** What was given to a command. */
export interface Options<Name extends string, Text extends string, Action extends string> {
  /** Default: local. */
  stack: string;
  /** Whether the stack was named. */
  named: boolean;
  switches: ReadonlySet<Name>;
  texts: Readonly<Partial<Record<Text, string>>>;
  action?: Action;
}

/**
 * The options of a command: `--stack` for every one, and the named switches, texts and actions.
 * @throws UserError for an option that the command does not have, one without its text, or a word too many.
 */
export function parseOptions<Name extends string = never, Text extends string = never, Action extends string = never>(
  args: string[],
  switches: readonly Name[] = [],
  { texts = [], actions = [] }: Further<Text, Action> = {},
): Options<Name, Text, Action> {
  const options: Record<string, { type: "boolean" | "string" }> = { stack: { type: "string" } };
  for (const name of switches) options[name] = { type: "boolean" };
  for (const name of texts) options[name] = { type: "string" };
  const { tokens } = parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true });
  const given = new Set<Name>();
  const values: Partial<Record<Text, string>> = {};
  let stack: string | undefined;
  let action: Action | undefined;
  for (const token of tokens) {
    if (token.kind === "positional") {
      if (actions.length === 0 || action !== undefined) throw new UserError(`"${token.value}" is a word too many.`);
      action = actions.find((one) => one === token.value);
      if (action === undefined) throw new UserError(unknownName("action", token.value, actions));
    }
    if (token.kind !== "option") continue;
    const known = switches.find((name) => name === token.name);
    const text = texts.find((name) => name === token.name);
    if (token.name === "stack") {
      if (token.value === undefined || token.value === "") throw new UserError("--stack needs the name of a stack.");
      stack = token.value;
    } else if (text !== undefined) {
      if (token.value === undefined || token.value === "") throw new UserError(`--${text} needs a value.`);
      values[text] = token.value;
    } else if (known !== undefined) {
      given.add(known);
    } else {
      throw new UserError(
        unknownName("option", token.rawName, ["--stack", ...[...switches, ...texts].map((name) => `--${name}`)]),
      );
    }
  }
  return {
    stack: stack ?? defaultStack,
    named: stack !== undefined,
    switches: given,
    texts: values,
    ...(action === undefined ? {} : { action }),
  };
}
