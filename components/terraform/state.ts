import { instanceAddress, resourceAddress, withoutKey, type InstanceKey, type ResourceName } from "./address.ts";
import { TerraformError } from "./error.ts";
import { elements, JsonShapeError, members, valueAt, type Span } from "./json-elements.ts";

/** One output of the root module. */
export interface StateOutput {
  value: unknown;
  sensitive: boolean;
}

/** A step into an attribute: a name, or an index of a list or map. */
export type AttributePath = readonly (string | number)[];

/** One instance of a resource, as Terraform last saw it. */
export interface StateInstance extends ResourceName {
  /** As `terraform state list` prints it. */
  address: string;
  key?: InstanceKey;
  /** `provider["registry.terraform.io/hashicorp/aws"]`, with its alias. */
  provider: string;
  /** Whether Terraform would replace it at the next apply. */
  tainted: boolean;
  attributes: Record<string, unknown>;
  /** The attributes that Terraform calls sensitive. */
  sensitive: AttributePath[];
}

/** A state of Terraform or OpenTofu, format version 4. Instances are parsed when they are asked for. */
export interface TerraformState {
  /** Where it was read, for messages. */
  readonly origin: string;
  readonly terraformVersion: string;
  /** Counts the state's changes. */
  readonly serial: number;
  /** The same for all states that follow from one another. */
  readonly lineage: string;
  readonly outputs: ReadonlyMap<string, StateOutput>;
  /** Every instance, in the state's order. */
  instances(): Generator<StateInstance>;
  /** The instance at an address; undefined if there is none. */
  find(address: string): StateInstance | undefined;
  /** Every instance of the resource at an address without key. */
  instancesOf(resource: string): StateInstance[];
}

/** The one format that Terraform writes since 0.12 (2019) and OpenTofu writes. */
const formatVersion = 4;

/**
 * Reads the bytes of a state.
 * @param origin Where they come from, as the message names it: `s3://bucket/key`, a path.
 * @throws {TerraformError} If they are empty, no JSON, cut off, encrypted, or of another format version.
 */
export function parseState(bytes: Buffer, origin: string): TerraformState {
  if (bytes.length === 0) {
    throw new TerraformError(
      `The Terraform state at ${origin} is empty (0 bytes).`,
      "Nothing was ever applied there, or the write of it failed: check the place, or bring back a backup.",
    );
  }
  try {
    return readTop(bytes, origin);
  } catch (error) {
    if (!(error instanceof JsonShapeError)) throw error;
    throw new TerraformError(
      `The Terraform state at ${origin} cannot be read: ${error.message} (byte ${error.position} of ${bytes.length}).`,
      "It is cut off or was changed by hand: bring back a version that `terraform state list` can read.",
    );
  }
}

function readTop(bytes: Buffer, origin: string): TerraformState {
  const top = members(bytes);
  const get = (key: string): unknown => {
    const span = top.get(key);
    return span === undefined ? undefined : valueAt(bytes, span);
  };
  if (top.has("encrypted_data") || top.has("encryption_version")) {
    throw new TerraformError(
      `The state at ${origin} is encrypted by OpenTofu.`,
      "Let OpenTofu decrypt it: name the folder of its configuration ({command: tofu, directory: ...}), so that `tofu state pull` is asked.",
    );
  }
  const version = get("version");
  if (version !== formatVersion) throw otherVersion(version, origin);
  const resources = top.get("resources");
  const outputs = get("outputs");
  return new LazyState(
    bytes,
    {
      origin,
      terraformVersion: text(get("terraform_version")),
      serial: number(get("serial")),
      lineage: text(get("lineage")),
      outputs: new Map(Object.entries(record(outputs)).map(([name, output]) => [name, outputOf(output)])),
    },
    resources !== undefined && bytes.toString("latin1", resources.start, resources.end) !== "null"
      ? resources
      : undefined,
  );
}

