import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import { z } from "zod";
import type { Registration } from "../recorder.ts";

/** An entry of a state, as far as it is needed before a refresh. */
type Entry = {
  urn: string;
  type: string;
  custom: boolean;
  id?: string;
  parent?: string;
  provider?: string;
  protect?: boolean;
  inputs?: Record<string, string>;
  outputs?: Record<string, string>;
};

/** Where the URNs of a stack begin, and its own. */
interface Root {
  start: string;
  stack: string;
}

/** The entries that a state gets: what is wanted, and the stack, components and providers that it hangs on. */
export class StateEntries {
  readonly made: Entry[] = [];
  readonly #urns: Map<string, string | undefined>;
  readonly #registrations: ReadonlyMap<string, Registration>;
  readonly #providerConfig: Record<string, string>;

  constructor(
    there: readonly { urn: string; id?: unknown }[],
    registrations: readonly Registration[],
    providerConfig: Record<string, string>,
  ) {
    this.#urns = new Map(there.map(({ urn, id }) => [urn, typeof id === "string" ? id : undefined]));
    this.#registrations = new Map(registrations.map((each) => [each.urn, each]));
    this.#providerConfig = providerConfig;
  }

  /** @returns Its URN */
  add(registration: Registration, id: string): string {
    const { type } = registration;
    const root = this.#root(registration.urn);
    const urn = this.#urn(registration, root);
    this.#put({
      urn,
      type,
      custom: true,
      id,
      parent: this.#component(registration.parent, root),
      provider: this.#provider(type, root),
      protect: true,
    });
    return urn;
  }

  #put(entry: Entry): void {
    if (this.#urns.has(entry.urn)) return;
    this.made.push(entry);
    this.#urns.set(entry.urn, entry.id);
  }

  /** `urn:pulumi:STACK::PROJECT`, and the stack's own entry. */
  #root(urn: string): Root {
    const [place = "", project = ""] = urn.split("::");
    const start = `${place}::${project}`;
    const type = "pulumi:pulumi:Stack";
    const stack = `${start}::${type}::${project}-${place.split(":").at(-1) ?? ""}`;
    this.#put({ urn: stack, type, custom: false });
    return { start, stack };
  }

  /** The engine's: with the types of all that it lies in, of which the recorder's has only the innermost. */
  #urn({ type, name, parent }: Registration, { start }: Root): string {
    const types = [type];
    for (let above = this.#registrations.get(parent); above; above = this.#registrations.get(above.parent)) {
      types.unshift(above.type);
    }
    return `${start}::${types.join("$")}::${name}`;
  }

  /** @param recorded The recorder's URN; without one it is the stack itself. */
  #component(recorded: string, root: Root): string {
    const found = this.#registrations.get(recorded);
    if (found === undefined) return root.stack;
    const [urn, parent] = [this.#urn(found, root), this.#component(found.parent, root)];
    this.#put({ urn, type: found.type, custom: false, parent });
    return urn;
  }

  /** The provider that the engine takes where a resource names none. */
  #provider(type: string, { start }: Root): string {
    const [name = ""] = type.split(":");
    const version = versionOf(name);
    const urn = `${start}::pulumi:providers:${name}::default_${version.replaceAll(/[.-]/g, "_")}`;
    const config = { ...this.#providerConfig, version };
    const id = this.#urns.get(urn) ?? randomUUID();
    this.#put({ urn, type: `pulumi:providers:${name}`, custom: true, id, inputs: config, outputs: config });
    return `${urn}::${id}`;
  }
}

/** Of the installed package, which is the provider's. */
function versionOf(provider: string): string {
  const content: unknown = createRequire(import.meta.url)(`@pulumi/${provider}/package.json`);
  return z.object({ version: z.string() }).parse(content).version;
}
