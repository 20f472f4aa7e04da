import type { InstanceKind } from "../../settings/aws/instances.ts";
import type { DataBucketKind } from "../../settings/aws/existing.ts";
import type { Settings } from "../../settings.ts";
import type { Place } from "./contracts.ts";

/** The buckets a stack can have; `logs` holds the load balancer's access logs. */
export type BucketKind = DataBucketKind | "logs";

/** The secrets, each an SSM parameter that only its readers' roles may get. */
export type SecretKind =
  "gateway-htpasswd" | "prometheus-password" | "grafana-password" | "grafana-reader-password" | "gossip-key";

/** The log groups. */
export type LogGroupKind = InstanceKind | "flow-logs";

/** Every name on AWS that another tier, a policy or a script must know before the resource is there. */
export interface Names {
  /** First part of every name. */
  readonly prefix: string;
  bucket(kind: BucketKind): string;
  bucketArn(kind: BucketKind): string;
  /** An Auto Scaling group: `consul-1`, `prometheus-2`, `cortex`. */
  group(part: string): string;
  groupArn(part: string): string;
  parameter(kind: SecretKind): string;
  parameterArn(kind: SecretKind): string;
  logGroup(kind: LogGroupKind): string;
  logGroupArn(kind: LogGroupKind): string;
  /** First part of the index tables' names. */
  readonly tablePrefix: string;
  /** Pattern for the ARNs of the index tables. */
  readonly tablesArn: string;
  /** The tag by which Consul finds its servers: key and value. */
  readonly consulTag: { readonly key: string; readonly value: string };
  /** CloudWatch namespace of what the CloudWatch agent measures on the instances. */
  readonly metricNamespace: string;
}

/** The names of one stack: a function of its settings and its place. */
export function namesOf({ prefix, aws }: Settings, { accountId, region, partition }: Place): Names {
  const buckets = aws.s3.bucketPrefix ?? `${prefix}-${accountId}-${region}`;
  const arn = (service: string, rest: string): string => `arn:${partition}:${service}:${region}:${accountId}:${rest}`;
  const bucket = (kind: BucketKind): string =>
    (kind === "logs" ? undefined : aws.s3.existingBuckets[kind]) ?? `${buckets}-${kind}`;
  const group = (part: string): string => `${prefix}-${part}`;
  const parameter = (kind: SecretKind): string => `/${prefix}/${kind}`;
  const logGroup = (kind: LogGroupKind): string => `/${prefix}/${kind}`;
  const tablePrefix = `${prefix}_index_`;
  return {
    prefix,
    bucket,
    bucketArn: (kind) => `arn:${partition}:s3:::${bucket(kind)}`,
    group,
    // The part before the name is an id that AWS gives when the group is made.
    groupArn: (part) => arn("autoscaling", `autoScalingGroup:*:autoScalingGroupName/${group(part)}`),
    parameter,
    parameterArn: (kind) => arn("ssm", `parameter${parameter(kind)}`),
    logGroup,
    logGroupArn: (kind) => arn("logs", `log-group:${logGroup(kind)}`),
    tablePrefix,
    tablesArn: arn("dynamodb", `table/${tablePrefix}*`),
    consulTag: { key: "cortex-consul", value: prefix },
    metricNamespace: `Cortex/${prefix}`,
  };
}
