import * as pulumi from "@pulumi/pulumi";
import type { Adopted } from "./adopt.ts";
import { TerraformError } from "./error.ts";
import { fixedProperties } from "./fixed.ts";
import { Keep } from "./keep.ts";
import { partKey } from "./parts.ts";

/** What a resource is registered with, as Pulumi shows it to a transformation. */
export type Registered = Pick<pulumi.ResourceTransformationArgs, "type" | "name" | "props" | "opts">;

/** What is to be taken over, and the parts of the stack that it becomes. */
export class Adoption {
  readonly #byPart: Map<string, Adopted>;
  readonly #met = new Set<Adopted>();
  #open: () => void = () => undefined;
  /** Nothing is registered before it is known that every rule has its part: what a resource depends on is waited for. */
  readonly #gate = new Promise<pulumi.Resource[]>((resolve) => {
    this.#open = () => {
      resolve([]);
    };
  });

  readonly #keep: Keep;

  /** @param keep `cortex:terraform.keep`: holds also when Terraform has let go. */
  constructor(adopted: readonly Adopted[], keep: Readonly<Record<string, readonly string[]>> = {}) {
    this.#keep = new Keep(keep);
    this.#byPart = new Map(adopted.map((each) => [partKey(each), each]));
  }

  /**
   * A transformation for the whole stack: what was adopted is imported by its id, and protected as long as the mapping stands in
   * the settings; what only a new thing could change stays as it is. Once it is in the state, the same import id changes nothing.
   */
  transform = ({ type, name, props, opts }: Registered): pulumi.ResourceTransformationResult => {
    const found = this.#byPart.get(partKey({ type, name }));
    // Not a provider: it is asked before all is declared.
    const isTop = opts.parent === undefined && !type.startsWith("pulumi:providers:");
    const held = isTop ? pulumi.mergeOptions(opts, { dependsOn: this.#gate }) : opts;
    const kept = this.#keep.of(name);
    const keeping = kept.length > 0 ? pulumi.mergeOptions(held, { ignoreChanges: kept }) : held;
    if (found === undefined) return { props, opts: keeping };
    this.#met.add(found);
    const given = Object.keys(props);
    const ignoreChanges = [...fixedProperties(found.terraformType, given), ...(opts.replaceOnChanges ?? [])];
    return { props, opts: pulumi.mergeOptions(keeping, { import: found.importId, protect: true, ignoreChanges }) };
  };

  /**
   * To be called when all of the stack is declared; lets it be registered.
   * @throws {TerraformError} That names each rule whose part the stack does not have.
   */
  allDeclared(): void {
    const unmet = [
      ...[...this.#byPart.values()]
        .filter((adopted) => !this.#met.has(adopted))
        .map(({ address, name, type }) => `${address}: there is no ${name} (${type})`),
      ...this.#keep.unmet.map((part) => `keep: there is no ${part}`),
    ];
    if (unmet.length === 0) {
      this.#open();
      return;
    }
    throw new TerraformError(
      `What is to be taken over from Terraform has no place in this stack:\n${unmet.map((line) => `  ${line}`).join("\n")}\n`,
      "Nothing was changed. `npm run adopt -- plan` shows the names that there are (cortex:terraform).",
    );
  }
}
