// What `terraform providers schema -json` says of a provider, as far as a configuration needs it.
import { z } from "zod";

/** A type as Terraform writes it: `"string"`, `["list", "string"]`, `["object", {"name": "string"}]`. */
export type AttributeType =
  "string" | "number" | "bool" | "dynamic" | ["list" | "set" | "map", AttributeType] | ["object", Attributes];
export interface Attributes {
  [name: string]: AttributeType;
}

export interface Block {
  attributes: Record<string, { type: AttributeType; settable: boolean }>;
  blocks: Record<string, { block: Block }>;
}

export interface ProviderSchema {
  provider: Block;
  /** By Terraform's type, as in `aws_vpc`. */
  resources: Record<string, Block>;
}

const attributeType: z.ZodType<AttributeType> = z.lazy(() =>
  z.union([
    z.enum(["string", "number", "bool", "dynamic"]),
    z.tuple([z.enum(["list", "set", "map"]), attributeType]),
    z.tuple([z.literal("object"), z.record(z.string(), attributeType)]),
  ]),
);

const attribute = z
  .object({ type: attributeType, optional: z.boolean().default(false), required: z.boolean().default(false) })
  .transform(({ type, optional, required }) => ({ type, settable: optional || required }));

const block: z.ZodType<Block> = z.lazy(() =>
  z
    .object({
      attributes: z.record(z.string(), attribute).default({}),
      block_types: z.record(z.string(), z.object({ block })).default({}),
    })
    .transform(({ attributes, block_types }) => ({ attributes, blocks: block_types })),
);

const provider = z.object({
  provider: z.object({ block: z.unknown() }),
  resource_schemas: z.record(z.string(), z.object({ block: z.unknown() })),
});

/**
 * The schema of one provider and of the types named; all of them would be 1,500.
 *
 * @param text What `terraform providers schema -json` prints.
 * @param source As in `hashicorp/aws`.
 */
export function readSchema(text: string, source: string, types: Iterable<string>): ProviderSchema {
  const all = z.object({ provider_schemas: z.record(z.string(), provider) }).parse(JSON.parse(text));
  const found = Object.entries(all.provider_schemas).find(([address]) => address.endsWith(`/${source}`))?.[1];
  if (!found) throw new Error(`Terraform has no schema of ${source}.`);
  const resources = [...types].map((type): [string, Block] => {
    const schema = found.resource_schemas[type];
    if (!schema) throw new Error(`${source} has no type ${type}.`);
    return [type, block.parse(schema.block)];
  });
  return { provider: block.parse(found.provider.block), resources: Object.fromEntries(resources) };
}
