import type { InstanceKey, ResourceName } from "./address.ts";
import { TerraformError } from "./error.ts";
import { afterValue, eachMemberOf, isList, JsonShapeError, valueAt } from "./json-elements.ts";
import { number, record, text } from "./loose.ts";
import { Resources } from "./resources.ts";

/** One output of the root module. */
export interface StateOutput {
  value: unknown;
  sensitive: boolean;
}

/** A step into an attribute: a name, or an index of a list or map. */
export type AttributePath = readonly (string | number)[];

/** One instance of a resource, as Terraform last saw it. */
export interface StateInstance extends ResourceName {
  /** As `terraform state list` prints it; where it has `aws_alb`, `type` is `aws_lb`. */
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
  return explained(origin, bytes, () => readTop(bytes, origin));
}

/** Tells what is wrong with the bytes, and where. */
function explained<T>(origin: string, bytes: Buffer, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof JsonShapeError)) throw error;
    throw new TerraformError(
      `The Terraform state at ${origin} cannot be read: ${error.message} (byte ${error.position} of ${bytes.length}).`,
      "It is cut off or was changed by hand: bring back a version that `terraform state list` can read.",
    );
  }
}

function readTop(bytes: Buffer, origin: string): TerraformState {
  const top = new Map<string, unknown>();
  const resources = new Resources(bytes);
  eachMemberOf(bytes, topKeys, (key, start) => {
    if (key === "encrypted_data" || key === "encryption_version") throw encrypted(origin);
    if (key === "resources" && isList(bytes, start)) return resources.add(start);
    const end = afterValue(bytes, start);
    if (key !== "resources") top.set(key, valueAt(bytes, { start, end }));
    return end;
  });
  const version = top.get("version");
  if (version !== formatVersion) throw otherVersion(version, origin);
  const outputs = Object.entries(record(top.get("outputs")));
  const wherever = <T>(work: () => T): T => explained(origin, bytes, work);
  return {
    origin,
    terraformVersion: text(top.get("terraform_version")),
    serial: number(top.get("serial")),
    lineage: text(top.get("lineage")),
    outputs: new Map(outputs.map(([name, output]) => [name, outputOf(output)])),
    *instances() {
      for (const address of resources.addresses()) yield* wherever(() => resources.instancesOf(address));
    },
    find: (address) => wherever(() => resources.find(address)),
    instancesOf: (resource) => wherever(() => resources.instancesOf(resource)),
  };
}

const topKeys = [
  "version",
  "terraform_version",
  "serial",
  "lineage",
  "outputs",
  "resources",
  "encrypted_data",
  "encryption_version",
] as const;

function encrypted(origin: string): TerraformError {
  return new TerraformError(
    `The state at ${origin} is encrypted by OpenTofu.`,
    "Let OpenTofu decrypt it: name the folder of its configuration ({command: tofu, directory: ...}), so that `tofu state pull` is asked.",
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

function outputOf(output: unknown): StateOutput {
  const { value, sensitive } = record(output);
  return { value, sensitive: sensitive === true };
}
