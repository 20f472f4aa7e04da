import { instanceAddress, resourceAddress, withoutKey, type InstanceKey, type ResourceName } from "./address.ts";
import { afterValue, eachElement, eachMember, isList, textAt, valueAt, type Span } from "./json-elements.ts";
import { list, record, text } from "./loose.ts";
import type { AttributePath, StateInstance } from "./state.ts";

/** A resource whose instances are not parsed yet. */
interface Heading extends Required<ResourceName> {
  /** Where its provider stands. */
  provider: Span | undefined;
  /** Where the list of its instances begins; undefined where there is none. */
  instances: number | undefined;
  /** Where the resource ends. */
  end: number;
}

/** One instance that is not parsed yet. */
interface Unparsed extends Span {
  heading: Heading;
  key: InstanceKey | undefined;
}

/** The resources of a state: all are known by address, and an instance is parsed when it is asked for. */
export class Resources {
  readonly #bytes: Buffer;
  /** Address without key to where its resource begins. */
  readonly #starts = new Map<string, number | number[]>();
  /** The instances of the resources that were looked into, by address: one of many is found without a look at the others. */
  readonly #known = new Map<string, Map<string, Unparsed>>();

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Takes in the list of resources that begins at `start`; answers where it ends. */
  add(start: number): number {
    return eachElement(this.#bytes, start, (at) => {
      const heading = headingAt(this.#bytes, at);
      const address = resourceAddress(heading);
      const there = this.#starts.get(address);
      // A list for each would cost as much as all the rest: only a resource that stands there twice gets one.
      if (there === undefined) this.#starts.set(address, at);
      else this.#starts.set(address, [there, at].flat());
      return heading.end;
    });
  }

  /** Addresses without key, in the state's order. */
  addresses(): IterableIterator<string> {
    return this.#starts.keys();
  }

  instancesOf(resource: string): StateInstance[] {
    return [...this.#unparsed(resource)].map(([address, unparsed]) => parsed(this.#bytes, address, unparsed));
  }

  find(address: string): StateInstance | undefined {
    const resource = withoutKey(address);
    const known = this.#known.get(resource) ?? this.#unparsed(resource);
    this.#known.set(resource, known);
    const unparsed = known.get(address);
    return unparsed && parsed(this.#bytes, address, unparsed);
  }

  #unparsed(resource: string): Map<string, Unparsed> {
    const found = new Map<string, Unparsed>();
    for (const start of [this.#starts.get(resource) ?? []].flat()) {
      const heading = headingAt(this.#bytes, start);
      if (heading.instances === undefined) continue;
      eachElement(this.#bytes, heading.instances, (at) => {
        const { key, deposed, end } = instanceAt(this.#bytes, at);
        // What is deposed waits to be deleted: it is no instance that anything may lean on.
        if (!deposed) found.set(instanceAddress(heading, key), { heading, key, start: at, end });
        return end;
      });
    }
    return found;
  }
}

const resourceKeys = ["module", "mode", "type", "name", "provider", "instances"] as const;

function headingAt(bytes: Buffer, at: number): Heading {
  let [module, type, name, data] = ["", "", "", false];
  let provider: Span | undefined;
  let instances: number | undefined;
  const end = eachMember(bytes, at, resourceKeys, (key, start) => {
    const after = afterValue(bytes, start);
    switch (key) {
      case "module":
        module = textAt(bytes, start, after);
        break;
      case "mode":
        data = textAt(bytes, start, after) === "data";
        break;
      case "type":
        type = textAt(bytes, start, after);
        break;
      case "name":
        name = textAt(bytes, start, after);
        break;
      case "provider":
        provider = { start, end: after };
        break;
      case "instances":
        instances = isList(bytes, start) ? start : undefined;
    }
    return after;
  });
  // One shape, without a spread: this runs once for each resource.
  return { module, mode: data ? "data" : "managed", type, name, provider, instances, end };
}

const instanceKeys = ["index_key", "deposed"] as const;

function instanceAt(bytes: Buffer, at: number): { key: InstanceKey | undefined; deposed: boolean; end: number } {
  let key: InstanceKey | undefined;
  let deposed = false;
  const end = eachMember(bytes, at, instanceKeys, (name, start) => {
    const after = afterValue(bytes, start);
    if (name === "deposed") deposed = true;
    else {
      const value = valueAt(bytes, { start, end: after });
      if (typeof value === "string" || typeof value === "number") key = value;
    }
    return after;
  });
  return { key, deposed, end };
}

function parsed(bytes: Buffer, address: string, { heading, key, start, end }: Unparsed): StateInstance {
  const instance = record(valueAt(bytes, { start, end }));
  const { module, mode, type, name, provider } = heading;
  return {
    ...(module === "" ? {} : { module }),
    mode,
    type: aliases[type] ?? type,
    name,
    address,
    ...(key === undefined ? {} : { key }),
    provider: provider === undefined ? "" : textAt(bytes, provider.start, provider.end),
    tainted: instance["status"] === "tainted",
    attributes: record(instance["attributes"]),
    sensitive: list(instance["sensitive_attributes"]).map(pathOf),
  };
}

/** The AWS provider's second names of the same types, as older configurations have them. */
const aliases: Readonly<Record<string, string>> = {
  aws_alb: "aws_lb",
  aws_alb_listener: "aws_lb_listener",
  aws_alb_listener_rule: "aws_lb_listener_rule",
  aws_alb_target_group: "aws_lb_target_group",
};

/** `[{type: get_attr, value: name}, {type: index, value: {value: 0, type: number}}]` to `["name", 0]`. */
function pathOf(steps: unknown): AttributePath {
  return list(steps).map((step) => {
    const { value } = record(step);
    const inner = typeof value === "object" && value !== null ? record(value)["value"] : value;
    return typeof inner === "number" ? inner : text(inner);
  });
}
