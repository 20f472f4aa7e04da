// What of a Terraform state becomes which part of the stack: pure, from the mapping and the states to a report.
import { TerraformError } from "./error.ts";
import { importId } from "./import-ids.ts";
import { partKey } from "./parts.ts";
import { filled, pattern } from "./patterns.ts";
import type { StateInstance, TerraformState } from "./state.ts";

/** One line of the mapping (`cortex:terraform.adopt`). */
export interface AdoptRule {
  /** The state, by its name in `cortex:terraform.states`. */
  state: string;
  /** An address, or a pattern with `*`. */
  from: string;
  /** The name of the resource in the stack, `$1` for what the first `*` stood for. */
  to: string;
}

/** An instance that becomes a resource of the stack. */
export interface Adopted {
  state: string;
  address: string;
  /** Terraform's type. */
  terraformType: string;
  /** Pulumi's type token. */
  type: string;
  /** Name of the resource in the stack. */
  name: string;
  /** What the provider imports by. */
  importId: string;
}

/** Something that is not taken over, and why. */
export interface NotAdopted {
  state: string;
  address: string;
  reason: string;
}

/** What a mapping does. */
export interface AdoptionPlan {
  matched: Adopted[];
  /** Named by no rule, which stay with Terraform, and those of which a problem tells why they cannot be taken over. */
  unmatched: NotAdopted[];
  /** Two rules for one address, or two addresses for one part: nothing is taken over until that is settled. */
  ambiguous: NotAdopted[];
  /** Data sources: nothing to take over. */
  dataOnly: NotAdopted[];
  /** Rules that name nothing, types that cannot be imported, ids that are missing: errors. */
  problems: string[];
}

/** The reason of what the rules leave with Terraform. */
export const byNoRule = "named by no rule";

/** Pulumi's type token for a type of Terraform; undefined where the stack uses no such type. */
export type TokenOf = (terraformType: string) => string | undefined;

/** Holds the mapping against the states. */
export function planAdoption(
  rules: readonly AdoptRule[],
  states: ReadonlyMap<string, TerraformState>,
  tokenOf: TokenOf,
): AdoptionPlan {
  const plan: AdoptionPlan = { matched: [], unmatched: [], ambiguous: [], dataOnly: [], problems: [] };
  const compiled = rules.map((rule) => ({ rule, pattern: pattern(rule.from), used: false }));
  for (const [stateName, state] of states) {
    for (const instance of state.instances()) {
      const entry = { state: stateName, address: instance.address };
      if (instance.mode === "data") {
        for (const candidate of compiled) {
          if (candidate.rule.state !== stateName || candidate.rule.from !== instance.address) continue;
          candidate.used = true;
          plan.problems.push(`${instance.address} is a data source: there is nothing to take over`);
        }
        plan.dataOnly.push({ ...entry, reason: "a data source: nothing to take over" });
        continue;
      }
      const hits = compiled.flatMap((candidate) => {
        const stars = candidate.rule.state === stateName ? candidate.pattern.match(instance.address) : undefined;
        return stars === undefined ? [] : [{ candidate, stars }];
      });
      for (const { candidate } of hits) candidate.used = true;
      // An address that is spelt out wins over patterns.
      const exact = hits.filter(({ candidate }) => candidate.pattern.exact);
      const chosen = exact.length > 0 ? exact : hits;
      const [hit, other] = chosen;
      if (hit === undefined) plan.unmatched.push({ ...entry, reason: byNoRule });
      else if (other !== undefined) {
        const names = chosen.map(({ candidate }) => `"${candidate.rule.from}"`).join(" and ");
        plan.ambiguous.push({ ...entry, reason: `named by ${names}` });
      } else take(plan, stateName, instance, filled(hit.candidate.rule.to, hit.stars), hit.candidate.rule, tokenOf);
    }
  }
  for (const { rule, used } of compiled) {
    if (!used) plan.problems.push(`${rule.from}: nothing in the state "${rule.state}" has this address`);
  }
  return withoutClashes(plan);
}

/** What is to be done about what Terraform has marked. */
export const taintedRemedy = "Terraform would replace it; apply that first, or `terraform untaint` it";

function take(
  plan: AdoptionPlan,
  state: string,
  instance: StateInstance,
  name: string | undefined,
  rule: AdoptRule,
  tokenOf: TokenOf,
): void {
  const { address, type: terraformType } = instance;
  const refuse = (reason: string): void => {
    plan.problems.push(reason);
    plan.unmatched.push({ state, address, reason });
  };
  if (name === undefined) {
    refuse(`${rule.from}: "${rule.to}" uses more stars than the pattern has`);
    return;
  }
  if (instance.tainted) {
    refuse(`${address} is tainted: ${taintedRemedy}`);
    return;
  }
  const type = tokenOf(terraformType);
  if (type === undefined) {
    refuse(`${address}: no part of this stack is a ${terraformType}`);
    return;
  }
  try {
    plan.matched.push({
      state,
      address,
      terraformType,
      type,
      name,
      importId: importId(instance),
    });
  } catch (error) {
    if (!(error instanceof TerraformError)) throw error;
    refuse(error.message);
  }
}

/** One part cannot be two things. */
function withoutClashes(plan: AdoptionPlan): AdoptionPlan {
  const byPart = new Map<string, Adopted[]>();
  for (const adopted of plan.matched) {
    byPart.set(partKey(adopted), [...(byPart.get(partKey(adopted)) ?? []), adopted]);
  }
  const alone = (adopted: Adopted): boolean => byPart.get(partKey(adopted))?.length === 1;
  return {
    ...plan,
    matched: plan.matched.filter(alone),
    ambiguous: [
      ...plan.ambiguous,
      ...plan.matched
        .filter((adopted) => !alone(adopted))
        .map((adopted) => {
          const addresses = (byPart.get(partKey(adopted)) ?? []).map(({ address }) => address);
          const reason = `${addresses.join(" and ")} would both become ${adopted.name}`;
          return { state: adopted.state, address: adopted.address, reason };
        }),
    ],
  };
}
