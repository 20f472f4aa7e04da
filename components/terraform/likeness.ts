// Whether an address and a part are the same thing, by what they are given.
import { camelCase, type Overrides } from "./names.ts";
import { importRules } from "./import-ids.ts";
import type { Part } from "./parts.ts";
import type { StateInstance } from "./state.ts";

/** How an address and a part compare. */
export interface Likeness {
  /** The attributes that name it and are the same, in Terraform's names. */
  same: string[];
  /** Whether an attribute that names it is another. */
  differs: boolean;
  /** Whether it belongs to something else than the part: to another VPC, another bucket. */
  elsewhere: boolean;
  /** Whether the part belongs to one that no address is (yet). */
  waits: boolean;
  /** The same where its import id is made of that. */
  pending: boolean;
  /** Whether everything that its import id is made of was compared and is the same. */
  whole: boolean;
  /** How many of the attributes that describe it are the same, and how many are not. */
  alike: number;
  unlike: number;
}

/** The attributes by which people and providers know a thing. */
const naming = new Set([
  "name",
  "bucket",
  "alarm_name",
  "dashboard_name",
  "cidr_block",
  "alias",
  "service_name",
  "domain_name",
]);

/** What a thing belongs to. */
const owners = new Set([
  "vpc_id",
  "subnet_id",
  "route_table_id",
  "vpc_endpoint_id",
  "security_group_id",
  "referenced_security_group_id",
  "allocation_id",
  "load_balancer_arn",
  "listener_arn",
  "autoscaling_group_name",
  "topic_arn",
  "arn",
  "resource_arn",
  "target_key_id",
  "role",
  "group",
  "user",
  "policy_arn",
  "zone_id",
]);

/** What tells apart things of one owner, and says little alone. */
const describing = new Set([
  "availability_zone",
  "destination_cidr_block",
  "destination_ipv6_cidr_block",
  "port",
  "protocol",
  "priority",
  "from_port",
  "to_port",
  "ip_protocol",
  "cidr_ipv4",
  "cidr_ipv6",
  "type",
  "set_identifier",
]);

const isScalar = (value: unknown): value is string | number =>
  (typeof value === "string" && value !== "") || typeof value === "number";

/** An attribute that is compared. */
interface Compared {
  attribute: string;
  /** In Pulumi's names. */
  property: string;
  kind: "names" | "owns" | "describes";
  /** Which part of the import id it is, or may be. */
  imported: number;
}

/** Holds addresses against parts of one type. */
export class Likener {
  readonly #compared: Compared[];
  /** A bit for each part of the import id. */
  readonly #wholeId: number;

  /**
   * @param fields Where Pulumi's names follow no rule: components/terraform/names.ts.
   * @param parts Those that addresses are held against.
   */
  constructor(terraformType: string, fields: Overrides, parts: readonly Part[]) {
    const given = new Set(
      parts.flatMap(({ inputs, references }) => [...Object.keys(inputs), ...Object.keys(references)]),
    );
    const rule = Object.hasOwn(importRules, terraformType) ? importRules[terraformType] : undefined;
    const importParts = (rule?.parts ?? []).map((names) => (typeof names === "string" ? [names] : names));
    this.#wholeId = (1 << importParts.length) - 1;
    this.#compared = [...naming, ...owners, ...describing]
      .map((attribute) => ({
        attribute,
        property: fields[attribute]?.name ?? camelCase(attribute),
        kind: naming.has(attribute)
          ? ("names" as const)
          : owners.has(attribute)
            ? ("owns" as const)
            : ("describes" as const),
        imported: importParts.findIndex((names) => names.includes(attribute)),
      }))
      .filter(({ property }) => given.has(property));
  }

  /** @param taken By a part's key: the instance that it is. */
  likeness(instance: StateInstance, part: Part, taken: ReadonlyMap<string, StateInstance>): Likeness {
    const same: string[] = [];
    let equal = 0;
    const result = { differs: false, elsewhere: false, waits: false, pending: false, alike: 0, unlike: 0 };
    for (const { attribute, property, kind, imported } of this.#compared) {
      const there = instance.attributes[attribute];
      if (!isScalar(there)) continue;
      // Names may be made of what they refer to, and say nothing of it; the bucket of a policy is one.
      const owned = kind === "owns" || attribute === "bucket";
      const reference = owned ? part.references[property] : undefined;
      const compared = compare(there, part.inputs[property], reference, taken);
      if (compared === undefined) continue;
      if (compared === "pending") {
        result.waits = true;
        result.pending ||= imported >= 0;
      } else if (kind === "describes") result[compared ? "alike" : "unlike"]++;
      else if (!compared) result[kind === "owns" || reference !== undefined ? "elsewhere" : "differs"] = true;
      else if (kind === "names") same.push(attribute);
      if (compared === true && imported >= 0) equal |= 1 << imported;
    }
    if (sameTag(instance, part)) same.push("tags.Name");
    return { ...result, same, whole: this.#wholeId > 0 && equal === this.#wholeId };
  }
}

/** Whether both have it the same; `pending` while it hangs on a part that no instance is. */
function compare(
  there: string | number,
  here: unknown,
  reference: string | undefined,
  taken: ReadonlyMap<string, StateInstance>,
): boolean | "pending" | undefined {
  const target = reference === undefined ? undefined : taken.get(reference);
  if (target !== undefined) return Object.values(target.attributes).includes(there);
  if (isScalar(here)) {
    const same = String(here) === String(there);
    return same || reference === undefined ? same : "pending";
  }
  return reference === undefined ? undefined : "pending";
}

function sameTag(instance: StateInstance, part: Part): boolean {
  const nameIn = (tags: unknown): unknown =>
    typeof tags === "object" && tags !== null ? Reflect.get(tags, "Name") : undefined;
  const name = nameIn(part.inputs["tags"]);
  return typeof name === "string" && name === nameIn(instance.attributes["tags"]);
}
