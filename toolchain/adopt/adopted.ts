// Reads what a stack has taken over, and the states that it came from.
import type { AdoptionRecord } from "../../components/terraform/adoption.ts";
import type { TerraformState } from "../../components/terraform/state.ts";
import type { Settings } from "../../settings.ts";
import { preparePulumi } from "../prepare-pulumi.ts";
import { UserError } from "../sources.ts";
import { readSettings } from "../stack-config.ts";
import { step } from "../steps.ts";
import { readExport, readHistory, recordIn, type ExportedResource, type LastUpdate } from "./exported.ts";
import { givesResources, readBackend, readFileState } from "./states.ts";

/** A stack that has taken something over. */
export interface AdoptedStack {
  settings: Settings;
  resources: ExportedResource[];
  record: AdoptionRecord;
  lastUpdate: LastUpdate | undefined;
  /** Terraform's states today, by name; or why one could not be read. */
  states: Map<string, TerraformState | string>;
}

/**
 * @param file A state's file, in place of the one of the same lineage that the settings name.
 * @throws UserError where there is no such stack, or it has taken nothing over.
 */
export async function readAdopted(stack: string, file: string | undefined): Promise<AdoptedStack> {
  const settings = await readSettings(stack);
  const { pulumi } = await preparePulumi(settings);
  if (!(await pulumi.hasStack(stack))) {
    throw new UserError(`There is no stack "${stack}" yet. Build it with \`npm run up -- --stack ${stack}\` first.`);
  }
  const { resources, lastUpdate } = await step(`Stack ${stack}`, "reading its state", async () => ({
    resources: readExport(await pulumi.exported(stack)),
    lastUpdate: readHistory(await pulumi.history(stack)),
  }));
  const record = recordIn(resources);
  if (record === undefined) throw new UserError(nothingAdopted(stack, settings));
  return { settings, resources, record, lastUpdate, states: await statesToday(record, settings, file) };
}

function nothingAdopted(stack: string, { terraform }: Settings): string {
  return terraform.adopt.length === 0
    ? `The stack "${stack}" has taken nothing over from Terraform: cortex:terraform.adopt of Pulumi.${stack}.yaml names nothing. ` +
        "`npm run adopt -- plan` proposes what it could."
    : `The stack "${stack}" has taken nothing over yet, though its settings name ${terraform.adopt.length} rules. ` +
        `Run \`npm run up -- --stack ${stack}\` first.`;
}

async function statesToday(
  record: AdoptionRecord,
  { terraform }: Settings,
  file: string | undefined,
): Promise<AdoptedStack["states"]> {
  const states: AdoptedStack["states"] = new Map();
  const names = Object.keys(record.states);
  if (file !== undefined) {
    const state = await readFileState(file);
    const name = names.find((one) => record.states[one]?.lineage === state.lineage) ?? names[0];
    if (name !== undefined) states.set(name, state);
  }
  for (const name of names) {
    const backend = terraform.states[name];
    if (states.has(name) || backend === undefined || !givesResources(backend)) continue;
    // A state that is gone is no reason not to look at the stack.
    states.set(
      name,
      await readBackend(backend).catch((error: unknown) =>
        error instanceof UserError ? error.message : String(error),
      ),
    );
  }
  return states;
}
