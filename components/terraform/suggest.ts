// Which part of the stack an address most likely is, where no rule of the settings says it.
import type { StateInstance } from "./state.ts";

/** A resource that the stack has or would make. */
export interface Part {
  /** Pulumi's type token. */
  type: string;
  name: string;
  /** What it is given, in Pulumi's names; outputs that are not known yet are left out. */
  inputs: Record<string, unknown>;
}

/** A part, and how sure it is that the address is meant by it. */
export type Suggestion =
  { kind: "one"; part: Part; reason: string } | { kind: "several"; parts: Part[] } | { kind: "none" };

/** The attributes by which people and providers know a thing, in Terraform's names. */
const identities = [
  "name",
  "bucket",
  "alarm_name",
  "dashboard_name",
  "cidr_block",
  "alias",
  "role",
  "group",
  "user",
  "policy_arn",
  "service_name",
  "availability_zone",
  "destination_cidr_block",
  "destination_ipv6_cidr_block",
  "port",
  "priority",
] as const;

const camel = (name: string): string => name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

const isScalar = (value: unknown): value is string | number =>
  (typeof value === "string" && value !== "") || typeof value === "number";

/**
 * Every address of one type held against every part of that type: it is one where they share what identifies them and no other
 * does, or where there is one of each.
 */
export function suggestions(instances: readonly StateInstance[], parts: readonly Part[]): Map<string, Suggestion> {
  const alike = new Map(
    instances.map((instance) => [instance.address, parts.filter((part) => sameIdentity(instance, part))] as const),
  );
  const claims = (part: Part): number => [...alike.values()].filter((found) => found.includes(part)).length;
  return new Map(
    instances.map(({ address }): [string, Suggestion] => {
      const found = alike.get(address) ?? [];
      const [first] = found;
      if (first !== undefined && found.length === 1 && claims(first) === 1) {
        return [address, { kind: "one", part: first, reason: "the same identity" }];
      }
      const [only] = parts;
      if (only !== undefined && parts.length === 1 && instances.length === 1) {
        return [address, { kind: "one", part: only, reason: "the only one of its type on both sides" }];
      }
      if (parts.length === 0) return [address, { kind: "none" }];
      return [address, { kind: "several", parts: found.length > 0 ? found : [...parts] }];
    }),
  );
}

/** Whether they have at least one identifying value in common and none that differs. */
function sameIdentity({ attributes }: StateInstance, { inputs }: Part): boolean {
  let shared = 0;
  for (const name of identities) {
    const there = attributes[name];
    const here = inputs[camel(name)];
    if (!isScalar(there) || !isScalar(here)) continue;
    if (String(there) !== String(here)) return false;
    shared++;
  }
  return shared > 0;
}
