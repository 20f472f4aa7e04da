import path from "node:path";
import { RunError } from "@pulumi/pulumi";
import { parseOptions } from "../arguments.ts";
import { preparePulumi } from "../prepare-pulumi.ts";
import { UserError } from "../sources.ts";
import { readSettings } from "../stack-config.ts";
import { step } from "../steps.ts";
import { TerraformError } from "../../components/terraform/error.ts";
import type { TerraformState } from "../../components/terraform/state.ts";
import { importForStack } from "../adopt/import.ts";
import { readAdopted, type AdoptedStack } from "../adopt/adopted.ts";
import { releasePlan, releaseText } from "../adopt/release.ts";
import { verification, verificationText, type Verification } from "../adopt/verify.ts";
import { inventory, surroundings, type Inventory, type Surroundings } from "../adopt/inventory.ts";
import { keptByRules } from "../adopt/kept.ts";
import { mappingText, writeMapping } from "../adopt/mapping.ts";
import { adoptPlan, awsFields, type AdoptPlan } from "../adopt/plan.ts";
import { reportText } from "../adopt/report.ts";
import { chooseStates, userFolder, type Chosen } from "../adopt/states.ts";

const actions = ["plan", "import", "verify", "release"] as const;

interface Given {
  stack: string;
  named: boolean;
  file: string | undefined;
  out: string | undefined;
  json: boolean;
}

/**
 * `npm run adopt -- plan|import|verify|release [--state FILE] [--stack NAME] [--json] [--out FILE]`: what of Terraform's
 * states becomes which part of a stack; what `pulumi up` cannot import itself; whether it did; what ends Terraform's ownership.
 */
export async function run(args: string[]): Promise<number> {
  const { action, stack, named, switches, texts } = parseOptions(args, ["json"], { texts: ["state", "out"], actions });
  const given = { stack, named, file: texts.state, out: texts.out, json: switches.has("json") };
  if (action === undefined) {
    throw new UserError(`What shall be done? Say ${actions.join(", ")}, as in \`npm run adopt -- plan\`.`);
  }
  try {
    return await { plan, import: intoState, verify, release }[action](given);
  } catch (error) {
    // A state is read as far as it is asked for: what is wrong further inside shows late.
    if (error instanceof TerraformError) throw new UserError(error.message);
    throw error;
  }
}

async function plan({ stack, named, file, out, json }: Given): Promise<number> {
  const chosen = await chooseStates({ stack, named, file });
  const around = surroundings(instancesOf(chosen.states));
  const note = (text: string): void => console.error(text);
  chosen.notes.forEach(note);
  regionNotes(chosen, around).forEach(note);
  const made = await step(`Stack ${chosen.stack}`, "running its program without an engine", async (progress) => {
    const found = await inventoryOf(chosen, around);
    progress(`${chosen.settings.platform}, ${found.parts.length} resources`);
    return found;
  });
  const result = adoptPlan({
    states: chosen.states,
    rules: chosen.settings.terraform.adopt.filter(({ state }) => chosen.states.has(state)),
    inventory: made,
    prefix: chosen.settings.prefix,
    fields: await awsFields(),
    keep: chosen.settings.terraform.keep,
  });
  process.stdout.write(json ? jsonText(lists(result)) : reportText(result));
  if (json) result.problems.forEach(note);
  if (!json || out !== undefined) await propose(chosen, result, out);
  return result.problems.length > 0 ? 1 : 0;
}

function lists({ matched, unmatched, ambiguous, dataOnly }: AdoptPlan): Omit<AdoptPlan, "problems"> {
  return { matched, unmatched, ambiguous, dataOnly };
}

function* instancesOf(states: Chosen["states"]) {
  for (const state of states.values()) yield* state.instances();
}

async function inventoryOf(
  { settings, stack }: Pick<Chosen, "settings" | "stack">,
  around: Surroundings,
): Promise<Inventory> {
  try {
    return await inventory(settings, stack, around);
  } catch (error) {
    // What the program itself refuses, it says in one message.
    if (RunError.isInstance(error)) throw new UserError(error.message);
    throw error;
  }
}

/** What a user of AWS should know before comparing names. */
function regionNotes({ settings, stack }: Chosen, { regions, accounts }: Surroundings): string[] {
  if (settings.platform !== "aws") return [];
  const { region, accountId } = settings.aws;
  return [
    ...(regions.size > 0 && !regions.has(region)
      ? [
          `The state's resources are in ${[...regions].join(", ")}, the stack ${stack} is built in ${region} (cortex:aws.region).`,
        ]
      : []),
    ...(accountId === undefined && accounts.size !== 1
      ? [
          "Which account it is shows when the stack is built: names with the account in them are not compared (cortex:aws.accountId).",
        ]
      : []),
  ];
}

async function propose({ stack, file }: Chosen, result: AdoptPlan, out: string | undefined): Promise<void> {
  const target = path.resolve(userFolder(), out ?? `adopt.${stack}.yaml`);
  const written = await writeMapping(
    target,
    mappingText({ stack, plan: result, ...(file === undefined ? {} : { file }) }),
  );
  console.error(
    written === "as it was"
      ? `The proposed mapping stands in ${target} already.`
      : written === "new"
        ? `The proposed mapping, for review: ${target}`
        : `The proposed mapping, for review: ${target}; what stood there before is now ${written.before}`,
  );
}

/** What `npm run up` does by itself, for those who type `pulumi up`. */
async function intoState({ stack }: Given): Promise<number> {
  const settings = await readSettings(stack);
  const { pulumi } = await preparePulumi(settings);
  await step("Stack", `selecting ${stack}`, () => pulumi.selectStack(stack));
  const imported = await importForStack(stack, settings, pulumi);
  console.error(
    imported.length > 0
      ? `In the state of the stack ${stack} now, and not changed: ${imported.join(", ")}. Go on with \`pulumi up\`.`
      : "There is nothing that `pulumi up` does not import by itself.",
  );
  return 0;
}

/** Exit code 1 where anything does not hold. */
async function verify({ stack, file, json }: Given): Promise<number> {
  const { result } = await verified(stack, file);
  process.stdout.write(json ? jsonText(result) : verificationText(result));
  return result.holds ? 0 : 1;
}

async function verified(
  stack: string,
  file: string | undefined,
): Promise<{ adopted: AdoptedStack; result: Verification }> {
  const adopted = await readAdopted(stack, file);
  return { adopted, result: verification({ ...adopted, stack, fields: await awsFields() }) };
}

async function release({ stack, file, json }: Given): Promise<number> {
  const { adopted, result } = await verified(stack, file);
  if (!result.holds) {
    process.stderr.write(verificationText(result));
    throw new UserError(
      "Nothing may be released until all of this holds: Terraform would be the only one to know of it.",
    );
  }
  const states = new Map<string, TerraformState>();
  for (const name of Object.keys(adopted.record.states)) {
    const state = adopted.states.get(name);
    if (typeof state !== "object") {
      const why = state ?? `cortex:terraform.states of Pulumi.${stack}.yaml names it no more.`;
      throw new UserError(
        `The state "${name}" is needed to know what Terraform still has. ${why} Or name its file (--state FILE).`,
      );
    }
    states.set(name, state);
  }
  const { settings, record, resources } = adopted;
  const made = await inventoryOf({ stack, settings }, surroundings(instancesOf(states)));
  const keep = keptByRules(record.adopted, resources, made, settings.terraform.keep);
  const plan = releasePlan({ stack, adopted: record.adopted, states, rules: settings.terraform.adopt, keep });
  process.stdout.write(json ? jsonText(plan) : releaseText(plan));
  return 0;
}

const jsonText = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;
