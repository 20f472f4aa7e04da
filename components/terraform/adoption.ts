import type { TerraformSettings } from "../../settings/terraform.ts";
import { planAdoption, type Adopted, type AdoptionPlan } from "./adopt.ts";
import { TerraformError } from "./error.ts";
import { originOf, readState } from "./read.ts";
import type { TerraformState } from "./state.ts";
import { tokenOf } from "./tokens.ts";

/** Which edition of a state was read: it has moved on when the serial is another. */
export interface StateEdition {
  origin: string;
  serial: number;
  lineage: string;
}

/** What the stack's output `terraform` tells of an adoption. */
export interface AdoptionRecord {
  states: Record<string, StateEdition>;
  adopted: Adopted[];
}

/** The states that rules name, each read once. */
export async function readRuleStates({ states, adopt }: TerraformSettings): Promise<Map<string, TerraformState>> {
  const read = new Map<string, TerraformState>();
  for (const name of new Set(adopt.map(({ state }) => state))) {
    const backend = states[name];
    if (backend === undefined) {
      throw new TerraformError(
        `cortex:terraform.adopt names the state "${name}", and there is none of that name.`,
        `States: ${Object.keys(states).join(", ") || "none"} (cortex:terraform.states).`,
      );
    }
    if (backend.backend === "remote" || backend.backend === "azurerm") {
      throw new TerraformError(
        `${originOf(backend)} gives outputs only, and nothing can be adopted from it.`,
        "Read it as {backend: command, directory: ...} from an initialised folder.",
      );
    }
    read.set(name, await readState(backend));
  }
  return read;
}

/** What the rules of the settings take over; with no rule, no state is read. */
export async function plannedAdoption(
  settings: TerraformSettings,
): Promise<{ plan: AdoptionPlan; record: AdoptionRecord }> {
  const states = await readRuleStates(settings);
  const plan = planAdoption(settings.adopt, states, tokenOf);
  const editions = [...states].map(
    ([name, { origin, serial, lineage }]) => [name, { origin, serial, lineage }] as const,
  );
  return { plan, record: { states: Object.fromEntries(editions), adopted: plan.matched } };
}

/**
 * What is taken over, where all of it is clear.
 * @throws {TerraformError} That names every rule that is not.
 */
export async function clearAdoption(settings: TerraformSettings): Promise<AdoptionRecord> {
  const { plan, record } = await plannedAdoption(settings);
  const unclear = [...plan.problems, ...plan.ambiguous.map(({ address, reason }) => `${address}: ${reason}`)];
  if (unclear.length === 0) return record;
  throw new TerraformError(
    `What is to be taken over from Terraform is not clear:\n${unclear.map((line) => `  ${line}`).join("\n")}\n`,
    "Nothing was changed. `npm run adopt -- plan` shows every address.",
  );
}
