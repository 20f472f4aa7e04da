// Terraform's names of what Pulumi has in its own spelling. toolchain/plugins/go/aws/types.json holds what follows no rule.
import { z } from "zod";

const override = z.object({ name: z.string().optional() });

/** Where Pulumi's names follow no rule: dotted path of Terraform's names to what Pulumi has. */
export type Overrides = Record<string, { name?: string | undefined }>;

const table = z.object({
  resources: z.record(z.string(), z.string()),
  config: z.record(z.string(), override),
  fields: z.record(z.string(), z.record(z.string(), override)),
});

export interface NameTable {
  /** Pulumi's type (`aws:ec2/vpc:Vpc`) to Terraform's (`aws_vpc`). */
  types: Map<string, string>;
  /** Of the provider's own settings. */
  config: Overrides;
  /** By Terraform's type. */
  fields: Record<string, Overrides>;
}

/** Reads types.json of the aws plugin. */
export function readNames(text: string): NameTable {
  const { resources, config, fields } = table.parse(JSON.parse(text));
  return { types: new Map(Object.entries(resources).map(([terraform, token]) => [token, terraform])), config, fields };
}

export function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

export function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** As Pulumi names lists; good enough to compare with, not to write. */
function plurals(name: string): string[] {
  return [`${name}s`, `${name}es`, name.replace(/y$/, "ies")];
}

/**
 * Terraform's name for a property.
 *
 * @param candidates Terraform's names at this place.
 * @param path Terraform's path to this place, with a dot at its end; empty at the top.
 * @throws If none fits: nothing is to be left out unseen.
 */
export function terraformName(property: string, candidates: string[], overrides: Overrides, path: string): string {
  const named = candidates.find((name) => overrides[`${path}${name}`]?.name === property);
  if (named !== undefined) return named;
  const exact = candidates.find((name) => camelCase(name) === property);
  if (exact !== undefined) return exact;
  const similar = candidates.filter((name) => {
    const camel = camelCase(name);
    return plurals(camel).includes(property) || plurals(property).includes(camel);
  });
  const [only] = similar;
  if (only === undefined || similar.length > 1) {
    throw new Error(`Terraform's name of ${path}${property} is not clear: ${similar.join(", ") || "none fits"}.`);
  }
  return only;
}
