// What `pulumi stack export` and `pulumi stack history` tell of what was taken over.
import { z } from "zod";
import type { AdoptionRecord } from "../../components/terraform/adoption.ts";
import { readUrn } from "../../components/urn.ts";

const resource = z.object({
  urn: z.string(),
  type: z.string(),
  id: z.string().default(""),
  /** Waits to be deleted: another one stands in its place. */
  delete: z.boolean().default(false),
  protect: z.boolean().default(false),
  inputs: z.record(z.string(), z.unknown()).default({}),
  outputs: z.record(z.string(), z.unknown()).default({}),
});

/** A resource of the stack's state. */
export type ExportedResource = z.output<typeof resource> & { name: string };

const exported = z.object({ deployment: z.object({ resources: z.array(resource).default([]) }) });

/** Every resource of the state, secrets encrypted. */
export function readExport(text: string): ExportedResource[] {
  return exported.parse(JSON.parse(text)).deployment.resources.map((one) => ({ ...one, name: readUrn(one.urn).name }));
}

const record = z.object({
  states: z.record(z.string(), z.object({ origin: z.string(), serial: z.number(), lineage: z.string() })),
  adopted: z.array(
    z.object({
      state: z.string(),
      address: z.string(),
      terraformType: z.string(),
      type: z.string(),
      name: z.string(),
      importId: z.string(),
    }),
  ),
});

/** The stack's output `terraform`; undefined if it has taken nothing over. */
export function recordIn(resources: readonly ExportedResource[]): AdoptionRecord | undefined {
  const stack = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
  const output = stack?.outputs["terraform"];
  return output === undefined ? undefined : record.parse(output);
}

const history = z.array(
  z.object({
    version: z.number().optional(),
    startTime: z.string(),
    result: z.string(),
    resourceChanges: z.record(z.string(), z.number()).default({}),
  }),
);

/** The last change of the stack, as its history has it. */
export type LastUpdate = z.output<typeof history>[number];

/** The newest entry; undefined where the stack was never changed. */
export function readHistory(text: string): LastUpdate | undefined {
  return history.parse(JSON.parse(text))[0];
}
