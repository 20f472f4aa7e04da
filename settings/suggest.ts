// What the user most likely meant.
import { distance } from "fastest-levenshtein";
import { z } from "zod";
import { keyOf, type Path } from "./path.ts";
import { child, unwrap } from "./read.ts";
import { schema } from "./schema.ts";

/** The word of `words` that is nearest to `word`, if it is near enough to be meant, or begins with it. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  const given = word.toLowerCase();
  const ranked = words
    .map((candidate) => ({ candidate, lower: candidate.toLowerCase(), far: distance(given, candidate.toLowerCase()) }))
    .sort((one, other) => one.far - other.far);
  const near = ranked.find(
    ({ lower, far }) => far <= Math.max(1, Math.floor(Math.max(given.length, lower.length) / 3)),
  );
  return (near ?? ranked.find(({ lower }) => given.length >= 3 && lower.startsWith(given)))?.candidate;
}

/** The schema at `path`. */
function schemaAt(path: Path): unknown {
  return unwrap(path.reduce<unknown>((type, key) => child(type, key), schema));
}

/** The keys that may stand at `path`. */
export function keysAt(path: Path): string[] {
  const type = schemaAt(path);
  return type instanceof z.ZodObject ? Object.keys(type.shape) : [];
}

/** Every setting of a section of its own, as its path: where a key may have been meant to stand. */
const leaves: string[][] = Object.keys(schema.shape)
  .filter((section) => section !== "images" && section !== "resources")
  .flatMap((section) => keysAt([section]).map((key) => [section, key]));

/** What may have been meant by the unknown `key` below `parent`. */
export function hintForKey(parent: Path, key: string): string | undefined {
  if (/passw|secret/i.test(key)) return "passwords are generated: see the stack outputs logins and grafanaLogin";
  const sibling = nearest(key, keysAt(parent));
  if (sibling !== undefined) return didYouMean([keyOf([...parent, sibling])]);
  const dotted = key.split(".");
  if (parent.length === 0 && dotted.length > 1 && schemaAt(dotted) !== undefined) {
    return `a key inside another is set with pulumi config set --path ${keyOf(dotted)}`;
  }
  return didYouMean(leaves.filter(([, leaf]) => leaf?.toLowerCase() === key.toLowerCase()).map((leaf) => keyOf(leaf)));
}

/** What may have been meant by the wrong `value` at `path`. */
export function hintForValue(path: Path, value: unknown): string | undefined {
  const type = schemaAt(path);
  if (type instanceof z.ZodString && (typeof value === "number" || typeof value === "boolean")) {
    return "put it in quotes, or YAML takes it for a number or a yes or no (1.10 becomes 1.1)";
  }
  if (typeof value !== "string") return undefined;
  if (type instanceof z.ZodEnum) {
    const word = nearest(value, type.options.map(String));
    // A word that is allowed by itself is wrong beside another setting.
    return word === undefined || word === value ? undefined : didYouMean([`"${word}"`]);
  }
  if (path[0] === "images" && path[2] === "name" && /[:@][^/]*$/.test(value)) {
    return "the tag goes into tag, the digest into digest";
  }
  return undefined;
}

/** A question that offers `choices`; nothing if there are none. */
export function didYouMean(choices: readonly string[]): string | undefined {
  return choices.length === 0 ? undefined : `did you mean ${choices.join(" or ")}?`;
}
