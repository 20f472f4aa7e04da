// What belongs to the stack, as ARNs and patterns of them. A pattern by prefix covers a stack `<prefix>-...` in the same
// account and region too; where a tag can tell, the policies ask for the tag.
import type { Settings } from "../../../settings.ts";
import type { Place } from "../contracts.ts";
import { dataBuckets } from "../data-buckets.ts";
import type { BucketKind, Names } from "../names.ts";
import { stackTag } from "../provider-tags.ts";
import { iamArn, regionalArn, type Condition, type PeopleContext } from "./document.ts";

export interface Belongings {
  /** Buckets with samples, rules and state. */
  dataBuckets: string[];
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

/** Only the stack's key: by its alias, since people are there before the key. */
export function aliased({ names }: PeopleContext): { "kms:ResourceAliases": string } {
  return { "kms:ResourceAliases": `alias/${names.prefix}` };
}
