// The whole of a stack on AWS as a Terraform configuration in JSON.
import { bodyOf, literal } from "./body.ts";
import { terraformName, type NameTable } from "../../components/terraform/names.ts";
import { References, type Target } from "./references.ts";
import type { Block, ProviderSchema } from "./schema.ts";
import { isRecord, type Made } from "./state.ts";

export interface Converted {
  /** Content of a `.tf.json` file: provider and resources. */
  configuration: { provider: Record<string, unknown>; resource: Record<string, Record<string, unknown>> };
  /** Terraform's type to how many there are. */
  counts: Record<string, number>;
}

const providerType = "pulumi:providers:aws";

/** Terraform's types of what a state holds. */
export function typesIn(made: Made[], { types }: NameTable): string[] {
  return [...new Set(made.flatMap(({ type }) => types.get(type) ?? []))];
}

/**
 * The same resources for Terraform, with the same settings of the provider.
 *
 * @throws If the state holds something of AWS that cannot be written; other providers' resources are values by then.
 */
export function convert(made: Made[], names: NameTable, schema: ProviderSchema): Converted {
  const ofAws = made.filter(({ type }) => type.startsWith("aws:"));
  const targets = new Map(ofAws.map((one) => [one.urn, targetOf(one, names, schema)]));
  const resource: Record<string, Record<string, unknown>> = {};
  const counts: Record<string, number> = {};
  for (const one of ofAws) {
    const { type, label, block, overrides } = place(one, names, schema);
    const references = new References(one.dependencies.flatMap((urn) => targets.get(urn) ?? []));
    const text = (value: string): string => references.text(value);
    const body = bodyOf(block, one.inputs, { overrides, text });
    const unnamed = references.unnamed();
    const group = (resource[type] ??= {});
    if (label in group) throw new Error(`Two resources would be ${type}.${label}.`);
    group[label] = { ...body, ...(unnamed.length === 0 ? {} : { depends_on: unnamed }) };
    counts[type] = (counts[type] ?? 0) + 1;
  }
  return { configuration: { provider: { aws: providerOf(made, names, schema) }, resource }, counts };
}

interface Place {
  type: string;
  label: string;
  block: Block;
  overrides: NameTable["fields"][string];
}

function place({ type: token, name }: Made, { types, fields }: NameTable, { resources }: ProviderSchema): Place {
  const type = types.get(token);
  const block = type === undefined ? undefined : resources[type];
  if (type === undefined || block === undefined)
    throw new Error(`Terraform's type of ${token} (${name}) is not known.`);
  return { type, label: name.replace(/[^\w-]/g, "_"), block, overrides: fields[type] ?? {} };
}

function targetOf(made: Made, names: NameTable, schema: ProviderSchema): Target {
  const { type, label, block, overrides } = place(made, names, schema);
  const attributes = Object.entries(block.attributes)
    .filter(([, attribute]) => attribute.type === "string")
    .map(([name]) => name);
  const given = Object.values(made.inputs).filter((value) => typeof value === "string");
  const values = Object.entries(made.outputs).flatMap(([property, value]): [string, string][] => {
    if (typeof value !== "string" || given.includes(value)) return [];
    try {
      return [[terraformName(property, attributes, overrides, ""), value]];
    } catch {
      return []; // no single text for Terraform
    }
  });
  return { address: `${type}.${label}`, values: { ...Object.fromEntries(values), id: made.id }, given };
}

/** Settings of a provider stand in the state as texts: lists and maps as JSON. */
function providerOf(made: Made[], { config }: NameTable, { provider }: ProviderSchema): Record<string, unknown> {
  const providers = made.filter(({ type }) => type === providerType);
  const [only] = providers;
  if (!only || providers.length > 1) throw new Error(`The stack has ${providers.length} providers of AWS, not one.`);
  const settings = Object.entries(only.inputs)
    .filter(([name]) => name !== "version")
    .map(([name, value]): [string, unknown] => [name, laidOut(value)]);
  return bodyOf(provider, Object.fromEntries(settings), { overrides: config, text: literal });
}

function laidOut(value: unknown): unknown {
  if (typeof value !== "string" || !/^[[{]/.test(value)) return value;
  const parsed: unknown = JSON.parse(value);
  return Array.isArray(parsed) || isRecord(parsed) ? parsed : value;
}
