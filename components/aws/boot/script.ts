import { readFileSync } from "node:fs";

/** The scripts of the folder scripts/, by name without `.sh`. */
export type ScriptName = "common" | "boot" | "wait-leader" | "drain-watch" | "drain-cortex" | "drain-consul";

/** A script as an instance gets it: without what is for people only, since user data is short of space. */
export function script(name: ScriptName): string {
  const text = readFileSync(new URL(`./scripts/${name}.sh`, import.meta.url), "utf8");
  return withoutComments(text);
}

/** Drops whole-line comments and empty lines, but for the first line, which names the interpreter. */
export function withoutComments(text: string): string {
  return text
    .split("\n")
    .filter((line, index) => index === 0 || !/^\s*(?:#|$)/.test(line))
    .map((line) => `${line}\n`)
    .join("");
}
