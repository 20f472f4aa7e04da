import { instanceKinds } from "../../../settings/aws/instances.ts";
import { accessLogStatement } from "../access-logs.ts";
import { topicPolicy } from "../alarm-topic.ts";
import { bucketPolicy, type BucketEncryption } from "../bucket-policy.ts";
import { madeBuckets } from "../data-buckets.ts";
import type { BucketKind } from "../names.ts";
import {
  regionalArn,
  type KeyedContext,
  type PeopleContext,
  type PolicyContext,
  type PolicyDocument,
} from "./document.ts";
import { dynamoDbEndpointPolicy, s3EndpointPolicy } from "./endpoints.ts";
import { flowLogsPolicy } from "./flow-logs.ts";
import { instancePolicy } from "./instances.ts";
import { keyPolicy } from "./key.ts";
import { parsePolicy } from "./parse.ts";
import { peoplePolicies } from "./people.ts";
import { flowLogsTrust, instanceTrust } from "./trust.ts";

/** Every policy document of a stack by its name, as wildcards.ts and docs/iam-wildcards.md name it. */
export function catalog(context: KeyedContext & PeopleContext): Record<string, PolicyDocument> {
  const { settings, place, names } = context;
  return {
    "instance trust": instanceTrust(place),
    ...Object.fromEntries(instanceKinds.map((kind) => [`instance ${kind}`, instancePolicy(context, kind)])),
    ...(settings.aws.kmsKeyArn === undefined ? { key: keyPolicy(context) } : {}),
    ...(settings.aws.network.flowLogs
      ? { "flow-logs trust": flowLogsTrust(place), "flow-logs": flowLogsPolicy(context) }
      : {}),
    ...endpoints(context),
    ...Object.fromEntries(Object.entries(peoplePolicies).map(([name, of]) => [`people ${name}`, of(context)])),
    ...buckets(context),
    topic: parsePolicy(topicPolicy(regionalArn(place, "sns", `${names.prefix}-alarms`), place)),
  };
}

/** Gateway endpoints, which an existing network does not get. */
function endpoints(context: PolicyContext): Record<string, PolicyDocument> {
  const { aws, engine } = context.settings;
  if (aws.network.existing !== undefined) return {};
  return {
    "endpoint s3": s3EndpointPolicy(context),
    ...(engine === "chunks" ? { "endpoint dynamodb": dynamoDbEndpointPolicy(context) } : {}),
  };
}

function buckets({ settings, place, names, keyArn }: KeyedContext): Record<string, PolicyDocument> {
  const { s3, gateway } = settings.aws;
  const encryption: BucketEncryption = s3.encryption === "kms" ? { kind: "kms", keyArn } : { kind: "s3" };
  const data = madeBuckets(settings).map((kind): [BucketKind, string] => [
    kind,
    bucketPolicy(names.bucketArn(kind), encryption),
  ]);
  const logs = names.bucketArn("logs");
  const all: [BucketKind, string][] =
    gateway.accessLogDays > 0
      ? [...data, ["logs", bucketPolicy(logs, { kind: "s3" }, [accessLogStatement(logs, place)])]]
      : data;
  return Object.fromEntries(all.map(([kind, json]) => [`bucket ${kind}`, parsePolicy(json)]));
}
