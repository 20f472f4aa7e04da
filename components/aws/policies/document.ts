import type { Settings } from "../../../settings.ts";
import type { Place } from "../contracts.ts";
import type { Names } from "../names.ts";
import { dnsSuffix } from "../partition.ts";
import type { Owner } from "../provider-tags.ts";

/** Condition operator to condition key to the values allowed. */
export type Condition = Record<string, Record<string, string | string[]>>;

/** One statement of a policy; its Sid is unique in its document, and wildcards.ts names it by that. */
export interface Statement {
  Sid: string;
  Effect: "Allow" | "Deny";
  Principal?: "*" | { AWS: string } | { Service: string };
  Action?: string[];
  NotAction?: string[];
  /** Absent in trust policies only. */
  Resource?: string[];
  Condition?: Condition;
}

export interface PolicyDocument {
  Version: "2012-10-17";
  Statement: Statement[];
}

/** All that a policy of this stack is a function of. */
export interface PolicyContext {
  settings: Settings;
  place: Place;
  names: Names;
}

/** What belongs to the stack is known by its tag as well where an ARN does not tell. */
export interface PeopleContext extends PolicyContext {
  owner: Owner;
}

/** With the stack's key, whose ARN AWS gives when it makes it. */
export interface KeyedContext extends PolicyContext {
  keyArn: string;
}

export function allow(Sid: string, Action: string[], Resource: string[], condition?: Condition): Statement {
  return { Sid, Effect: "Allow", Action, Resource, ...(condition ? { Condition: condition } : {}) };
}

export function document(...statements: Statement[]): PolicyDocument {
  return { Version: "2012-10-17", Statement: statements };
}

/** As AWS' APIs take it. */
export function policyJson(policy: PolicyDocument): string {
  return JSON.stringify(policy);
}

/** Calls to services of the stack's own region: the narrowest where an action has no resource to name. */
export function inRegion({ region }: Place): Condition {
  return { StringEquals: { "aws:RequestedRegion": region } };
}

/** A service as `kms:ViaService` names it. */
export function viaService({ region, partition }: Place, service: string): string {
  return `${service}.${region}.${dnsSuffix(partition)}`;
}

/** ARN of what lives in the stack's region and account. */
export function regionalArn({ partition, region, accountId }: Place, service: string, rest: string): string {
  return `arn:${partition}:${service}:${region}:${accountId}:${rest}`;
}

/** ARN of what has no region: IAM. */
export function iamArn({ partition, accountId }: Place, rest: string): string {
  return `arn:${partition}:iam::${accountId}:${rest}`;
}
