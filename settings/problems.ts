// What is wrong with the settings, and how that is said: all of it in one message.
import type { z } from "zod";
import { holds, keyOf, shorten, valueAt, type Path } from "./path.ts";
import { hintForKey, hintForValue, keysAt } from "./suggest.ts";

/** One wrong setting. */
export interface Problem {
  /** Full key, as `cortex:cluster.nodes`. */
  key: string;
  /** The value as given, shortened; missing where the key itself is wrong, since nothing is known of such a value. */
  value?: string;
  /** What is allowed there: range, unit, list. */
  allowed: string;
  /** What may have been meant. */
  hint?: string;
}

/** A problem and where it stands. */
export interface Placed extends Problem {
  path: Path;
}

/** The settings are wrong; `message` is the whole text for the user. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(messageOf(problems));
    this.problems = problems;
  }
}

function messageOf(problems: readonly Problem[]): string {
  const count =
    problems.length === 1
      ? "1 setting of this stack is wrong:"
      : `${problems.length} settings of this stack are wrong:`;
  return [
    count,
    ...problems.map((problem) => `  ${lineOf(problem)}`),
    "Every setting, with its unit and default, is described in settings.ts; npm run config:schema teaches them to an editor.",
  ].join("\n");
}

/** One problem in one line. */
function lineOf({ key, value, allowed, hint }: Problem): string {
  const what =
    value === undefined
      ? `${key}: no such setting; allowed here: ${allowed}`
      : `${key}: ${value} given, must be ${allowed}`;
  return hint === undefined ? what : `${what}; ${hint}`;
}

/** A value as the user may see it again. */
function shown(path: Path, value: unknown): string {
  // A backend's settings hold passwords and tokens.
  if (path[0] === "terraform" && path[1] === "states") return kindOf(value);
  // Below `tenants` somebody may have written a password: say what it is like, not what it is.
  if (path[0] === "tenants" && path.length < 3) return kindOf(value);
  if (path[0] === "tenants" && typeof value === "string" && value.includes(":")) {
    return quoted(`${value.slice(0, value.indexOf(":"))}:…`);
  }
  if (typeof value === "string") return quoted(value);
  return typeof value === "number" || typeof value === "boolean" ? String(value) : kindOf(value);
}

const quoted = (text: string) => JSON.stringify(shorten(text));

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object") return Object.keys(value).length === 0 ? "an empty map" : "a map";
  return typeof value === "string" ? "a text" : `a ${typeof value}`;
}

/** The problems that the schema found in `raw`. */
export function problemsOf(issues: readonly z.core.$ZodIssue[], raw: unknown): Placed[] {
  const found = issues.flatMap((issue): Placed[] => {
    const path = issue.path.map((part) => (typeof part === "number" ? part : String(part)));
    if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(path, key));
    if (issue.code === "invalid_key") {
      const allowed = issue.issues[0]?.message ?? issue.message;
      return [{ path, key: keyOf(path), value: quoted(String(path.at(-1))), allowed }];
    }
    return [wrongValue(path, valueAt(raw, path), issue.message)];
  });
  const tenants = valueAt(raw, ["tenants"]);
  // The one key that a map of zod's leaves out without a word.
  if (typeof tenants === "object" && tenants !== null && Object.hasOwn(tenants, "__proto__")) {
    const path = ["tenants", "__proto__"];
    found.push({ path, key: keyOf(path), value: '"__proto__"', allowed: "a tenant name that a map can hold" });
  }
  // One line a setting, though zod may name a value both too small and no multiple.
  return [
    ...new Map(found.toReversed().map((problem) => [JSON.stringify(problem.path), problem])).values(),
  ].toReversed();
}

function unknownKey(parent: Path, key: string): Placed {
  const path = [...parent, key];
  const hint = hintForKey(parent, key);
  const allowed = keysAt(parent).join(", ");
  return { path, key: keyOf(path), allowed, ...(hint === undefined ? {} : { hint }) };
}

/** A value that is not allowed where it stands. */
export function wrongValue(path: Path, value: unknown, allowed: string, hint = hintForValue(path, value)): Placed {
  return { path, key: keyOf(path), value: shown(path, value), allowed, ...(hint === undefined ? {} : { hint }) };
}

/** In the order in which the settings were given. */
export function inOrder(problems: readonly Placed[], raw: unknown): Problem[] {
  const order = places(raw, []);
  const placeOf = (path: Path) => order.findLastIndex((place) => holds(place, path));
  return problems
    .map(({ path, ...problem }) => ({ problem, place: placeOf(path) }))
    .sort((one, other) => one.place - other.place)
    .map(({ problem }) => problem);
}

/** `images.nginx.tag` and a key below it that should not be there. */
const deepest = 4;

function places(value: unknown, path: Path): Path[] {
  if (typeof value !== "object" || value === null || path.length === deepest) return [path];
  const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...entries.flatMap(([key, child]) => places(child, [...path, key]))];
}
