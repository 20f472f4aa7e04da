// Terraform states as its format version 4 writes them.
import { parseState, type StateInstance, type TerraformState } from "../../components/terraform/state.ts";

export interface SampleInstance {
  attributes: Record<string, unknown>;
  key?: string | number;
  tainted?: boolean;
  /** Names of attributes that Terraform calls sensitive. */
  sensitive?: string[];
}

export interface SampleResource {
  type: string;
  name: string;
  module?: string;
  mode?: "managed" | "data";
  instances: SampleInstance[];
}

/** A resource without `count` and `for_each`. */
export function single(type: string, name: string, attributes: Record<string, unknown> = {}): SampleResource {
  return { type, name, instances: [{ attributes }] };
}

/** A resource with an instance for each key, or with `count` for each index. */
export function many(
  type: string,
  name: string,
  keys: readonly (string | number)[],
  attributes: (key: string | number) => Record<string, unknown>,
): SampleResource {
  return { type, name, instances: keys.map((key) => ({ key, attributes: attributes(key) })) };
}

/** The file's text. */
export function stateText(
  resources: readonly SampleResource[],
  { serial = 1, lineage = "sample" }: { serial?: number; lineage?: string } = {},
): string {
  return JSON.stringify({
    version: 4,
    terraform_version: "1.11.4",
    serial,
    lineage,
    outputs: {},
    resources: resources.map(({ type, name, module, mode = "managed", instances }) => ({
      ...(module === undefined ? {} : { module }),
      mode,
      type,
      name,
      provider: `provider["registry.terraform.io/hashicorp/${type.split("_")[0]}"]`,
      instances: instances.map(({ attributes, key, tainted, sensitive = [] }) => ({
        ...(key === undefined ? {} : { index_key: key }),
        ...(tainted === true ? { status: "tainted" } : {}),
        attributes,
        sensitive_attributes: sensitive.map((value) => [{ type: "get_attr", value }]),
      })),
    })),
  });
}

export function stateWith(
  resources: readonly SampleResource[],
  edition: { serial?: number; lineage?: string } = {},
): TerraformState {
  return parseState(Buffer.from(stateText(resources, edition)), "here.tfstate");
}

export function instancesWith(...resources: SampleResource[]): StateInstance[] {
  return [...stateWith(resources).instances()];
}
