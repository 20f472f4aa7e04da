// What the names of a thing say: words that tell it from others of its type, and a number.
import type { StateInstance } from "./state.ts";

/** What names say of one thing. */
export interface NameWords {
  /** Words of its own names. */
  own: ReadonlySet<string>;
  /** Words of the modules around it, or by which it is known besides: they count half. */
  around: ReadonlySet<string>;
  /** Its number among those of the same words; counts from 1 where a family's least is 0. */
  ordinal?: number;
}

/** `eu-central-1`, `eu-central-1a`: a place, no name. */
const place = /\b[a-z]{2}(?:-[a-z]+){1,2}-\d[a-z]?\b/g;

/** What people write where they have nothing to say. */
const empty = new Set([
  "this",
  "that",
  "main",
  "default",
  "all",
  "each",
  "it",
  "primary",
  "self",
  "resource",
  "example",
]);

/** By what else people call a type than by its own words. */
const synonyms: Readonly<Record<string, readonly string[]>> = {
  aws_lb: ["alb", "load", "balancer"],
  aws_lb_target_group: ["tg"],
  aws_security_group: ["sg"],
  aws_default_security_group: ["sg"],
  aws_internet_gateway: ["igw"],
  aws_nat_gateway: ["ngw"],
  aws_route_table: ["rt"],
  aws_autoscaling_group: ["asg"],
};

const isNumber = (word: string): boolean => /^\d+$/.test(word);

/** Lower case, one number; a number at the end of a word is a word of its own, but for ipv4 and s3. */
function tokens(text: string): string[] {
  return text
    .replaceAll(place, " ")
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .flatMap((word) => {
      const [, letters, digits] = /^([a-z]{3,})(\d+)$/.exec(word) ?? [];
      return letters === undefined || digits === undefined || letters === "ipv" ? [word] : [letters, digits];
    })
    .map((word) => (word.length > 3 && !empty.has(word) && /[^isu]s$/.test(word) ? word.slice(0, -1) : word))
    .filter((word) => word !== "");
}

/** Reads names of one type of Terraform; what the type itself says tells nothing. */
export class WordReader {
  readonly #type: ReadonlySet<string>;
  readonly #prefixes: string[][];

  /** @param prefix What every name of the stack begins with. */
  constructor(terraformType: string, prefix: string) {
    this.#type = new Set(tokens([...terraformType.split("_").slice(1), ...(synonyms[terraformType] ?? [])].join(" ")));
    this.#prefixes = [...new Set([prefix, "cortex"])].map(tokens);
  }

  /** The words that tell, and the last number. */
  read(text: string): { words: string[]; number?: number } {
    const all = this.#withoutPrefix(tokens(text));
    const words = all.filter((word) => !isNumber(word) && !this.#type.has(word) && !empty.has(word));
    const last = all.findLast(isNumber);
    return { words, ...(last === undefined ? {} : { number: Number(last) }) };
  }

  /** `cortex-consul-1` is about consul, `cortex-1` and `cortex-network` are about cortex. */
  #withoutPrefix(all: string[]): string[] {
    for (const prefix of this.#prefixes) {
      if (!prefix.every((word, i) => all[i] === word)) continue;
      const rest = all.slice(prefix.length);
      if (rest.some((word) => !isNumber(word) && !this.#type.has(word))) return rest;
    }
    return all;
  }
}

/** The attributes that hold a name that somebody chose. */
const chosenNames = ["name", "bucket", "alarm_name", "dashboard_name", "alias"];

function namesIn({ attributes }: StateInstance): string[] {
  const tags = attributes["tags"];
  const tag: unknown = typeof tags === "object" && tags !== null ? Reflect.get(tags, "Name") : undefined;
  return [...chosenNames.map((name) => attributes[name]), tag].filter((name) => typeof name === "string");
}

/** What the names of each instance of one type say. */
export function instanceWords(
  instances: readonly StateInstance[],
  reader: WordReader,
): ReadonlyMap<StateInstance, NameWords> {
  const read = new Map(instances.map((instance) => [instance, oneInstance(instance, reader)] as const));
  // Whoever counts names from 0 means the first by it, as `count` does.
  const families = new Map<string, number>();
  const family = ({ own, around }: NameWords): string => [[...own].sort(), [...around].sort()].join("|");
  for (const words of read.values()) {
    if (words.ordinal !== undefined) {
      families.set(family(words), Math.min(words.ordinal, families.get(family(words)) ?? Infinity));
    }
  }
  return new Map(
    [...read].map(([instance, words]) => {
      const shift = families.get(family(words)) === 0 ? 1 : 0;
      return [instance, words.ordinal === undefined ? words : { ...words, ordinal: words.ordinal + shift }];
    }),
  );
}

function oneInstance(instance: StateInstance, reader: WordReader): NameWords {
  const { key } = instance;
  const names = namesIn(instance).map((name) => reader.read(name));
  const keyed = typeof key === "string" ? reader.read(key) : undefined;
  const called = reader.read(instance.name);
  const around = reader.read((instance.module ?? "").replaceAll(/\bmodule\./g, " ")).words;
  const own = new Set([...called.words, ...(keyed?.words ?? []), ...names.flatMap(({ words }) => words)]);
  const ordinal =
    names.find(({ number }) => number !== undefined)?.number ??
    keyed?.number ??
    called.number ??
    (typeof key === "number" ? key + 1 : undefined);
  const nothingOwn = own.size === 0;
  return {
    own: nothingOwn ? new Set(around) : own,
    around: new Set(nothingOwn ? [] : around),
    ...(ordinal === undefined ? {} : { ordinal }),
  };
}

/** What a part's name says, and what it is known as besides. */
export function partWords(name: string, aliases: readonly string[], reader: WordReader): NameWords {
  const { words, number } = reader.read(name);
  const around = aliases.flatMap((alias) => reader.read(alias).words).filter((word) => !words.includes(word));
  return { own: new Set(words), around: new Set(around), ...(number === undefined ? {} : { ordinal: number }) };
}
