// Which states a command reads, and for which stack.
import { stat } from "node:fs/promises";
import path from "node:path";
import type { Backend, StateBackend } from "../../components/terraform/read.ts";
import { originOf, readState } from "../../components/terraform/read.ts";
import { TerraformError } from "../../components/terraform/error.ts";
import type { TerraformState } from "../../components/terraform/state.ts";
import type { Settings } from "../../settings.ts";
import { projectRoot } from "../project.ts";
import { UserError } from "../sources.ts";
import { readSettings } from "../stack-config.ts";
import { step } from "../steps.ts";

/** A stack, and the states that are held against it. */
export interface Chosen {
  stack: string;
  settings: Settings;
  states: ReadonlyMap<string, TerraformState>;
  /** The file, by the name of its state, where it stands in no settings. */
  file?: { name: string; path: string };
  /** What the user should know of the choice. */
  notes: string[];
}

export interface Choice {
  stack: string;
  /** Whether the user named it. */
  named: boolean;
  /** A state's file, in place of the settings' states. */
  file: string | undefined;
}

/** The folder that the user was in: npm itself goes to that of package.json. */
export function userFolder(env: NodeJS.ProcessEnv = process.env): string {
  return env["INIT_CWD"] ?? process.cwd();
}

/** @throws UserError that says what is wrong with a state, where, and what to do. */
export async function readBackend(backend: StateBackend): Promise<TerraformState> {
  try {
    return await readState(backend);
  } catch (error) {
    if (error instanceof TerraformError) throw new UserError(error.message);
    throw error;
  }
}

/** The state in a file, which counts from the user's folder, else from this one. */
export async function readFileState(file: string): Promise<TerraformState> {
  const fromUser = path.resolve(userFolder(), file);
  const there = await stat(fromUser).catch(() => undefined);
  return readBackend({ backend: "local", path: there === undefined ? path.resolve(file) : fromUser });
}

/** @throws UserError where there is no state to read, or one cannot be read. */
export async function chooseStates(choice: Choice): Promise<Chosen> {
  return choice.file === undefined ? ofSettings(choice) : ofFile(choice, choice.file);
}

async function ofFile({ stack, named }: Choice, file: string): Promise<Chosen> {
  const state = await step("Terraform state", file, () => readFileState(file));
  const notes: string[] = [];
  const platforms = named ? new Set<string>() : platformsIn(state);
  const chosen = platforms.size === 1 && platforms.has("aws") ? "aws" : stack;
  if (chosen !== stack) {
    notes.push(
      "The state has resources of AWS only: it is held against the settings of the stack aws (--stack names another).",
    );
  }
  const settings = await readSettings(chosen);
  const configured = Object.entries(settings.terraform.states).find(
    ([, backend]) => backend.backend === "local" && path.resolve(projectRoot, originOf(backend)) === state.origin,
  );
  if (configured !== undefined) {
    return { stack: chosen, settings, states: new Map([[configured[0], state]]), notes };
  }
  const names = Object.keys(settings.terraform.states);
  const name = ["terraform", "file"].find((one) => !names.includes(one)) ?? `file-${names.length + 1}`;
  const found = { name, path: state.origin };
  return { stack: chosen, settings, states: new Map([[name, state]]), file: found, notes };
}

/** The providers of the types that are managed: `aws`, `docker`, and what else there is. */
function platformsIn(state: TerraformState): Set<string> {
  const found = new Set<string>();
  for (const { mode, type } of state.instances()) {
    const [provider = ""] = type.split("_");
    if (mode === "managed" && (provider === "aws" || provider === "docker")) found.add(provider);
  }
  return found;
}

async function ofSettings({ stack }: Choice): Promise<Chosen> {
  const settings = await readSettings(stack);
  const all = Object.entries(settings.terraform.states);
  if (all.length === 0) {
    throw new UserError(
      `The stack "${stack}" names no Terraform state. Name a file (--state FILE), or states in cortex:terraform.states ` +
        `of Pulumi.${stack}.yaml, or another stack (--stack NAME).`,
    );
  }
  const notes: string[] = [];
  const states = new Map<string, TerraformState>();
  for (const [name, backend] of all) {
    if (givesResources(backend))
      states.set(name, await step(`Terraform state ${name}`, originOf(backend), () => readBackend(backend)));
    else notes.push(`The state "${name}" at ${originOf(backend)} gives outputs only: nothing of it can be taken over.`);
  }
  if (states.size === 0) {
    throw new UserError(
      `${notes.join("\n")}\nRead it as {backend: command, directory: ...} from an initialised folder, or name a file (--state FILE).`,
    );
  }
  return { stack, settings, states, notes };
}

/** Whether a whole state is read there, and not its outputs alone. */
export function givesResources(backend: Backend): backend is StateBackend {
  return backend.backend !== "remote" && backend.backend !== "azurerm";
}
