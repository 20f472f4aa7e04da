// What IAM decides: as much of its logic as this program's policies use. Policy evaluation logic, IAM User Guide.
import type { PolicyDocument, Statement } from "../../components/aws/policies/document.ts";

export interface Call {
  action: string;
  /** ARN; `*` for actions without a resource. */
  resource: string;
  /** Condition keys of the call, also those of policy variables (`aws:username`). */
  context?: Record<string, string>;
  /** Of the caller: an ARN or a service; for policies that name principals. */
  principal?: string;
}

/** Whether the policies together allow the call: one must allow it, none may deny it. */
export function allows(policies: PolicyDocument[], call: Call): boolean {
  const said = policies.flatMap(({ Statement: all }) => all).filter((one) => applies(one, call));
  return said.some(({ Effect }) => Effect === "Allow") && !said.some(({ Effect }) => Effect === "Deny");
}

function applies(statement: Statement, call: Call): boolean {
  const { Action, NotAction, Resource = ["*"], Condition = {}, Principal } = statement;
  const { context = {} } = call;
  const action = (pattern: string): boolean => like(pattern.toLowerCase(), call.action.toLowerCase());
  return (
    (Action === undefined || Action.some(action)) &&
    (NotAction === undefined || !NotAction.some(action)) &&
    Resource.some((pattern) => like(filled(pattern, context), call.resource)) &&
    principal(Principal, call.principal) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, value]) => holds(operator, context[key], [value].flat())),
    )
  );
}

/** A policy variable without a value matches nothing. */
function filled(pattern: string, context: Record<string, string>): string {
  return pattern.replaceAll(/\$\{([^}]+)\}/g, (_, key: string) => context[key] ?? "\u0000");
}

function like(pattern: string, text: string): boolean {
  const source = pattern.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${source.replaceAll("*", ".*").replaceAll("?", ".")}$`, "s").test(text);
}

function principal(allowed: Statement["Principal"], caller: string | undefined): boolean {
  if (allowed === undefined || allowed === "*") return true;
  const [name = ""] = Object.values(allowed);
  if (name === "*" || name === caller) return true;
  // The account stands for everybody in it whom its own policies allow.
  const account = /^arn:[^:]+:iam::(\d+):root$/.exec(name)?.[1];
  return account !== undefined && caller?.split(":")[4] === account;
}

/** Each operator that a policy of this program uses; another is an error, not a yes. */
function holds(operator: string, actual: string | undefined, expected: string[]): boolean {
  switch (operator) {
    case "StringEquals":
    case "ForAnyValue:StringEquals":
    case "Bool":
    case "ArnEquals":
      return actual !== undefined && expected.includes(actual);
    case "StringLike":
    case "ArnLike":
      return actual !== undefined && expected.some((pattern) => like(pattern, actual));
    case "BoolIfExists":
      return actual === undefined || expected.includes(actual);
    case "StringNotEquals":
      return actual === undefined || !expected.includes(actual);
    case "Null":
      return expected.includes(String(actual === undefined));
    default:
      throw new Error(`this test knows no condition operator ${operator}`);
  }
}
