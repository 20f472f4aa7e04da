import type { UserGroup } from "../../../settings/aws/users.ts";
import type { PeopleContext, PolicyDocument } from "./document.ts";
import { managePolicy } from "./manage.ts";
import { mfaPolicy } from "./mfa.ts";
import { operatePolicy } from "./operate.ts";
import { readPolicy } from "./read.ts";

/** A managed policy each: all that administrators may do is longer than an inline policy can be. */
export const peoplePolicies = {
  mfa: mfaPolicy,
  read: readPolicy,
  operate: operatePolicy,
  manage: managePolicy,
} as const satisfies Record<string, (context: PeopleContext) => PolicyDocument>;

export type PeoplePolicy = keyof typeof peoplePolicies;

/** What each group may do: the next has all that the one before has. */
export const groupPolicies: Record<UserGroup, PeoplePolicy[]> = {
  viewers: ["mfa", "read"],
  operators: ["mfa", "read", "operate"],
  administrators: ["mfa", "read", "operate", "manage"],
};
