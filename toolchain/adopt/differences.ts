// What an import would then change: what Terraform last saw of a thing, held against what the stack gives its part.
import { isDeepStrictEqual } from "node:util";
import { isFixed } from "../../components/terraform/fixed.ts";
import { snakeCase, terraformName, type Overrides } from "../../components/terraform/names.ts";
import type { StateInstance } from "../../components/terraform/state.ts";
import { isRecord } from "../stack-config.ts";
import { isSecret, unknown, type Plain } from "../wire.ts";
import { hidden, shown } from "./secrets.ts";

/** A property of the part that is another than what Terraform last saw. */
export interface Difference {
  /** In Pulumi's names. */
  property: string;
  /** What Terraform has; null where it has nothing, hidden where it may be secret. */
  from: unknown;
  /** What the stack gives. */
  to: unknown;
  /** Whether it is known that the thing would be replaced for it, which `up` refuses for what it takes over. */
  replaces: boolean;
}

export interface Differences {
  differences: Difference[];
  /** Properties of which only the engine knows, once it builds: whether they differ shows in `pulumi preview`. */
  knownLater: string[];
}

/** What the part is given, and who its neighbours are. */
export interface Given {
  inputs: Record<string, Plain>;
  /** Property to the key of the part that it is taken from. */
  references: Record<string, string>;
  /** By a part's key: the instance that it is. */
  taken: ReadonlyMap<string, StateInstance>;
  /** Keys of parts that can be taken over; others are made in any case, and give what is there already. */
  importable: ReadonlySet<string>;
  /** Properties for whose change the program itself wants a replacement. */
  replaceOnChanges: readonly string[];
  /** The tags that the provider puts on everything. */
  defaultTags: Record<string, Plain>;
  /** Where Pulumi's names follow no rule. */
  overrides: Overrides;
}

type Verdict = "same" | "different" | "later";

/** What differs, by the properties' names. */
export function differencesOf(instance: StateInstance, given: Given): Differences {
  const result: Differences = { differences: [], knownLater: [] };
  const { attributes } = instance;
  const { tags_all: tagsAll } = attributes;
  const inputs = isRecord(tagsAll) ? withAllTags(given) : given.inputs;
  for (const [property, here] of Object.entries(inputs).sort(([a], [b]) => a.localeCompare(b))) {
    if (property.startsWith("__")) continue;
    const attribute = attributeOf(property, attributes, given.overrides, "");
    const there = attribute === undefined ? undefined : attributes[attribute];
    const owner = ownerOf(property, attribute, here, there, given);
    const verdict = owner?.verdict ?? compare(there, here, { overrides: given.overrides, path: `${attribute ?? ""}.` });
    const replaces =
      given.replaceOnChanges.includes(property) || isFixed(instance.type, attribute ?? snakeCase(property));
    // What cannot be changed stays, whatever it would be.
    if (verdict === "later" && !replaces) result.knownLater.push(property);
    if (verdict !== "different") continue;
    const secret = isSecret(here) || hidden(instance, attribute ?? property);
    result.differences.push({
      property,
      from: shown(there ?? null, attribute ?? property, secret),
      to: owner?.to ?? shown(opened(here), attribute ?? property, secret),
      replaces,
    });
  }
  return result;
}

/** The stack's own tags among those that the provider adds: the state has them together as well. */
function withAllTags({ inputs: { tags, ...rest }, defaultTags }: Given): Record<string, Plain> {
  return { ...rest, tagsAll: { ...defaultTags, ...(isPlainMap(tags) ? tags : {}) } };
}

const isPlainMap = (value: Plain | undefined): value is Record<string, Plain> => isRecord(value) && !isSecret(value);

/** Attributes that are another thing's id as a whole; others may be made of one: a policy's text, a part of an address block. */
const wholeId = /(?:^|_)(?:id|ids|arn|arns)$|^(?:bucket|role|group|user|security_groups|subnets)$/;

/** A property that is another part's: the same if that part is what Terraform has there. */
function ownerOf(
  property: string,
  attribute: string | undefined,
  here: Plain,
  there: unknown,
  { references, taken, importable }: Given,
): { verdict: Verdict; to?: string } | undefined {
  const key = references[property];
  const whole = here === unknown || (Array.isArray(here) && here.length === 1 && here[0] === unknown);
  if (key === undefined || attribute === undefined || !wholeId.test(attribute) || !whole) return undefined;
  const [, name = key] = key.split(" ");
  const owner = taken.get(key);
  if (owner === undefined) {
    return importable.has(key) ? { verdict: "different", to: `that of ${name}, which is made anew` } : undefined;
  }
  const value: unknown = Array.isArray(there) && there.length === 1 ? there[0] : there;
  const same = Object.values(owner.attributes).some((one) => one === value && value !== undefined && value !== "");
  return same ? { verdict: "same" } : { verdict: "different", to: `that of ${name} (${owner.address})` };
}

