// `fromTerraform` in the settings: an id that stands in a Terraform state, in place of a literal one.
import { TerraformError } from "./error.ts";
import { originOf, readOutputs, readState, type Backend } from "./read.ts";
import type { StateOutput, TerraformState } from "./state.ts";

/** One reference, with the setting that holds it. */
interface Reference {
  /** As `pulumi config` names it: `cortex:aws.network.vpcId`. */
  setting: string;
  /** What was written behind `fromTerraform`. */
  asked: Record<string, unknown>;
}

/** What a stack has read of its states; each state is read once. */
class States {
  readonly #backends: Record<string, Backend>;
  readonly #states = new Map<string, Promise<TerraformState>>();
  readonly #outputs = new Map<string, Promise<ReadonlyMap<string, StateOutput>>>();

  constructor(backends: Record<string, Backend>) {
    this.#backends = backends;
  }

  /** The backend that a reference names; the only one where it names none. */
  backend(name: unknown): [string, Backend] {
    const names = Object.keys(this.#backends);
    const wanted = name ?? (names.length === 1 ? names[0] : undefined);
    const backend =
      typeof wanted === "string" && Object.hasOwn(this.#backends, wanted) ? this.#backends[wanted] : undefined;
    if (typeof wanted === "string" && backend !== undefined) return [wanted, backend];
    const known =
      names.length === 0 ? "there is none: name one in cortex:terraform.states" : `name one of ${names.join(", ")}`;
    throw new TerraformError(
      typeof wanted === "string" ? `There is no state "${wanted}".` : "It does not say which state.",
      `As "state", ${known}.`,
    );
  }

  outputs(name: string, backend: Backend): Promise<ReadonlyMap<string, StateOutput>> {
    return once(this.#outputs, name, () => readOutputs(backend));
  }

  state(name: string, backend: Backend): Promise<TerraformState> {
    if (backend.backend === "remote" || backend.backend === "azurerm") {
      throw new TerraformError(
        `${originOf(backend)} gives outputs only.`,
        "Name an output, or read the state as {backend: command, directory: ...} from an initialised folder.",
      );
    }
    return once(this.#states, name, () => readState(backend));
  }
}

function once<T>(known: Map<string, Promise<T>>, name: string, make: () => Promise<T>): Promise<T> {
  const made = known.get(name) ?? make();
  known.set(name, made);
  return made;
}

/**
 * The settings with every `{fromTerraform: {state, output}}` and `{fromTerraform: {state, resource, attribute}}` replaced by what the
 * state holds.
 * @param values As Pulumi hands them over: full key to text, maps and lists as JSON.
 * @throws {TerraformError} That names every reference that leads nowhere.
 */
export async function resolveReferences(
  values: Record<string, string>,
  backends: Record<string, Backend>,
): Promise<Record<string, string>> {
  const states = new States(backends);
  const problems: string[] = [];
  const replaced: Record<string, string> = {};
  for (const [key, text] of Object.entries(values)) {
    if (!text.includes('"fromTerraform"')) {
      replaced[key] = text;
      continue;
    }
    const value = await replace(jsonOf(text), key, async (reference) => {
      try {
        return await resolve(reference, states);
      } catch (error) {
        if (!(error instanceof TerraformError)) throw error;
        problems.push(`  ${reference.setting}: ${error.message.replaceAll("\n", "\n    ")}`);
        return undefined;
      }
    });
    replaced[key] = typeof value === "string" ? value : JSON.stringify(value);
  }
  if (problems.length === 0) return replaced;
  const count =
    problems.length === 1 ? "1 reference to Terraform leads" : `${problems.length} references to Terraform lead`;
  throw new TerraformError(`${count} nowhere:\n${problems.join("\n")}\n`, "Nothing was changed.");
}

function jsonOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return text; // not JSON, so no map: the settings' own check names it
  }
}

async function replace(
  value: unknown,
  setting: string,
  found: (reference: Reference) => Promise<unknown>,
): Promise<unknown> {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const list: unknown[] = [];
    for (const [index, part] of value.entries()) list.push(await replace(part, `${setting}[${index}]`, found));
    return list;
  }
  if ("fromTerraform" in value && Object.keys(value).length === 1) {
    const { fromTerraform } = value;
    const asked = typeof fromTerraform === "object" && fromTerraform !== null ? { ...fromTerraform } : {};
    return found({ setting, asked });
  }
  const map: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(value)) map[key] = await replace(part, `${setting}.${key}`, found);
  return map;
}

const allowed =
  'Write {output: NAME} or {resource: ADDRESS, attribute: NAME}, and "state" where there is more than one.';

async function resolve({ asked }: Reference, states: States): Promise<unknown> {
  const { state, output, resource, attribute, ...rest } = asked;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw new TerraformError(`"${unknown}" is no part of a reference.`, allowed);
  const [name, backend] = states.backend(state);
  if (typeof output === "string" && resource === undefined && attribute === undefined) {
    return outputValue(await states.outputs(name, backend), output, backend);
  }
  if (typeof resource === "string" && output === undefined) {
    return attributeValue(
      await states.state(name, backend),
      resource,
      typeof attribute === "string" ? attribute : "id",
    );
  }
  throw new TerraformError("It says neither an output nor a resource.", allowed);
}

/** Settings stand in clear in names, in user data and in Pulumi's state: what Terraform hides has no place there. */
function refuseSensitive(what: string, origin: string): never {
  throw new TerraformError(
    `${what} in ${origin} is sensitive, and a setting stands in clear.`,
    "Name something that is not, or give it an output of its own that says so (`nonsensitive(...)`).",
  );
}

function outputValue(outputs: ReadonlyMap<string, StateOutput>, name: string, backend: Backend): unknown {
  const found = outputs.get(name);
  const origin = originOf(backend);
  if (found !== undefined) {
    // Of the other two it is not known: @pulumi/terraform does not tell.
    const told = backend.backend !== "remote" && backend.backend !== "azurerm";
    return found.sensitive && told ? refuseSensitive(`The output "${name}"`, origin) : found.value;
  }
  const names = [...outputs.keys()].sort().join(", ");
  throw new TerraformError(
    `${origin} has no output "${name}".`,
    names === "" ? "It has no outputs." : `It has ${names}.`,
  );
}

function attributeValue(state: TerraformState, address: string, attribute: string): unknown {
  const instance = state.find(address);
  if (instance === undefined) {
    const others = state.instancesOf(address).map((each) => each.address);
    throw new TerraformError(
      `${state.origin} has no ${address}: it is gone, or was never there.`,
      others.length > 0
        ? `Name one of its instances: ${others.slice(0, 10).join(", ")}.`
        : "Compare with `terraform state list`.",
    );
  }
  if (instance.tainted) {
    throw new TerraformError(
      `${address} is tainted in ${state.origin}: Terraform will replace it at its next apply.`,
      "Let Terraform do that first (`terraform apply`), or take the mark away (`terraform untaint`).",
    );
  }
  const path = attribute.split(".");
  if (instance.sensitive.some((hidden) => hidden.every((step, at) => at >= path.length || String(step) === path[at]))) {
    refuseSensitive(`${address}.${attribute}`, state.origin);
  }
  const value = path.reduce<unknown>(
    (here, part) =>
      typeof here === "object" && here !== null ? Object.getOwnPropertyDescriptor(here, part)?.value : undefined,
    instance.attributes,
  );
  if (value !== undefined && value !== null) return value;
  throw new TerraformError(
    `${address} in ${state.origin} has no attribute "${attribute}".`,
    `It has ${Object.keys(instance.attributes).sort().join(", ")}.`,
  );
}
