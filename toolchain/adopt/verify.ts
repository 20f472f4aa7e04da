// Whether what was taken over is what Terraform had: the stack's state, its record, and Terraform's state today.
import type { Adopted } from "../../components/terraform/adopt.ts";
import type { AdoptionRecord, StateEdition } from "../../components/terraform/adoption.ts";
import { TerraformError } from "../../components/terraform/error.ts";
import { importId, importRules } from "../../components/terraform/import-ids.ts";
import { instanceToday } from "../../components/terraform/moved.ts";
import { camelCase, type NameTable } from "../../components/terraform/names.ts";
import { partKey } from "../../components/terraform/parts.ts";
import type { StateInstance, TerraformState } from "../../components/terraform/state.ts";
import type { ExportedResource, LastUpdate } from "./exported.ts";

/** One address that was taken over. */
export interface VerifiedPart extends Omit<Adopted, "terraformType"> {
  /** The provider's id of it in the stack; absent where it is not there. */
  id?: string;
  protected: boolean;
  /** Whether Terraform's state still has it; absent where that could not be read. */
  inTerraform?: boolean;
  /** Its address in Terraform's state, where that is another by now. */
  renamed?: string;
  /** What does not hold; none if all does. */
  problems: string[];
}

/** A state of Terraform, then and now. */
export interface VerifiedState {
  state: string;
  recorded: StateEdition;
  /** Absent where it could not be read. */
  now?: StateEdition;
  /** Whether it is another edition than the one that was read at `up`. */
  movedOn: boolean;
  /** What is to be said of it; none if it is as it was. */
  note?: string;
  /** Whether the note is a problem. */
  wrong: boolean;
}

export interface Verification {
  stack: string;
  /** Whether everything holds. */
  holds: boolean;
  adopted: VerifiedPart[];
  states: VerifiedState[];
  /** What the last update of the stack did, by the engine's words. */
  lastUpdate?: LastUpdate;
}

export interface VerifyArgs {
  stack: string;
  resources: readonly ExportedResource[];
  record: AdoptionRecord;
  /** Terraform's states today, by name; or why one could not be read. */
  states: ReadonlyMap<string, TerraformState | string>;
  lastUpdate: LastUpdate | undefined;
  fields: NameTable["fields"];
}

export function verification({ stack, resources, record, states, lastUpdate, fields }: VerifyArgs): Verification {
  const byPart = new Map<string, ExportedResource[]>();
  for (const each of resources) byPart.set(partKey(each), [...(byPart.get(partKey(each)) ?? []), each]);
  const adopted = record.adopted.map((each) => {
    const state = states.get(each.state);
    return verified(each, byPart.get(partKey(each)) ?? [], typeof state === "object" ? state : undefined, fields);
  });
  const editions = Object.entries(record.states).map(([name, edition]) => moved(name, edition, states.get(name)));
  return {
    stack,
    holds: adopted.every(({ problems }) => problems.length === 0) && editions.every(({ wrong }) => !wrong),
    adopted,
    states: editions,
    ...(lastUpdate === undefined ? {} : { lastUpdate }),
  };
}

function verified(
  { terraformType, ...adopted }: Adopted,
  found: readonly ExportedResource[],
  state: TerraformState | undefined,
  fields: NameTable["fields"],
): VerifiedPart {
  // Where Terraform has it no more, another thing may stand at its address: that one is compared, and tells.
  const there = state && (instanceToday(state, { ...adopted, terraformType }) ?? state.find(adopted.address));
  const inTerraform = {
    ...(state === undefined ? {} : { inTerraform: there !== undefined }),
    ...(there === undefined || there.address === adopted.address ? {} : { renamed: there.address }),
  };
  const [here] = found.filter((each) => !each.delete);
  if (here === undefined) {
    return { ...adopted, ...inTerraform, protected: false, problems: [`the stack has no ${adopted.name}`] };
  }
  const given = asInstance(adopted.address, terraformType, here, fields[terraformType] ?? {});
  const problems = [
    ...(found.length > 1 ? ["it was replaced: the one before waits to be deleted"] : []),
    ...otherId(given, adopted.importId, "the stack"),
    ...(here.protect ? [] : ["it is not protected"]),
    ...(there === undefined ? [] : stillTheSame(there, given, adopted.importId)),
  ];
  return { ...adopted, ...inTerraform, id: here.id, protected: here.protect, problems };
}

