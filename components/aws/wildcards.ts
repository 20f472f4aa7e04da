// Every statement of a policy of this stack that holds a `*`, and why nothing narrower would do. tests/components/aws/wildcards.test.ts
// compares the list with the policies themselves, in both directions; docs/iam-wildcards.md is made from it.
import type { PolicyDocument, Statement } from "./policies/document.ts";

export interface Wildcard {
  /** Names of the policies as in policies/catalog.ts. */
  policies: string[];
  sid: string;
  why: string;
}

/** Whether a statement names anything by `*`: resource, action or principal; or all actions but some. */
export function hasWildcard({ Action, NotAction, Resource, Principal }: Statement): boolean {
  const named = [...(Action ?? []), ...(NotAction ?? []), ...(Resource ?? [])];
  if (typeof Principal === "object") named.push(...Object.values(Principal));
  return NotAction !== undefined || Principal === "*" || named.some((text) => text.includes("*"));
}

/** The statements of a policy that hold a `*`. */
export function wildcardsIn({ Statement: statements }: PolicyDocument): Statement[] {
  return statements.filter(hasWildcard);
}

/** The entry for a statement of a policy. */
export function reasonFor(policy: string, sid: string): Wildcard | undefined {
  return wildcards.find((entry) => entry.sid === sid && entry.policies.includes(policy));
}

const instances = ["instance consul", "instance cortex", "instance prometheus", "instance grafana"];
const data = ["bucket blocks", "bucket ruler", "bucket alertmanager", "bucket chunks"];
const buckets = [...data, "bucket logs"];

const entry = (policies: string | string[], sid: string, why: string): Wildcard => ({
  policies: [policies].flat(),
  sid,
  why,
});

const keyItself = "In a key policy `*` is the key that has the policy, and nothing else can be named.";
const noResource = "These actions have no resource that could be named; only calls in the stack's region count.";
const objects = "The objects of the stack's own buckets: their keys are known only when they are written.";
const byPrefix = "What begins with the stack's prefix: AWS adds an id, or there are as many as the settings say.";
const denial = "A denial: wider is safer. It is for everybody, and for all that the bucket holds.";