function otherVersion(version: unknown, origin: string): TerraformError {
  if (typeof version !== "number") {
    return new TerraformError(
      `The file at ${origin} is JSON and no Terraform state: it has no "version".`,
      "Name the state itself (terraform.tfstate, or what `terraform state pull` prints), not a plan and not `terraform show -json`.",
    );
  }
  if (version < formatVersion) {
    return new TerraformError(
      `The Terraform state at ${origin} has format version ${version}; ${formatVersion} is read.`,
      "It was written by a Terraform older than 0.12: run `terraform apply -refresh-only` with a current Terraform, which writes version 4.",
    );
  }
  return new TerraformError(
    `The Terraform state at ${origin} has format version ${version}; ${formatVersion} is read.`,
    "It was written by a Terraform newer than this program knows.",
  );
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const number = (value: unknown): number => (typeof value === "number" ? value : 0);
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function outputOf(output: unknown): StateOutput {
  const { value, sensitive } = record(output);
  return { value, sensitive: sensitive === true };
}

type Heading = Pick<TerraformState, "origin" | "terraformVersion" | "serial" | "lineage" | "outputs">;

class LazyState implements TerraformState {
  readonly origin: string;
  readonly terraformVersion: string;
  readonly serial: number;
  readonly lineage: string;
  readonly outputs: ReadonlyMap<string, StateOutput>;
  readonly #bytes: Buffer;
  readonly #resources: Span | undefined;
  /** Address without key to where its resource lies; made when the first address is asked for. */
  #index: Map<string, Span[]> | undefined;

  constructor(bytes: Buffer, heading: Heading, resources: Span | undefined) {
    this.origin = heading.origin;
    this.terraformVersion = heading.terraformVersion;
    this.serial = heading.serial;
    this.lineage = heading.lineage;
    this.outputs = heading.outputs;
    this.#bytes = bytes;
    this.#resources = resources;
  }

  *instances(): Generator<StateInstance> {
    for (const span of this.#spans()) yield* this.#at(span);
  }

  find(address: string): StateInstance | undefined {
    return this.instancesOf(withoutKey(address)).find((instance) => instance.address === address);
  }

  instancesOf(resource: string): StateInstance[] {
    return (this.#indexed().get(resource) ?? []).flatMap((span) => this.#at(span));
  }

  *#spans(): Generator<Span> {
    if (this.#resources !== undefined) yield* elements(this.#bytes, this.#resources);
  }

  #indexed(): Map<string, Span[]> {
    if (this.#index !== undefined) return this.#index;
    const index = new Map<string, Span[]>();
    for (const span of this.#spans()) {
      const address = resourceAddress(nameOf(record(valueAt(this.#bytes, span))));
      const there = index.get(address);
      if (there === undefined) index.set(address, [span]);
      else there.push(span);
    }
    this.#index = index;
    return index;
  }

  #at(span: Span): StateInstance[] {
    const resource = record(valueAt(this.#bytes, span));
    const name = nameOf(resource);
    return list(resource["instances"]).flatMap((each): StateInstance[] => {
      const instance = record(each);
      // What is deposed waits to be deleted: it is no instance that anything may lean on.
      if (instance["deposed"] !== undefined) return [];
      const key = instance["index_key"];
      const known = typeof key === "string" || typeof key === "number" ? key : undefined;
      return [
        {
          ...name,
          address: instanceAddress(name, known),
          ...(known === undefined ? {} : { key: known }),
          provider: text(resource["provider"]),
          tainted: instance["status"] === "tainted",
          attributes: record(instance["attributes"]),
          sensitive: list(instance["sensitive_attributes"]).map(pathOf),
        },
      ];
    });
  }
}

function nameOf(resource: Record<string, unknown>): ResourceName {
  const module = text(resource["module"]);
  return {
    ...(module === "" ? {} : { module }),
    mode: resource["mode"] === "data" ? "data" : "managed",
    type: text(resource["type"]),
    name: text(resource["name"]),
  };
}

/** `[{type: get_attr, value: name}, {type: index, value: {value: 0, type: number}}]` to `["name", 0]`. */
function pathOf(steps: unknown): AttributePath {
  return list(steps).map((step) => {
    const { value } = record(step);
    const inner = typeof value === "object" && value !== null ? record(value)["value"] : value;
    return typeof inner === "number" ? inner : text(inner);
  });
}
