// The whole pack over what the mocked engine was asked for.
import type { Rule, StackResource } from "../../../policy/rule.ts";
import { hidden, unknown, type Fields, type Value } from "../../../policy/value.ts";
import type { Recorded, Registration } from "../../support/mocks.ts";
import { isSecret, unknown as unknownInput, type Plain } from "../../support/wire.ts";

/** As rules read it: secrets laid open, or hidden for those that look for what is in clear. */
function valueOf(plain: Plain, secrets: "open" | "hidden"): Value {
  if (plain === unknownInput) return unknown;
  if (typeof plain !== "object" || plain === null) return plain;
  if (isSecret(plain)) return secrets === "hidden" ? hidden : valueOf(plain.secret, secrets);
  if (Array.isArray(plain)) return plain.map((one) => valueOf(one, secrets));
  return fieldsOf(plain, secrets);
}

function fieldsOf(plain: Record<string, Plain>, secrets: "open" | "hidden"): Fields {
  return Object.fromEntries(Object.entries(plain).map(([name, one]) => [name, valueOf(one, secrets)]));
}

export function stackResource(registered: Registration): StackResource {
  const { urn, type, name, parent, inputs, propertyDependencies } = registered;
  return { urn, type, name, parent, props: fieldsOf(inputs, "open"), dependencies: propertyDependencies };
}

/** Every breach, as `rule: resource: message`. */
export function breaches(rules: Rule[], { all }: Recorded): string[] {
  const whole = all.map(stackResource);
  return rules.flatMap((rule): string[] => {
    switch (rule.kind) {
      case "stack":
        return rule.check(whole).map(({ urn, message }) => `${rule.name}: ${urn}: ${message}`);
      case "resource":
        return whole.flatMap((one) => rule.check(one).map((message) => `${rule.name}: ${one.urn}: ${message}`));
      case "clear":
        return all.flatMap((one) =>
          rule
            .check({ type: one.type, name: one.name, props: fieldsOf(one.inputs, "hidden") })
            .map((message) => `${rule.name}: ${one.urn}: ${message}`),
        );
    }
  });
}
