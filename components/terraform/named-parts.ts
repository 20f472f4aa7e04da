// How well the names of addresses and parts of one type agree.
import { instanceWords, partWords, type NameWords, type WordReader } from "./name-words.ts";
import type { Part } from "./parts.ts";
import type { StateInstance } from "./state.ts";

/** A part that shares words with an address. */
export interface Named {
  part: Part;
  /** How well the names agree, a whole number. */
  names: number;
  /** 1 for the same number, -1 for another one, 0 where one of them has none. */
  ordinal: number;
}

/** For each address the parts that share words with it. */
export function namedParts(
  instances: readonly StateInstance[],
  parts: readonly Part[],
  reader: WordReader,
): Map<StateInstance, Named[]> {
  const ofParts = parts.map((part) => [part, partWords(part.name, aliasesOf(part), reader)] as const);
  const counts = new Map<string, number>();
  for (const [, { own, around }] of ofParts) {
    for (const word of [...own, ...around]) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  // A word tells less, the more parts have it.
  const weight = new Map([...counts].map(([word, count]) => [word, Math.log(1 + parts.length / count)]));
  const named = [...instanceWords(instances, reader)].map(([instance, there]) => {
    const alike = ofParts.flatMap(([part, here]): Named[] => {
      const names = Math.round(nameScore(there, here, weight) * scoreSteps);
      const numbered = there.ordinal !== undefined && here.ordinal !== undefined;
      return names === 0 ? [] : [{ part, names, ordinal: numbered ? (there.ordinal === here.ordinal ? 1 : -1) : 0 }];
    });
    return [instance, alike] as const;
  });
  return new Map(named);
}

/** What a container is called on its network, and its labels' values. */
function aliasesOf({ inputs }: Part): string[] {
  const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
  const field = (value: unknown, name: string): unknown =>
    typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
  const known = [
    ...list(inputs["networksAdvanced"]).flatMap((network) => list(field(network, "aliases"))),
    ...list(inputs["labels"])
      .filter((label) => field(label, "label") !== "cortex.stack")
      .map((label) => field(label, "value")),
  ];
  return known.filter((alias) => typeof alias === "string");
}

/** A word of modules or aliases counts this much of one of the name's own. */
const aroundShare = 0.5;

/** What a word of its own that no part has takes from an address's likeness. */
const strangeWord = 0.1;

/** Sums in another order differ in their last digits: names agree equally well all the same. */
const scoreSteps = 1e9;

/** How well names agree, 0 to 1; 0 where they share no word of the address's own. */
function nameScore(there: NameWords, here: NameWords, weight: ReadonlyMap<string, number>): number {
  const share = ({ own, around }: NameWords, word: string): number =>
    own.has(word) ? 1 : around.has(word) ? aroundShare : 0;
  const words = new Set([...there.own, ...there.around, ...here.own, ...here.around]);
  let shared = 0;
  let all = 0;
  let ownShared = false;
  for (const word of words) {
    const known = weight.get(word);
    if (known === undefined) {
      if (there.own.has(word)) all += strangeWord;
      continue;
    }
    const [least, most] = [share(there, word), share(here, word)].sort((a, b) => a - b);
    shared += known * (least ?? 0);
    // What a part is known as besides is no demand on the address.
    all += known * (there.own.has(word) || here.own.has(word) ? (most ?? 0) : (least ?? 0));
    if (there.own.has(word) && (least ?? 0) > 0) ownShared = true;
  }
  return ownShared && all > 0 ? shared / all : 0;
}
