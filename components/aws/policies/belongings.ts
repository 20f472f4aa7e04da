// What belongs to the stack, as ARNs and patterns of them. A pattern by prefix covers a stack `<prefix>-...` in the same
// account and region too; where a tag can tell, the policies ask for the tag.
import type { Settings } from "../../../settings.ts";
import type { Place } from "../contracts.ts";
import { dataBuckets, madeBuckets } from "../data-buckets.ts";
import type { BucketKind, Names } from "../names.ts";
import { stackTag } from "../provider-tags.ts";
import { iamArn, regionalArn, type Condition, type PeopleContext } from "./document.ts";

export interface Belongings {
  /** Buckets with samples, rules and state; those that stood before as well. */
  dataBuckets: string[];
  /** Those of them that the stack made. */
  madeBuckets: string[];
  /** The bucket of the load balancer's access logs, where they are kept. */
  logsBuckets: string[];
  groups: string[];
  tables: string[];
  parameters: string[];
  logGroups: string[];
  alarms: string[];
  dashboards: string[];
  topics: string[];
  loadBalancers: string[];
  targetGroups: string[];
  budgets: string[];
  /** Roles of instances and services. */
  roles: string[];
  profiles: string[];
  peopleGroups: string[];
  users: string[];
  peoplePolicies: string[];
}

/** The path of everything that the stack has in IAM. */
export function iamPath({ prefix }: Names): string {
  return `/${prefix}/`;
}

export function belongings(settings: Settings, place: Place, names: Names): Belongings {
  const { prefix } = names;
  const path = iamPath(names);
  const own = (service: string, rest: string): string => regionalArn(place, service, rest);
  const bucketArns = (kinds: BucketKind[]): string[] => kinds.map((kind) => names.bucketArn(kind));
  return {
    dataBuckets: bucketArns(dataBuckets(settings.engine)),
    madeBuckets: bucketArns(madeBuckets(settings)),
    logsBuckets: settings.aws.gateway.accessLogDays > 0 ? bucketArns(["logs"]) : [],
    groups: [names.groupArn("*")],
    tables: settings.engine === "chunks" ? [names.tablesArn] : [],
    parameters: [own("ssm", `parameter/${prefix}/*`)],
    logGroups: [own("logs", `log-group:/${prefix}/*`)],
    alarms: [own("cloudwatch", `alarm:${prefix}-*`)],
    dashboards: [`arn:${place.partition}:cloudwatch::${place.accountId}:dashboard/${prefix}-*`],
    topics: [own("sns", `${prefix}-*`)],
    loadBalancers: ["loadbalancer", "listener", "listener-rule"].map((kind) =>
      own("elasticloadbalancing", `${kind}/app/${prefix}-*`),
    ),
    targetGroups: [own("elasticloadbalancing", `targetgroup/${prefix}-*`)],
    budgets: [`arn:${place.partition}:budgets::${place.accountId}:budget/${prefix}-*`],
    roles: [iamArn(place, `role${path}*`)],
    profiles: [iamArn(place, `instance-profile${path}*`)],
    peopleGroups: [iamArn(place, `group${path}*`)],
    users: [iamArn(place, `user${path}*`)],
    peoplePolicies: [iamArn(place, `policy${path}*`)],
  };
}

/** Only what carries the stack's tag. */
export function tagged({ owner }: PeopleContext): Condition {
  const { key, value } = stackTag(owner);
  return { StringEquals: { [`aws:ResourceTag/${key}`]: value } };
}

/** The key in a policy of people: as a resource, and the condition that makes it the only one. */
export interface KeyOfPeople {
  keys: string[];
  condition?: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": string } };
}

/** The key that the settings name, or the stack's own by its alias, since people are there before that key. */
export function keyOfPeople({ settings, place, names }: PeopleContext): KeyOfPeople {
  const { kmsKeyArn } = settings.aws;
  if (kmsKeyArn !== undefined) return { keys: [kmsKeyArn] };
  return {
    keys: [regionalArn(place, "kms", "key/*")],
    condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": `alias/${names.prefix}` } },
  };
}
