import { readFileSync } from "node:fs";

/** The text of a file beside the recipes: it goes into an image and into its content key. */
export function textBeside(name: string): string {
  return readFileSync(new URL(name, import.meta.url), "utf8");
}
