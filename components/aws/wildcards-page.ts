import type { PolicyDocument, Statement } from "./policies/document.ts";
import { wildcards, type Wildcard } from "./wildcards.ts";

const head = `# IAM statements with a \`*\`

Every statement of the AWS stack's policies that names anything by \`*\`, in either engine and with any settings, and why
nothing narrower would do. Made from \`components/aws/wildcards.ts\` by \`npm run docs:iam\`; a test compares both with the
policies themselves. Account, region and prefix are examples; a statement applies only under its conditions. Where policies
share a statement, the resources of the first are shown.
`;

/** docs/iam-wildcards.md of the policies that stacks can have: name to document, one map a stack. */
export function wildcardsPage(stacks: Record<string, PolicyDocument>[]): string {
  const kinds = new Map<string, string[]>();
  for (const entry of wildcards) {
    const [first = ""] = entry.policies;
    const [kind = first] = first.split(" ");
    kinds.set(kind, [...(kinds.get(kind) ?? []), row(entry, kind, longest(stacks, first, entry.sid))]);
  }
  return [head, ...[...kinds].map(([kind, rows]) => section(kind, rows))].join("\n");
}

/** Settings make a statement longer or shorter; the page shows the longest. */
function longest(stacks: Record<string, PolicyDocument>[], policy: string, sid: string): Statement | undefined {
  const size = (one: Statement): number => JSON.stringify(one).length;
  return stacks
    .flatMap((stack) => stack[policy]?.Statement ?? [])
    .filter(({ Sid }) => Sid === sid)
    .reduce<Statement | undefined>(
      (most, one) => (most === undefined || size(one) > size(most) ? one : most),
      undefined,
    );
}

function section(kind: string, rows: string[]): string {
  const title = `## ${kind[0]?.toUpperCase()}${kind.slice(1)}`;
  const columns = ["| policy | statement | actions | on | only if | why |", "|---|---|---|---|---|---|"];
  return [title, "", ...columns, ...rows, ""].join("\n");
}

function row({ policies, sid, why }: Wildcard, kind: string, statement: Statement | undefined): string {
  const names = policies.map((policy) => policy.slice(kind.length + 1) || policy).join(", ");
  const cells = statement ? [actions(statement), resources(statement), conditions(statement)] : ["", "", ""];
  return `| ${[names, sid, ...cells, why].join(" | ")} |`;
}

const code = (text: string): string => `\`${text}\``;

function actions({ Effect, Action, NotAction, Principal }: Statement): string {
  const names = Action ?? NotAction ?? [];
  const shown = names.slice(0, 3).map(code).join(", ");
  const more = names.length > 3 ? ` and ${names.length - 3} more` : "";
  const denied = Effect === "Deny" ? "denied: " : "";
  const who = Principal === "*" ? ", to everybody" : "";
  return `${denied}${NotAction === undefined ? "" : "all but "}${shown}${more}${who}`;
}

function resources({ Resource = [] }: Statement): string {
  return Resource.map(code).join(" ");
}

function conditions({ Condition = {} }: Statement): string {
  const all = Object.entries(Condition).flatMap(([operator, values]) =>
    Object.entries(values).map(([key, value]) => condition(operator, key, [value].flat())),
  );
  return all.join("; ") || "-";
}

function condition(operator: string, key: string, values: string[]): string {
  if (operator === "Null") return `${code(key)} is ${values.includes("true") ? "not " : ""}given`;
  const verb = operator.includes("NotEquals") ? "is not" : operator.endsWith("Like") ? "is like" : "is";
  return `${code(key)} ${verb} ${values.map(code).join(" or ")}${operator.endsWith("IfExists") ? " or not given" : ""}`;
}
