// IAM policy documents as they stand in resources: JSON texts.
import { at, isFields, texts, unknown, type Fields, type Value } from "./value.ts";

/** Where documents stand: type to properties. */
const places: Record<string, string[]> = {
  "aws:iam/groupPolicy:GroupPolicy": ["policy"],
  "aws:iam/policy:Policy": ["policy"],
  "aws:iam/role:Role": ["assumeRolePolicy"],
  "aws:iam/rolePolicy:RolePolicy": ["policy"],
  "aws:iam/userPolicy:UserPolicy": ["policy"],
  "aws:ec2/vpcEndpoint:VpcEndpoint": ["policy"],
  "aws:kms/key:Key": ["policy"],
  "aws:s3/bucketPolicy:BucketPolicy": ["policy"],
  "aws:sns/topicPolicy:TopicPolicy": ["policy"],
  "aws:sqs/queuePolicy:QueuePolicy": ["policy"],
};

export interface PolicyStatement {
  sid: string;
  effect: string;
  actions: string[];
  notActions: string[];
  resources: string[];
  notResources: string[];
  principals: string[];
  /** Operator to key to values. */
  condition: Value | undefined;
}

/** The statements of every document of a resource; one that cannot be read is `undefined`. */
export function statementsOf({ type, props }: { type: string; props: Fields }): (PolicyStatement | undefined)[] {
  return (places[type] ?? []).flatMap((property) => {
    const given = props[property];
    return given === undefined || given === null || given === unknown ? [] : statements(given);
  });
}

/** The statements of one document, a text or the value that it stands for. */
export function statements(document: Value): (PolicyStatement | undefined)[] {
  const parsed = typeof document === "string" ? parse(document) : document;
  const found = at(parsed, "Statement");
  if (isFields(found)) return [statement(found)];
  return Array.isArray(found) ? found.map((one) => (isFields(one) ? statement(one) : undefined)) : [undefined];
}

function parse(text: string): Value {
  try {
    return plain(JSON.parse(text));
  } catch {
    return null;
  }
}

function plain(value: unknown): Value {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return null;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

const oneOrMore = (value: Value | undefined): string[] => (typeof value === "string" ? [value] : texts(value));

function statement(fields: Fields): PolicyStatement {
  const { Sid, Effect, Principal } = fields;
  return {
    sid: typeof Sid === "string" ? Sid : "",
    effect: typeof Effect === "string" ? Effect : "",
    actions: oneOrMore(fields["Action"]),
    notActions: oneOrMore(fields["NotAction"]),
    resources: oneOrMore(fields["Resource"]),
    notResources: oneOrMore(fields["NotResource"]),
    principals: isFields(Principal) ? Object.values(Principal).flatMap(oneOrMore) : oneOrMore(Principal),
    condition: fields["Condition"],
  };
}
