// Rules as @pulumi/policy takes them.
import type {
  PolicyResource,
  ResourceValidationPolicy,
  Severity,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";
import { fieldsOf } from "./given.ts";
import type { ClearTextRule, ResourceRule, Rule, StackResource, StackRule } from "./rule.ts";

export function policyOf(rule: Rule): ResourceValidationPolicy | StackValidationPolicy {
  switch (rule.kind) {
    case "resource":
      return resourcePolicy(rule);
    case "clear":
      return clearTextPolicy(rule);
    case "stack":
      return stackPolicy(rule);
  }
}

interface Said {
  name: string;
  description: string;
  severity: Severity;
  remediationSteps: string;
  enforcementLevel: "advisory" | "mandatory";
}

function said({ name, description, severity, remediation, level }: Rule): Said {
  return { name, description, severity, remediationSteps: remediation, enforcementLevel: level ?? "mandatory" };
}

/** The message that the engine shows below the description. */
const shown = (message: string, { remediation }: Rule): string => `${message}\n${remediation}`;

function resourcePolicy(rule: ResourceRule): ResourceValidationPolicy {
  return {
    ...said(rule),
    validateResource({ type, name, props }, report) {
      for (const breach of rule.check({ type, name, props: fieldsOf(props) })) report(shown(breach, rule));
    },
  };
}

/**
 * Only a remediation is told which values are secrets; a validation, which comes after it, gets all of them laid open.
 * So the first looks, changes nothing, and the second reports. A breach counts as mandatory.
 */
function clearTextPolicy(rule: ClearTextRule): ResourceValidationPolicy {
  const found = new Map<string, string[]>();
  return {
    ...said(rule),
    enforcementLevel: "remediate",
    remediateResource({ urn, type, name, props }) {
      found.set(urn, rule.check({ type, name, props: fieldsOf(props) }));
    },
    validateResource({ urn }, report) {
      for (const breach of found.get(urn) ?? []) report(shown(breach, rule));
      found.delete(urn);
    },
  };
}

function stackPolicy(rule: StackRule): StackValidationPolicy {
  return {
    ...said(rule),
    validateStack({ resources }: StackValidationArgs, report) {
      for (const { urn, message } of rule.check(resources.map(stackResource))) report(shown(message, rule), urn);
    },
  };
}

function stackResource({ urn, type, name, props, parent, propertyDependencies }: PolicyResource): StackResource {
  return {
    urn,
    type,
    name,
    props: fieldsOf(props),
    parent: parent?.urn ?? "",
    dependencies: Object.fromEntries(
      Object.entries(propertyDependencies).map(([property, on]) => [property, on.map((one) => one.urn)]),
    ),
  };
}
