import * as pulumi from "@pulumi/pulumi";
import type { Adopted } from "./adopt.ts";
import { TerraformError } from "./error.ts";
import { immutable } from "./immutable.ts";

/** What a resource is registered with, as Pulumi shows it to a transformation. */
export type Registered = Pick<pulumi.ResourceTransformationArgs, "type" | "name" | "props" | "opts">;

/** What is to be taken over, and the parts of the stack that it becomes. */
export class Adoption {
  readonly #byPart: Map<string, Adopted>;
  readonly #met = new Set<Adopted>();

  constructor(adopted: readonly Adopted[]) {
    this.#byPart = new Map(adopted.map((each) => [`${each.type} ${each.name}`, each]));
  }

  /**
   * A transformation for the whole stack: what was adopted is imported by its id, and protected as long as the mapping stands in
   * the settings; what only a new thing could change stays as it is. Once it is in the state, the same import id changes nothing.
   */
  transform = ({ type, name, props, opts }: Registered): pulumi.ResourceTransformationResult | undefined => {
    const found = this.#byPart.get(`${type} ${name}`);
    if (found === undefined) return undefined;
    this.#met.add(found);
    const ignoreChanges = [...immutable(found.terraformType), ...found.keep];
    return { props, opts: pulumi.mergeOptions(opts, { import: found.importId, protect: true, ignoreChanges }) };
  };

  /**
   * To be called when all of the stack is declared.
   * @throws {TerraformError} That names each rule whose part the stack does not have.
   */
  refuseUnmet(): void {
    const unmet = [...this.#byPart.values()].filter((adopted) => !this.#met.has(adopted));
    if (unmet.length === 0) return;
    throw new TerraformError(
      `What is to be taken over from Terraform has no place in this stack:\n${unmet
        .map(({ address, name, type }) => `  ${address}: there is no ${name} (${type})`)
        .join("\n")}\n`,
      "Nothing was changed. `npm run adopt -- plan` shows the names that there are (cortex:terraform.adopt).",
    );
  }
}
