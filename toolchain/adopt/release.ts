// What ends Terraform's ownership of what a stack has taken over, state by state.
import { keyText } from "../../components/terraform/address.ts";
import type { Adopted, AdoptRule } from "../../components/terraform/adopt.ts";
import { pattern } from "../../components/terraform/patterns.ts";
import { instanceToday } from "../../components/terraform/moved.ts";
import { releaseOf, type Release } from "../../components/terraform/release.ts";
import type { TerraformState } from "../../components/terraform/state.ts";

/** How one state lets go. */
export interface StateRelease extends Release {
  origin: string;
  /** What has another address by now. */
  renamed: { from: string; to: string }[];
  /** Addresses that the state has no more. */
  gone: string[];
  /** `import` blocks (Terraform and OpenTofu 1.5) that would give everything back. */
  imports: string[];
}

export interface ReleasePlan {
  stack: string;
  states: StateRelease[];
  /** The rules of the settings that have done their work. */
  rules: AdoptRule[];
  /** What `cortex:terraform.keep` must say before these rules go: a part's name to its properties. */
  keep: Readonly<Record<string, readonly string[]>>;
}

export interface ReleaseArgs {
  stack: string;
  adopted: readonly Adopted[];
  /** Terraform's states today, by name. */
  states: ReadonlyMap<string, TerraformState>;
  /** The settings' own. */
  rules: readonly AdoptRule[];
  keep: ReleasePlan["keep"];
}

export function releasePlan({ stack, adopted, states, rules, keep }: ReleaseArgs): ReleasePlan {
  const releases = [...states].map(([name, state]): StateRelease => {
    const ofState = adopted.filter((each) => each.state === name);
    const today = ofState.map((each) => ({ each, address: instanceToday(state, each)?.address }));
    const still = today.flatMap(({ each, address }) => (address === undefined ? [] : [{ ...each, address }]));
    return {
      ...releaseOf(name, still, state),
      origin: state.origin,
      renamed: today.flatMap(({ each: { address: from }, address: to }) =>
        to === undefined || to === from ? [] : [{ from, to }],
      ),
      gone: today.flatMap(({ each, address }) => (address === undefined ? [each.address] : [])),
      imports: today.map(({ each, address = each.address }) => importBlock({ ...each, address })),
    };
  });
  const done = rules.filter((rule) => {
    const named = pattern(rule.from);
    return adopted.some(({ state, address }) => state === rule.state && named.match(address) !== undefined);
  });
  return { stack, states: releases, rules: done, keep };
}

/** Both names in the signs of HCL: an id's `${` would begin a template. */
function importBlock({ address, importId }: Adopted): string {
  return `import {\n  to = ${address}\n  id = ${keyText(importId)}\n}`;
}

/** The plan as people follow it. */
export function releaseText({ stack, states, rules, keep }: ReleasePlan): string {
  const kept = Object.entries(keep);
  return [
    ...states.flatMap(stateText),
    "# Then the protection ends: take these rules out of cortex:terraform.adopt in " +
      `Pulumi.${stack}.yaml, and \`npm run up -- --stack ${stack}\`:`,
    ...rules.map(({ state, from, to }) => `#   - {state: ${state}, from: ${from}, to: ${to}}`),
    ...(kept.length === 0
      ? []
      : [
          "# but FIRST put this into cortex:terraform, or let the settings say what Terraform has: that `up` would else MAKE ANEW what",
          "# is named here, for what only a new one could have otherwise:",
          "#   keep:",
          ...kept.map(([part, properties]) => `#     ${part}: [${properties.join(", ")}]`),
        ]),
    "# The import blocks that would give everything back: `imports` of `npm run --silent adopt -- release --json`. Keep them.",
    "",
  ].join("\n");
}

function stateText({ state, origin, blocks, commands, inPart, renamed, gone }: StateRelease): string[] {
  const letGo = gone.length === 0 ? [] : [`# Terraform has let go of these already: ${gone.join(", ")}`];
  if (commands.length === 0) return [`# State ${state} (${origin}): nothing is left to let go of`, ...letGo, ""];
  return [
    `# State ${state} (${origin})`,
    ...letGo,
    ...renamed.map(({ from, to }) => `# ${from} is ${to} there by now`),
    ...(blocks.length === 0
      ? []
      : [
          "# Either in the configuration (Terraform 1.7, OpenTofu 1.10; OpenTofu 1.7 to 1.9 take them without `lifecycle`): in place of the resource blocks, then `terraform apply`",
          "",
          ...blocks.map((block) => `${block}\n`),
        ]),
    ...(inPart.length === 0
      ? []
      : [`# Other instances stay with Terraform, so that no removed block fits: ${inPart.join(", ")}`]),
    "# Or by hand, in the workspace of that state; then take the resource blocks out of the configuration",
    "",
    ...commands,
    "",
  ];
}
