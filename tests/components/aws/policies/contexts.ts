import { namesOf } from "../../../../components/aws/names.ts";
import type { KeyedContext, PeopleContext } from "../../../../components/aws/policies/document.ts";
import { awsTier, keyArn, place } from "../../../support/aws-tiers.ts";

export { keyArn, place };

/** What the policies of a stack with the prefix `acme` are functions of; `values` as in a stack's file. */
export function contextOf(values: Record<string, unknown> = {}): KeyedContext & PeopleContext {
  const { settings } = awsTier({ prefix: "acme", ...values });
  return { settings, place, names: namesOf(settings, place), keyArn, owner: { project: "cortex", stack: "test" } };
}

export const account = place.accountId;
export const region = place.region;
export const here = { "aws:RequestedRegion": region };

export const bucketArn = (kind: string): string => `arn:aws:s3:::acme-${account}-${region}-${kind}`;
export const regional = (service: string, rest: string): string => `arn:aws:${service}:${region}:${account}:${rest}`;
