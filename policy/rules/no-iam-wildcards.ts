import { wildcards } from "../../components/aws/wildcards.ts";
import { statementsOf, type PolicyStatement } from "../documents.ts";
import type { ResourceRule } from "../rule.ts";

/** How the documents of a type begin in components/aws/wildcards.ts; all others are IAM's own. */
const documentsOf: Record<string, string> = {
  "aws:ec2/vpcEndpoint:VpcEndpoint": "endpoint",
  "aws:kms/key:Key": "key",
  "aws:s3/bucketPolicy:BucketPolicy": "bucket",
  "aws:sns/topicPolicy:TopicPolicy": "topic",
};

/** Whether a document of that name may stand in a resource of this type. */
function mayStand(name: string, type: string): boolean {
  const [kind = ""] = name.split(/\W/);
  const own = documentsOf[type];
  return own === undefined ? !Object.values(documentsOf).includes(kind) : kind === own;
}

/** `*` and `s3:*`: a whole account or service, with all that AWS will add to it. */
const everyAction = (action: string): boolean => action === "*" || /^[\w-]+:\*$/.test(action);

function complaints(type: string, statement: PolicyStatement | undefined): string[] {
  if (statement === undefined) return ["a policy document cannot be read"];
  const { sid, effect, actions, notActions, resources, notResources, principals } = statement;
  if (effect !== "Allow") return [];
  const called = sid === "" ? "a statement without Sid" : sid;
  const broad = actions.filter(everyAction);
  if (broad.length > 0) return [`${called} allows ${broad.join(", ")}`];
  if (notActions.length > 0 || notResources.length > 0) return [`${called} allows all but some`];
  const wild = [...actions, ...resources, ...principals].filter((text) => text.includes("*"));
  const listed = wildcards.some((entry) => entry.sid === sid && entry.policies.some((name) => mayStand(name, type)));
  return wild.length > 0 && !listed ? [`${called} holds ${wild.join(", ")}`] : [];
}

/** Each `*` is a right that nobody decided on; those that AWS leaves no way around are listed, each with its reason. */
export const noIamWildcards: ResourceRule = {
  kind: "resource",
  name: "no-iam-wildcards",
  description: "No statement allows by `*` but those listed in components/aws/wildcards.ts.",
  severity: "critical",
  remediation: "Name actions and resources; where AWS knows nothing narrower, list the statement with its reason.",
  check: ({ type, props }) => statementsOf({ type, props }).flatMap((statement) => complaints(type, statement)),
};