/** The list; a statement that is not in it, or no longer there, fails the test. */
export const wildcards: Wildcard[] = [
  entry(instances, "FindConsulServers", `Consul's auto-join looks for instances by tag. ${noResource}`),
  entry(instances, "SendMetrics", "PutMetricData has no resource; only the stack's own namespace may be written."),
  entry(instances, "WriteOwnLogs", "The log streams of the kind's own log group: each is named after an instance."),
  entry("instance cortex", "UseOwnObjects", objects),
  entry("instance cortex", "UseIndexTables", "A table for each period: their number grows with time."),
  entry("instance cortex", "MakeIndexTables", "A table for each period: their number grows with time."),
  entry("instance cortex", "ListTables", `The table manager looks which tables are there. ${noResource}`),
  entry(instances, "TellOwnGroup", "AWS puts an id before the group's name; the name itself is whole."),

  entry("flow-logs", "WriteFlowLogs", "The log streams of the flow logs' own group: each is named after an interface."),
  entry("flow-logs", "FindLogGroup", "The service lists log groups; only those of the account in the region."),

  entry("key", "AccountAdministersKey", `${keyItself} Without use of the key; the account's own policies decide who.`),
  entry(
    "key",
    "AccountUsesKeyThroughServices",
    `${keyItself} Only through the services named, and by the account's own policies.`,
  ),
  entry("key", "AccountGrantsTablesTheKey", `${keyItself} Only for DynamoDB's own work on tables.`),
  entry(
    "key",
    "AutoScalingUsesKeyForVolumes",
    `${keyItself} The principal is one role, by condition: a principal that does not exist yet is refused.`,
  ),
  entry("key", "AutoScalingGrantsVolumesTheKey", `${keyItself} The same one role, for EC2's own work on volumes.`),
  entry("key", "LogsUseKeyForOwnGroups", `${keyItself} Only for log groups of the stack.`),
  entry("key", "AlarmsUseKeyForTopic", `${keyItself} Only for alarms of the stack.`),

  entry(
    "endpoint s3",
    "FindOwnBuckets",
    "Whoever is in the VPC: an endpoint's policy grants nothing, it bounds what roles may do.",
  ),
  entry("endpoint s3", "WriteOwnObjects", `Whoever is in the VPC, as above. ${objects}`),
  entry(
    "endpoint s3",
    "FetchObjects",
    "Programs may come from any bucket (a mirror, AWS' own); nothing can be written there.",
  ),
  entry("endpoint dynamodb", "UseIndexTables", "Whoever is in the VPC, as above. A table for each period."),
  entry("endpoint dynamodb", "ListTables", "ListTables has no resource."),

  entry(buckets, "TlsOnly", denial),
  entry(buckets, "NoOtherEncryption", denial),
  entry(buckets, "NoKeysOfTheCaller", denial),
  entry(data, "NoOtherKey", denial),
  entry(
    "bucket logs",
    "LoadBalancerLogs",
    "Elastic Load Balancing names the log files; only below the account's own folder.",
  ),
  entry("topic", "TlsOnly", "A denial for everybody."),

  entry(
    "people mfa",
    "SeeAccountRules",
    "These actions have no resource; they show password rules and names of devices.",
  ),
  entry(
    "people mfa",
    "MakeMfaDevice",
    "The person names the device, and the name need not be theirs; a new one is nobody's until it is enabled.",
  ),
  entry(
    "people mfa",
    "DenyAllButSettingUpMfaWithoutMfa",
    "A denial: without a second factor everything, whatever else is allowed.",
  ),
  entry("people read", "SeeRegion", `AWS has no resource for lists and descriptions. ${noResource}`),
  entry("people read", "ReadAlarmsAndDashboards", byPrefix),
  entry("people read", "ReadTableSettings", "A table for each period: their number grows with time."),
  entry("people read", "ReadKeySettings", "The key's id is AWS' own; only the key with the stack's alias."),
  entry("people read", "ReadTopics", byPrefix),
  entry("people read", "ReadLogSettings", byPrefix),
  entry("people read", "ReadPermissions", "All below the stack's own path in IAM."),
  entry("people read", "ReadBudget", byPrefix),
  entry("people operate", "WorkOnGroups", byPrefix),
  entry("people operate", "WorkOnInstances", "Ids are AWS' own; only instances with the stack's tag."),
  entry("people operate", "ReadLogs", byPrefix),
  entry("people operate", "ReadLogQueries", `A query is known by its id alone. ${noResource}`),
  entry("people operate", "ReadAccessLogs", "Elastic Load Balancing names the log files."),
  entry("people operate", "SilenceAlarms", byPrefix),
  entry("people manage", "ManageGroups", byPrefix),
  entry("people manage", "ManageObjects", objects),
  entry("people manage", "ManageTables", "A table for each period, and their backups."),
  entry("people manage", "ManageParameters", "All below the stack's own path in Parameter Store."),
  entry("people manage", "ManageKey", "The key's id is AWS' own; only the key with the stack's alias."),
  entry(
    "people manage",
    "UseKeyThroughServices",
    "The key's id is AWS' own; only the key with the stack's alias, through the services named.",
  ),
  entry("people manage", "ManageLogGroups", byPrefix),
  entry("people manage", "ManageAlarmsAndDashboards", byPrefix),
  entry("people manage", "ManageTopics", byPrefix),
  entry("people manage", "ManageLoadBalancer", byPrefix),
  entry("people manage", "ManageMachinesAndNetwork", "Ids are AWS' own; only what carries the stack's tag."),
  entry("people manage", "ManagePeople", "All below the stack's own path in IAM."),
];
