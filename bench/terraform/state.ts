// What `pulumi stack export --show-secrets` holds of a stack.
import { z } from "zod";

export interface Made {
  urn: string;
  type: string;
  /** Its name in the program. */
  name: string;
  id: string;
  inputs: Record<string, unknown>;
  outputs: Record<string, unknown>;
  /** URNs of what had to be there first. */
  dependencies: string[];
}

const resource = z.object({
  urn: z.string(),
  type: z.string(),
  custom: z.boolean().default(false),
  id: z.string().default(""),
  inputs: z.record(z.string(), z.unknown()).default({}),
  outputs: z.record(z.string(), z.unknown()).default({}),
  dependencies: z.array(z.string()).default([]),
  propertyDependencies: z.record(z.string(), z.array(z.string()).nullable()).nullish(),
});
const exported = z.object({ deployment: z.object({ resources: z.array(resource).default([]) }) });

/** The resources that a provider made, in the order of the state; secrets laid open. */
export function readState(text: string): Made[] {
  const { resources } = exported.parse(JSON.parse(text)).deployment;
  return resources
    .filter(({ custom }) => custom)
    .map(({ urn, type, id, inputs, outputs, dependencies, propertyDependencies }) => ({
      urn,
      type,
      name: urn.split("::").at(-1) ?? urn,
      id,
      inputs: laidOpen(inputs),
      outputs: laidOpen(outputs),
      dependencies: [
        ...new Set([...dependencies, ...Object.values(propertyDependencies ?? {}).flatMap((urns) => urns ?? [])]),
      ],
    }));
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Pulumi's mark of a secret in a state: sdk/go/common/resource/sig/sig.go. */
const signatureKey = "4dabf18193072939515e22adb298388d";

function opened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(opened);
  if (!isRecord(value)) return value;
  if (signatureKey in value && typeof value["plaintext"] === "string") {
    const plain: unknown = JSON.parse(value["plaintext"]);
    return opened(plain);
  }
  return laidOpen(value);
}

function laidOpen(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, opened(inner)]));
}