/** What the stack holds, in Terraform's names, as far as an import id and the comparison ask for it. */
function asInstance(
  address: string,
  type: string,
  { id, outputs }: ExportedResource,
  overrides: NameTable["fields"][string],
): StateInstance {
  const names = [...(importRules[type]?.parts.flat() ?? []), ...madeByProvider];
  const attributes = Object.fromEntries(names.map((name) => [name, outputs[overrides[name]?.name ?? camelCase(name)]]));
  return {
    mode: "managed",
    type,
    name: "",
    address,
    provider: "",
    tainted: false,
    attributes: { ...attributes, id },
    sensitive: [],
  };
}

function otherId(instance: StateInstance, expected: string, who: string): string[] {
  try {
    const id = importId(instance);
    return id === expected ? [] : [`${who} has ${id}, Terraform had ${expected}`];
  } catch (error) {
    if (error instanceof TerraformError) return [error.message];
    throw error;
  }
}

/** What a thing gets when it is made, and another of the same name does not have. */
const madeByProvider = ["arn", "unique_id", "create_date"];

function stillTheSame(there: StateInstance, here: StateInstance, expected: string): string[] {
  const born = madeByProvider.flatMap((name) => {
    const [before, now] = [there.attributes[name], here.attributes[name]];
    const differ = typeof before === "string" && typeof now === "string" && before !== "" && before !== now;
    return differ ? [`its ${name} is ${now}, Terraform has ${before}: it was replaced`] : [];
  });
  return [
    ...(there.tainted ? ["it is tainted in Terraform's state: an apply there would replace it"] : []),
    ...otherId(there, expected, "Terraform now"),
    ...born,
  ];
}

/** A serial that has grown is what `terraform state rm` does too; another lineage is another state. */
function moved(state: string, recorded: StateEdition, now: TerraformState | string | undefined): VerifiedState {
  if (now === undefined) {
    const note = "it is named by the settings no more, and was not read";
    return { state, recorded, movedOn: false, wrong: false, note };
  }
  if (typeof now === "string") return { state, recorded, movedOn: false, wrong: true, note: `not read: ${now}` };
  const edition = { origin: now.origin, serial: now.serial, lineage: now.lineage };
  const shared = { state, recorded, now: edition };
  if (now.lineage !== recorded.lineage) {
    const note = `it has the lineage ${now.lineage}, and what was taken over came from ${recorded.lineage}: another state`;
    return { ...shared, movedOn: true, wrong: true, note };
  }
  if (now.serial === recorded.serial) return { ...shared, movedOn: false, wrong: false };
  const note = `it has moved on: serial ${now.serial}, and ${recorded.serial} was read when the stack was built`;
  return { ...shared, movedOn: true, wrong: false, note };
}

/** What a verification says to people. */
export function verificationText({ stack, holds, adopted, states, lastUpdate }: Verification): string {
  const wrong = adopted.filter(({ problems }) => problems.length > 0);
  const replaced = Object.entries(lastUpdate?.resourceChanges ?? {}).filter(([kind]) => /replace|delete/.test(kind));
  return [
    `Stack ${stack}: ${adopted.length} taken over, ${adopted.length - wrong.length} as Terraform had them, protected and not replaced`,
    ...adopted.map(({ address, name, id, renamed, problems }) =>
      problems.length === 0
        ? `  ✓ ${address} is ${name} (${id ?? ""})${renamed === undefined ? "" : `, in Terraform ${renamed} by now`}`
        : [`  ✗ ${address}, ${name}:`, ...problems.map((problem) => `      ${problem}`)].join("\n"),
    ),
    ...states.map(({ state, recorded: { origin, serial }, note }) => {
      return `State ${state}: ${origin}, ${note ?? `serial ${serial}, as it was read`}`;
    }),
    ...(lastUpdate === undefined
      ? []
      : [
          `Last update (${lastUpdate.startTime}, ${lastUpdate.result}): ` +
            (replaced.length === 0
              ? "it replaced and deleted nothing"
              : `it had ${replaced.map(([kind, number]) => `${number} ${kind}`).join(", ")} in the whole stack`),
        ]),
    holds ? "Everything holds." : "Not everything holds.",
    "",
  ].join("\n");
}
