import { pattern, type Pattern } from "./patterns.ts";

/** What the settings keep as it is (`cortex:terraform.keep`): properties by a part's name, or a pattern of names. */
export class Keep {
  readonly #entries: { named: Pattern; part: string; properties: readonly string[] }[];
  readonly #met = new Set<string>();

  constructor(settings: Readonly<Record<string, readonly string[]>>) {
    this.#entries = Object.entries(settings).map(([part, properties]) => ({ named: pattern(part), part, properties }));
  }

  /** The properties that are kept of the part of this name. */
  of(name: string): string[] {
    const found = this.#entries.filter(({ named }) => named.match(name) !== undefined);
    for (const { part } of found) this.#met.add(part);
    return found.flatMap(({ properties }) => properties);
  }

  /** The entries whose part nobody has asked for. */
  get unmet(): string[] {
    return this.#entries.map(({ part }) => part).filter((part) => !this.#met.has(part));
  }
}
