// Every address of the states, and what becomes of it: by the settings' rules, else by what it is most like.
import { readFile } from "node:fs/promises";
import { byNoRule, planAdoption, taintedRemedy, type AdoptRule } from "../../components/terraform/adopt.ts";
import { TerraformError } from "../../components/terraform/error.ts";
import { importId, importRules, notImportable } from "../../components/terraform/import-ids.ts";
import { Keep } from "../../components/terraform/keep.ts";
import { readNames, type NameTable } from "../../components/terraform/names.ts";
import { partKey, type Part } from "../../components/terraform/parts.ts";
import { filled, pattern } from "../../components/terraform/patterns.ts";
import type { StateInstance, TerraformState } from "../../components/terraform/state.ts";
import { suggestions } from "../../components/terraform/suggest.ts";
import { tokenOf } from "../../components/terraform/tokens.ts";
import { inProject } from "../project.ts";
import { differencesOf, type Differences } from "./differences.ts";
import type { Inventory } from "./inventory.ts";

/** An address that is a part of the stack. */
export interface Match extends Differences {
  state: string;
  address: string;
  /** Pulumi's type token. */
  type: string;
  /** Name of the resource in the stack. */
  name: string;
  importId: string;
  /** Why it is this part. */
  reason: string;
}

/** An address that stays with Terraform. */
export interface Unmatched {
  state: string;
  address: string;
  reason: string;
}

/** An address that may be one of several parts, or one of several addresses for a part. */
export interface Undecided extends Unmatched {
  candidates: { type: string; name: string }[];
}

/** Every address of the states once. */
export interface AdoptPlan {
  matched: Match[];
  unmatched: Unmatched[];
  ambiguous: Undecided[];
  dataOnly: Unmatched[];
  /** What is wrong with the settings' rules: with these `up` refuses. */
  problems: string[];
}

export interface PlanArgs {
  states: ReadonlyMap<string, TerraformState>;
  rules: readonly AdoptRule[];
  inventory: Inventory;
  /** What every name of the stack begins with. */
  prefix: string;
  fields: NameTable["fields"];
  /** `cortex:terraform.keep`: what it names is no difference. */
  keep: Readonly<Record<string, readonly string[]>>;
}

/** Where Pulumi's names of AWS' attributes follow no rule. */
export async function awsFields(): Promise<NameTable["fields"]> {
  return readNames(await readFile(inProject("toolchain", "plugins", "go", "aws", "types.json"), "utf8")).fields;
}

/** An instance with the name of its state: an address is one of its state only. */
interface Placed {
  state: string;
  instance: StateInstance;
}

const placeKey = (state: string, address: string): string => `${state} ${address}`;

export function adoptPlan(args: PlanArgs): AdoptPlan {
  const { states, rules, inventory } = args;
  const ruled = planAdoption(rules, states, tokenOf);
  const byRule = new Map(ruled.matched.map((each) => [placeKey(each.state, each.address), each]));
  const unclear = new Map(
    [...ruled.ambiguous, ...ruled.unmatched.filter(({ reason }) => reason !== byNoRule)].map((each) => [
      placeKey(each.state, each.address),
      each,
    ]),
  );
  const partsByKey = new Map(inventory.parts.map((part) => [partKey(part), part]));
  const taken = new Map<string, StateInstance>();
  const found: { placed: Placed; part: Part; reason: string }[] = [];
  const plan: AdoptPlan = { matched: [], unmatched: [], ambiguous: [], dataOnly: [], problems: ruled.problems };
  const open: Placed[] = [];
  for (const placed of everyInstance(states)) {
    const { state, instance } = placed;
    const { address } = instance;
    const rule = byRule.get(placeKey(state, address));
    const unclearRule = unclear.get(placeKey(state, address));
    const why = rule === undefined ? whyNever(instance) : undefined;
    if (instance.mode === "data") plan.dataOnly.push({ state, address, reason: "a data source: nothing to take over" });
    else if (unclearRule !== undefined)
      putUnclear(plan, unclearRule, candidatesByRules(placed, rules), ruled.ambiguous.includes(unclearRule));
    else if (why !== undefined) plan.unmatched.push({ state, address, reason: why });
    else if (rule === undefined) open.push(placed);
    else {
      const part = partsByKey.get(partKey(rule));
      if (part === undefined) {
        const reason = `the rules make it ${rule.name}, and this stack makes no ${instance.type} of that name`;
        plan.problems.push(`${address}: ${reason}`);
        plan.unmatched.push({ state, address, reason });
      } else {
        taken.set(partKey(part), instance);
        found.push({ placed, part, reason: "named by the settings (cortex:terraform.adopt)" });
      }
    }
  }
  found.push(...suggested(open, taken, plan, args));
  for (const { placed, part } of found) taken.set(partKey(part), placed.instance);
  const importable = new Set(inventory.parts.filter(({ type }) => importTokens.has(type)).map(partKey));
  const keep = new Keep(args.keep);
  plan.matched = found.map(({ placed: { state, instance }, part, reason }) => ({
    state,
    address: instance.address,
    type: part.type,
    name: part.name,
    importId: importId(instance),
    reason,
    ...differencesOf(instance, {
      inputs: without(inventory.given.get(partKey(part)) ?? {}, keep.of(part.name)),
      references: part.references,
      taken,
      importable,
      replaceOnChanges: inventory.replaceOnChanges.get(partKey(part)) ?? [],
      defaultTags: inventory.defaultTags,
      overrides: args.fields[instance.type] ?? {},
    }),
  }));
  return plan;
}

