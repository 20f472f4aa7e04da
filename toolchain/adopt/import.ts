// Puts into a stack's state what `pulumi up` cannot import itself (components/terraform/prepared.ts): an entry with the id, which
// a refresh fills with what the provider reads, and then what the provider does not read.
import { z } from "zod";
import { plannedAdoption } from "../../components/terraform/adoption.ts";
import { TerraformError } from "../../components/terraform/error.ts";
import { partKey } from "../../components/terraform/parts.ts";
import { toPrepare, unprepared } from "../../components/terraform/prepared.ts";
import type { Settings } from "../../settings.ts";
import type { Pulumi } from "../pulumi.ts";
import { UserError } from "../sources.ts";
import { readStackConfig } from "../stack-config.ts";
import { step } from "../steps.ts";
import { readExport } from "./exported.ts";
import { inventory, surroundings } from "./inventory.ts";
import { StateEntries } from "./state-entries.ts";

/** What is done with a stack's state. */
export interface StackState {
  /** As `pulumi stack export` tells it. */
  exported(): Promise<string>;
  /** Puts another in its place: `pulumi stack import`. */
  replaced(text: string): Promise<void>;
  /** Reads what its resources are like now, of these URNs. */
  refreshed(urns: readonly string[]): Promise<void>;
}

const stateFile = z.looseObject({
  deployment: z.looseObject({
    resources: z
      .array(z.looseObject({ urn: z.string(), outputs: z.record(z.string(), z.unknown()).optional() }))
      .default([]),
  }),
});

/**
 * @param providerConfig The stack's configuration of Docker's provider, without the namespace (`host`).
 * @returns Addresses of what was put there; none where all stands, or the rules are not clear, which `up` then says
 * @throws {UserError} Where something is not on the engine that Terraform's state has; the state of the stack is as it was.
 */
export async function importIntoState(
  stack: string,
  settings: Settings,
  state: StackState,
  providerConfig: Record<string, string>,
): Promise<string[]> {
  const { plan } = await plannedAdoption(settings.terraform);
  const all = toPrepare(plan.matched);
  if (all.length === 0 || plan.problems.length > 0 || plan.ambiguous.length > 0) return [];
  const before = await state.exported();
  const wanted = unprepared(all, Object.fromEntries(readExport(before).map(({ urn, outputs }) => [urn, outputs])));
  if (wanted.length === 0) return [];
  const { registrations } = await inventory(settings, stack, surroundings([]));
  const byKey = new Map(registrations.map((each) => [partKey(each), each]));
  const content = stateFile.parse(JSON.parse(before));
  const entries = new StateEntries(content.deployment.resources, registrations, providerConfig);
  const placed = wanted.flatMap((each) => {
    const registration = byKey.get(partKey(each));
    return registration === undefined ? [] : [{ ...each, urn: entries.add(registration, each.importId) }];
  });
  // What has no part, `up` says with all others.
  if (placed.length < wanted.length) return [];
  content.deployment.resources.push(...entries.made);
  const urns = placed.map(({ urn }) => urn);
  try {
    // With nothing known of them, the provider reads them as in an import.
    await state.replaced(JSON.stringify(content));
    await state.refreshed(urns);
    const read = stateFile.parse(JSON.parse(await state.exported()));
    const byUrn = new Map(read.deployment.resources.map((each) => [each.urn, each]));
    const gone: string[] = [];
    for (const { urn, address, importId, outputs } of placed) {
      const entry = byUrn.get(urn);
      if (entry === undefined) gone.push(`${address} (${importId})`);
      else entry.outputs = { ...entry.outputs, ...outputs };
    }
    if (gone.length > 0) {
      throw new UserError(
        `Terraform's state has what is not on the engine: ${gone.join(", ")}. ` +
          "Nothing was changed. Run `terraform refresh` there, or take the rules out.",
      );
    }
    await state.replaced(JSON.stringify(read));
    await state.refreshed(urns);
  } catch (error) {
    await state.replaced(before);
    throw error;
  }
  return placed.map(({ address }) => address);
}

/**
 * The same for a stack of the project's folder, in sight of the user.
 * @returns Addresses of what was put there
 */
export async function importForStack(stack: string, settings: Settings, pulumi: Pulumi): Promise<string[]> {
  if (settings.terraform.adopt.length === 0) return [];
  const state: StackState = {
    exported: () => pulumi.exported(stack),
    replaced: (text) => pulumi.replaceState(stack, text),
    refreshed: (urns) => pulumi.refreshed(stack, urns),
  };
  const namespace = "docker:";
  const config = Object.entries(await readStackConfig(stack)).filter(([key]) => key.startsWith(namespace));
  const providerConfig = Object.fromEntries(config.map(([key, value]) => [key.slice(namespace.length), value]));
  return step("Terraform", "looking for what Pulumi's own import would replace", async (progress) => {
    const imported = await importIntoState(stack, settings, state, providerConfig).catch((error: unknown) => {
      throw error instanceof TerraformError ? new UserError(error.message) : error;
    });
    progress(imported.length === 0 ? "nothing to import beforehand" : `into the state: ${imported.join(", ")}`);
    return imported;
  });
}
