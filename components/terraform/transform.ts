import * as pulumi from "@pulumi/pulumi";
import type { Adopted } from "./adopt.ts";
import { partKey } from "./parts.ts";

/** What a resource is registered with, as Pulumi shows it to a transform. */
export type TransformArgs = Pick<pulumi.ResourceTransformArgs, "type" | "name" | "props" | "opts" | "custom">;

/**
 * A transform for the whole stack: what was adopted is imported by its id, and protected as long as the mapping stands in the
 * settings. Once it is in the state, the same import id changes nothing.
 */
export function adopting(
  adopted: readonly Adopted[],
): (args: TransformArgs) => pulumi.ResourceTransformResult | undefined {
  const byPart = new Map(adopted.map((each) => [partKey(each), each]));
  return ({ type, name, props, opts, custom }) => {
    const found = custom ? byPart.get(partKey({ type, name })) : undefined;
    if (found === undefined) return undefined;
    return { props, opts: pulumi.mergeOptions(opts, { import: found.importId, protect: true }) };
  };
}
