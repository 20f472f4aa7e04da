// Which part of the stack an address most likely is, where no rule of the settings says it.
import { Likener, type Likeness } from "./likeness.ts";
import { WordReader } from "./name-words.ts";
import { namedParts, type Named } from "./named-parts.ts";
import type { Overrides } from "./names.ts";
import { partKey, type Part } from "./parts.ts";
import type { StateInstance } from "./state.ts";

/** A part, and how sure it is that the address is meant by it. */
export type Suggestion =
  | { kind: "one"; part: Part; reason: string }
  | { kind: "several"; parts: Part[]; reason: string }
  | { kind: "none"; reason: string };

/** What the suggestions lean on. */
export interface SuggestContext {
  /** Where Pulumi's names follow no rule, by Terraform's type: components/terraform/names.ts. */
  fields: Readonly<Record<string, Overrides>>;
  /** What every name of the stack begins with. */
  prefix: string;
  /** By a part's key: what the rules of the settings have taken already. */
  taken: ReadonlyMap<string, StateInstance>;
}

/** The addresses and parts of one type. */
interface Group {
  terraformType: string;
  instances: readonly StateInstance[];
  parts: readonly Part[];
  likener: Likener;
  /** The parts that share words with an address. */
  named: ReadonlyMap<StateInstance, readonly Named[]>;
  /** Keys of its parts and of those that they belong to: what is known of these decides. */
  leansOn: ReadonlySet<string>;
}

interface Hit {
  instance: StateInstance;
  part: Part;
  reason: string;
}

/**
 * For each address the part that it is, by the first of these that holds: both have the same identity; both are the only
 * one of their type; their names share words and number, and no other address or part does so as well. Whatever is equally
 * good stays undecided, and no part is given to two addresses.
 *
 * @param byType What may be taken over and what the stack makes, by Terraform's type.
 */
export function suggestions(
  byType: ReadonlyMap<string, { instances: readonly StateInstance[]; parts: readonly Part[] }>,
  context: SuggestContext,
): Map<StateInstance, Suggestion> {
  const groups = [...byType].map(([terraformType, { instances, parts }]) =>
    groupOf(terraformType, instances, parts, context),
  );
  const work = new Matching(groups, context.taken);
  work.run();
  return new Map(
    groups.flatMap((group) => group.instances.map((instance) => [instance, work.answer(group, instance)])),
  );
}

function groupOf(
  terraformType: string,
  instances: readonly StateInstance[],
  parts: readonly Part[],
  { prefix, fields }: SuggestContext,
): Group {
  return {
    terraformType,
    instances,
    parts,
    likener: new Likener(terraformType, fields[terraformType] ?? {}, parts),
    named: namedParts(instances, parts, new WordReader(terraformType, prefix)),
    leansOn: new Set(parts.flatMap((part) => [partKey(part), ...Object.values(part.references)])),
  };
}

/** Names first, then what describes the thing, then its number. */
type Score = readonly [names: number, alike: number, ordinal: number];

