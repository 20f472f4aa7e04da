import { readFileSync, readdirSync } from "node:fs";

/** The committed module below ../go that pins what a build reads: file name to text. */
export function goModule(name: string): Record<string, string> {
  const folder = new URL(`../go/${name}/`, import.meta.url);
  const files = readdirSync(folder).sort();
  return Object.fromEntries(files.map((file) => [file, readFileSync(new URL(file, folder), "utf8")]));
}
