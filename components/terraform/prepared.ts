// What the engine's own import would replace is put into the stack's state before, by `npm run adopt -- import` or `npm run up`.
import type { Adopted } from "./adopt.ts";
import { TerraformError } from "./error.ts";
import { readUrn } from "../urn.ts";
import { partKey } from "./parts.ts";

/**
 * Types whose provider does not read all of a thing, and takes what is missing after an import for a change that only a new thing
 * can have; with what must stand in the state for it (pulumi-docker 5.2.0 wants to replace a container whose `envs` are not known).
 */
const missing: Readonly<Record<string, Record<string, unknown>>> = {
  "docker:index/container:Container": { envs: [] },
};

/** Whether the provider does not read all of such a thing. */
export const isReadInPart = (type: string): boolean => Object.hasOwn(missing, type);

/** Of what is taken over, that which must stand in the stack's state before `pulumi up`, with the outputs that it must have. */
export function toPrepare(adopted: readonly Adopted[]): (Adopted & { outputs: Record<string, unknown> })[] {
  return adopted.flatMap((each) => {
    const outputs = isReadInPart(each.type) ? missing[each.type] : undefined;
    return outputs === undefined ? [] : [{ ...each, outputs }];
  });
}

/**
 * @param stands The URNs of what the stack holds; asked only where something must be there.
 * @throws {TerraformError} That names all that is not.
 */
export async function refuseUnprepared(adopted: readonly Adopted[], stands: () => Promise<string[]>): Promise<void> {
  const wanted = toPrepare(adopted);
  if (wanted.length === 0) return;
  const there = new Set((await stands()).map((urn) => partKey(readUrn(urn))));
  const lacking = wanted.filter((each) => !there.has(partKey(each)));
  if (lacking.length === 0) return;
  throw new TerraformError(
    `Imported by Pulumi itself, these would be replaced, since their provider does not read all of them:\n${lacking
      .map(({ address, name }) => `  ${address}, which becomes ${name}`)
      .join("\n")}\n`,
    "Nothing was changed. `npm run adopt -- import` puts them into the stack's state first, and `npm run up` does it by itself.",
  );
}