function without<T>(properties: Record<string, T>, names: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));
}

const importTokens = new Set(Object.keys(importRules).map(tokenOf));

function* everyInstance(states: ReadonlyMap<string, TerraformState>): Generator<Placed> {
  for (const [name, state] of states) {
    for (const instance of state.instances()) yield { state: name, instance };
  }
}

/** What the rules would make of an address. */
function candidatesByRules({ state, instance }: Placed, rules: readonly AdoptRule[]): Undecided["candidates"] {
  const type = tokenOf(instance.type);
  const names = rules.flatMap((rule) => {
    const stars = rule.state === state ? pattern(rule.from).match(instance.address) : undefined;
    return stars === undefined ? [] : [filled(rule.to, stars)];
  });
  return [...new Set(names)].flatMap((name) => (name === undefined || type === undefined ? [] : [{ type, name }]));
}

function putUnclear(
  plan: AdoptPlan,
  { state, address, reason }: Unmatched,
  candidates: Undecided["candidates"],
  ambiguous: boolean,
): void {
  if (ambiguous) {
    plan.problems.push(`${address}: ${reason}`);
    plan.ambiguous.push({ state, address, reason, candidates });
  } else plan.unmatched.push({ state, address, reason });
}

/** Why no part of any stack can be this; undefined where one may. */
function whyNever(instance: StateInstance): string | undefined {
  const { type, tainted } = instance;
  if (tokenOf(type) === undefined) return `${type} is no type that this program makes or takes over`;
  const instead = Object.hasOwn(notImportable, type) ? notImportable[type] : undefined;
  if (instead !== undefined) return `${type} has no import; ${instead}`;
  if (tainted) return `tainted: ${taintedRemedy}`;
  try {
    importId(instance);
    return undefined;
  } catch (error) {
    if (error instanceof TerraformError) return error.message;
    throw error;
  }
}

/** What the parts that no rule names are most like. */
function suggested(
  open: readonly Placed[],
  taken: ReadonlyMap<string, StateInstance>,
  plan: AdoptPlan,
  { inventory, prefix, fields }: PlanArgs,
): { placed: Placed; part: Part; reason: string }[] {
  const byType = new Map<string, { instances: StateInstance[]; parts: Part[] }>();
  for (const { instance } of open) {
    const group = byType.get(instance.type);
    if (group !== undefined) group.instances.push(instance);
    else {
      const parts = inventory.parts.filter(({ type }) => type === tokenOf(instance.type));
      byType.set(instance.type, { instances: [instance], parts });
    }
  }
  const answers = suggestions(byType, { prefix, fields, taken });
  return open.flatMap((placed) => {
    const { state, instance } = placed;
    const { address } = instance;
    const answer = answers.get(instance);
    switch (answer?.kind) {
      case "one":
        return [{ placed, part: answer.part, reason: answer.reason }];
      case "several": {
        const candidates = answer.parts.map(({ type, name }) => ({ type, name }));
        plan.ambiguous.push({ state, address, reason: answer.reason, candidates });
        return [];
      }
      case "none":
      case undefined:
        plan.unmatched.push({ state, address, reason: answer?.reason ?? "nothing is like it" });
        return [];
    }
  });
}
