// What an adopted resource has because its rule stands: without the rule, the stack would make it anew.
import type { Adopted } from "../../components/terraform/adopt.ts";
import { fixedProperties } from "../../components/terraform/fixed.ts";
import { Keep } from "../../components/terraform/keep.ts";
import { partKey } from "../../components/terraform/parts.ts";
import { isReadInPart } from "../../components/terraform/prepared.ts";
import { isSecret, type Plain } from "../wire.ts";
import { differencesOf } from "./differences.ts";
import type { ExportedResource } from "./exported.ts";
import type { Inventory } from "./inventory.ts";

/**
 * Holds what the engine has of each against what the stack's program gives it.
 * @param keep What the settings keep already (`cortex:terraform.keep`).
 * @returns What they would have to keep besides, in their form: a part's name to its properties.
 */
export function keptByRules(
  adopted: readonly Adopted[],
  resources: readonly ExportedResource[],
  { given, replaceOnChanges }: Inventory,
  keep: Readonly<Record<string, readonly string[]>>,
): Record<string, string[]> {
  const byPart = new Map(resources.filter((each) => !each.delete).map((each) => [partKey(each), each]));
  const settled = new Keep(keep);
  const found: Record<string, string[]> = {};
  for (const { address, name, type, terraformType } of adopted) {
    const key = partKey({ type, name });
    const [here, inputs] = [byPart.get(key), given.get(key)];
    if (here === undefined || inputs === undefined) continue;
    const known = settled.of(name);
    const decisive = [...fixedProperties(terraformType, Object.keys(inputs)), ...(replaceOnChanges.get(key) ?? [])];
    // Of what its provider does not read as a whole nobody can tell what it has.
    const differ = isReadInPart(type) ? decisive : differing(address, terraformType, here, inputs);
    const other = differ.filter((property) => decisive.includes(property) && !known.includes(property));
    if (other.length > 0) found[name] = [...new Set([...(found[name] ?? []), ...other])].sort();
  }
  return found;
}

/** The properties that the engine has otherwise; both sides in Pulumi's names. */
function differing(
  address: string,
  terraformType: string,
  { inputs: attributes }: ExportedResource,
  inputs: Record<string, Plain>,
): string[] {
  const instance = {
    mode: "managed" as const,
    type: terraformType,
    name: "",
    address,
    provider: "",
    tainted: false,
    attributes,
    sensitive: [],
  };
  const { differences } = differencesOf(instance, {
    // The state has secrets encrypted: nothing that can be compared.
    inputs: Object.fromEntries(Object.entries(inputs).filter(([, value]) => !holdsSecret(value))),
    references: {},
    taken: new Map(),
    importable: new Set(),
    replaceOnChanges: [],
    defaultTags: {},
    overrides: {},
  });
  return differences.map(({ property }) => property);
}

function holdsSecret(value: Plain): boolean {
  if (isSecret(value)) return true;
  if (Array.isArray(value)) return value.some(holdsSecret);
  return typeof value === "object" && value !== null && Object.values(value).some(holdsSecret);
}