/** Terraform's name of a property; undefined if the state has none that fits. */
function attributeOf(
  property: string,
  attributes: Record<string, unknown>,
  overrides: Overrides,
  path: string,
): string | undefined {
  try {
    return terraformName(property, Object.keys(attributes), overrides, path);
  } catch {
    return undefined;
  }
}

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === "" ||
  value === false ||
  value === 0 ||
  (Array.isArray(value) ? value.length === 0 : isRecord(value) && Object.keys(value).length === 0);

interface Where {
  overrides: Overrides;
  /** Terraform's path to this place, with a dot at its end. */
  path: string;
}

function compare(there: unknown, here: Plain, where: Where): Verdict {
  if (here === unknown) return "later";
  if (isSecret(here)) return compare(there, here.secret, where);
  if (isEmpty(here) && isEmpty(there)) return "same";
  if (Array.isArray(here)) return Array.isArray(there) ? lists(there, here, where) : "different";
  if (typeof here === "object" && here !== null) {
    // Where Terraform has a list of at most one, Pulumi has the element itself.
    if (Array.isArray(there)) return there.length > 1 ? "different" : block(there[0], here, where);
    return isRecord(there) && isMap(there, here) ? map(there, here, where) : block(there, here, where);
  }
  if (typeof there === "object" && there !== null) return "different";
  return sameText(text(there), text(here)) ? "same" : "different";
}

const text = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";

/** What several parts say together: one that differs decides. */
function together(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes("different")) return "different";
  return verdicts.includes("later") ? "later" : "same";
}

/** In order, or in any: sets stand in a state in an order of their own. */
function lists(there: readonly unknown[], here: readonly Plain[], where: Where): Verdict {
  if (there.length !== here.length) return "different";
  const inOrder = together(here.map((one, i) => element(there[i], one, where)));
  if (inOrder !== "different") return inOrder;
  const left = [...there];
  return together(
    here.map((one): Verdict => {
      const verdicts = left.map((other) => element(other, one, where));
      const at = verdicts.includes("same") ? verdicts.indexOf("same") : verdicts.indexOf("later");
      if (at < 0) return "different";
      left.splice(at, 1);
      return verdicts[at] ?? "different";
    }),
  );
}

/** An element of a list: an object there is a block. */
function element(there: unknown, here: Plain, where: Where): Verdict {
  return isRecord(there) && isPlainMap(here) ? block(there, here, where) : compare(there, here, where);
}

/** Keys that the user chose stand as they are; those of the provider are spelled in two ways. */
function isMap(there: Record<string, unknown>, here: Record<string, Plain>): boolean {
  const known = new Set(Object.keys(there));
  const own = Object.keys(here);
  return own.some((key) => known.has(key)) || !own.some((key) => attributeOf(key, there, {}, "") !== undefined);
}

function map(there: Record<string, unknown>, here: Record<string, Plain>, where: Where): Verdict {
  const keys = new Set([...Object.keys(there), ...Object.keys(here)]);
  return together([...keys].map((key) => compare(there[key], here[key] ?? null, where)));
}

/** What the part does not say may be what the provider fills in. */
function block(there: unknown, here: Record<string, Plain>, { overrides, path }: Where): Verdict {
  const fields = isRecord(there) ? there : {};
  return together(
    Object.entries(here).map(([property, value]) => {
      const name = attributeOf(property, fields, overrides, path);
      return compare(name === undefined ? undefined : fields[name], value, {
        overrides,
        path: `${path}${name ?? ""}.`,
      });
    }),
  );
}

function sameText(one: string, other: string): boolean {
  if (one === other) return true;
  const [first, second] = [jsonOf(one), jsonOf(other)];
  return first !== undefined && second !== undefined && isDeepStrictEqual(normal(first), normal(second));
}

function jsonOf(value: string): unknown {
  if (!/^\s*[[{]/.test(value)) return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return parsed;
  } catch {
    return undefined;
  }
}

/** AWS gives policies back with lists in another order, and a list of one as its element. */
function normal(value: unknown): unknown {
  if (Array.isArray(value)) {
    const all = value.map(normal);
    return all.length === 1 ? all[0] : all.sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
  }
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, normal(value[key])]),
  );
}

/** A value of the stack as JSON can hold it. */
function opened(value: Plain): unknown {
  if (value === unknown) return "(known when built)";
  if (isSecret(value)) return "(secret)";
  if (Array.isArray(value)) return value.map(opened);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, opened(inner)]));
}
