// What the engine's own import would replace is put into the stack's state before, by `npm run adopt -- import` or `npm run up`.
import type { Adopted } from "./adopt.ts";
import { TerraformError } from "./error.ts";
import type { StackResources } from "../stack-resources.ts";
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

/** Of what must stand there, that which does not, or only in part: an import that was interrupted leaves such entries. */
export function unprepared<T extends Adopted & { outputs: Record<string, unknown> }>(
  wanted: readonly T[],
  stands: StackResources,
): T[] {
  const there = new Map(Object.entries(stands).map(([urn, outputs]) => [partKey(readUrn(urn)), outputs]));
  return wanted.filter((each) => {
    const outputs = there.get(partKey(each));
    return outputs === undefined || !Object.keys(each.outputs).every((name) => Object.hasOwn(outputs, name));
  });
}

/** @throws {TerraformError} That names all that must stand in the stack and does not. */
export function refuseUnprepared(adopted: readonly Adopted[], stands: StackResources): void {
  const lacking = unprepared(toPrepare(adopted), stands);
  if (lacking.length === 0) return;
  throw new TerraformError(
    `Imported by Pulumi itself, these would be replaced, since their provider does not read all of them:\n${lacking
      .map(({ address, name }) => `  ${address}, which becomes ${name}`)
      .join("\n")}\n`,
    "Nothing was changed. `npm run adopt -- import` puts them into the stack's state first, and `npm run up` does it by itself.",
  );
}