function compareScores(one: Score, other: Score): number {
  for (const [i, value] of one.entries()) {
    const difference = value - (other[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Those with the highest score. */
function highest<T>(all: readonly { one: T; score: Score }[]): T[] {
  let best: Score | undefined;
  let found: T[] = [];
  for (const { one, score } of all) {
    const order = best === undefined ? 1 : compareScores(score, best);
    if (order > 0) [best, found] = [score, [one]];
    else if (order === 0) found.push(one);
  }
  return found;
}

class Matching {
  readonly #groups: readonly Group[];
  /** By a part's key, the settings' own included. */
  readonly #taken: Map<string, StateInstance>;
  readonly #found = new Map<StateInstance, Hit>();
  /** Keys of the parts that were found, in order. */
  readonly #news: string[] = [];

  constructor(groups: readonly Group[], taken: SuggestContext["taken"]) {
    this.#groups = groups;
    this.#taken = new Map(taken);
  }

  /** Until nothing new is found: each thing that is known tells more of those that belong to it. */
  run(): void {
    const ways = [this.#byIdentity, this.#onlyOnes, this.#byName].map((find) => find.bind(this));
    // A security group of the same name in another VPC is another group: what hangs on other parts waits for them.
    const steps = [true, false].flatMap((owned) => ways.map((find) => this.#step((group) => find(group, owned))));
    while (steps.some((step) => step()));
  }

  /**
   * Takes what is found in all groups at once, so that no order of groups or addresses matters. Looks at a group again only
   * if there is news of what it leans on.
   */
  #step(find: (group: Group) => Hit[]): () => boolean {
    const looked = new Map<Group, number>();
    return () => {
      const hits = this.#groups.flatMap((group) => {
        const news = this.#news.slice(looked.get(group) ?? 0);
        if (looked.has(group) && !news.some((key) => group.leansOn.has(key))) return [];
        looked.set(group, this.#news.length);
        return find(group);
      });
      for (const hit of hits) {
        const key = partKey(hit.part);
        this.#found.set(hit.instance, hit);
        this.#taken.set(key, hit.instance);
        this.#news.push(key);
      }
      return hits.length > 0;
    };
  }

  #freeInstances(group: Group): StateInstance[] {
    return group.instances.filter((instance) => !this.#found.has(instance));
  }

  #isFree(part: Part): boolean {
    return !this.#taken.has(partKey(part));
  }

  #likeness({ likener }: Group, instance: StateInstance, part: Part): Likeness {
    return likener.likeness(instance, part, this.#taken);
  }

  #identical(group: Group, instance: StateInstance): { part: Part; same: string[]; waits: boolean }[] {
    return group.parts.flatMap((part) => {
      if (!this.#isFree(part)) return [];
      const { same, differs, elsewhere, waits, pending, whole, unlike } = this.#likeness(group, instance, part);
      const fits = !differs && !elsewhere && !pending && unlike === 0 && (whole || same.length > 0);
      return fits ? [{ part, same, waits }] : [];
    });
  }

  /** @param owned Whether all that the part belongs to must be known. */
  #byIdentity(group: Group, owned: boolean): Hit[] {
    const claims = new Map<Part, number>();
    const candidates = this.#freeInstances(group).map((instance) => {
      const found = this.#identical(group, instance);
      for (const { part } of found) claims.set(part, (claims.get(part) ?? 0) + 1);
      return { instance, found };
    });
    return candidates.flatMap(({ instance, found }) => {
      const [only] = found;
      if (only === undefined || found.length > 1 || claims.get(only.part) !== 1 || (owned && only.waits)) return [];
      const what = only.same.length > 0 ? `the same ${only.same.join(", ")}` : "the same import id";
      return [{ instance, part: only.part, reason: what }];
    });
  }

  #onlyOnes(group: Group, owned: boolean): Hit[] {
    const [part] = group.parts;
    if (part === undefined || group.parts.length > 1 || !this.#isFree(part)) return [];
    const here = group.instances.filter((instance) => !this.#likeness(group, instance, part).elsewhere);
    const [instance] = here;
    if (instance === undefined || here.length > 1 || this.#found.has(instance)) return [];
    const { waits, pending } = this.#likeness(group, instance, part);
    if (pending || (owned && waits)) return [];
    return [{ instance, part, reason: "the only one of its type on both sides" }];
  }

  /** The parts that the address is most like by name, whether or not they are free. */
  #alike(group: Group, instance: StateInstance): { one: Part; score: Score }[] {
    const scored = (group.named.get(instance) ?? []).flatMap(({ part, names, ordinal }) => {
      const { elsewhere, pending, alike, unlike } = this.#likeness(group, instance, part);
      if (elsewhere || pending || (ordinal < 0 && alike <= unlike)) return [];
      return [{ one: part, score: [names, alike - unlike, ordinal] as const }];
    });
    const best = highest(scored);
    return scored.filter(({ one }) => best.includes(one));
  }

  /** Address to the free ones among the parts that it is most like, and part to the addresses that are most like it. */
  #claims(group: Group): {
    wanted: Map<StateInstance, Part[]>;
    contenders: Map<Part, StateInstance[]>;
  } {
    const wanted = new Map<StateInstance, Part[]>();
    const claims = new Map<Part, { one: StateInstance; score: Score }[]>();
    for (const instance of this.#freeInstances(group)) {
      const free = this.#alike(group, instance).filter(({ one }) => this.#isFree(one));
      wanted.set(
        instance,
        free.map(({ one }) => one),
      );
      for (const { one: part, score } of free) {
        const others = claims.get(part);
        if (others === undefined) claims.set(part, [{ one: instance, score }]);
        else others.push({ one: instance, score });
      }
    }
    return { wanted, contenders: new Map([...claims].map(([part, all]) => [part, highest(all)])) };
  }

  #byName(group: Group, owned: boolean): Hit[] {
    const { wanted, contenders } = this.#claims(group);
    return [...wanted].flatMap(([instance, parts]): Hit[] => {
      const [part] = parts;
      if (part === undefined || parts.length > 1) return [];
      const best = contenders.get(part) ?? [];
      if (best.length !== 1 || best[0] !== instance) return [];
      if (owned && this.#likeness(group, instance, part).waits) return [];
      return [{ instance, part, reason: "the most alike by name" }];
    });
  }

  /** What is known of an address once nothing more is found. */
  answer(group: Group, instance: StateInstance): Suggestion {
    const hit = this.#found.get(instance);
    if (hit !== undefined) return { kind: "one", part: hit.part, reason: hit.reason };
    const identical = this.#identical(group, instance).map(({ part }) => part);
    const alike = this.#alike(group, instance).map(({ one }) => one);
    const free = identical.length > 0 ? identical : alike.filter((part) => this.#isFree(part));
    const names = free.map(({ name }) => name).join(", ");
    if (free.length > 1) return { kind: "several", parts: free, reason: `as much like each of ${names}` };
    if (free.length === 1) return { kind: "several", parts: free, reason: `other addresses are as much like ${names}` };
    return { kind: "none", reason: this.#whyNone(group, instance, alike) };
  }

  #whyNone(group: Group, instance: StateInstance, alike: readonly Part[]): string {
    const { terraformType, parts } = group;
    const [closest] = alike;
    const owner = closest === undefined ? undefined : this.#taken.get(partKey(closest));
    if (closest !== undefined && owner !== undefined)
      return `${closest.name}, which it is most like, is ${owner.address}`;
    if (parts.length === 0) return `this stack makes no ${terraformType}`;
    const compared = parts.map((part) => this.#likeness(group, instance, part));
    if (compared.every(({ elsewhere }) => elsewhere)) return "it belongs to something that is no part of this stack";
    if (compared.every(({ elsewhere, pending }) => elsewhere || pending)) return "what it belongs to is not taken over";
    return `nothing in its names and attributes says which ${terraformType} of this stack it is`;
  }
}
