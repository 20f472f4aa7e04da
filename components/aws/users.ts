import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { userGroups } from "../../settings/aws/users.ts";
import type { AwsTierArgs } from "./contracts.ts";
import { iamPath } from "./policies/belongings.ts";
import { policyJson } from "./policies/document.ts";
import { groupPolicies, peoplePolicies } from "./policies/people.ts";

/**
 * The people: a group for each kind of work, and the users of the settings in theirs. Passwords and access keys are not made here
 * (they would stand in the state): an administrator gives a first password, the person does the rest.
 */
export class Users extends pulumi.ComponentResource {
  constructor(name: string, { settings, place, names }: AwsTierArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cortex:aws:Users", name, {}, opts);
    const child = { parent: this };
    const path = iamPath(names);
    const context = { settings, place, names, owner: { project: pulumi.getProject(), stack: pulumi.getStack() } };
    const policyArns = new Map(
      Object.entries(peoplePolicies).map(([policy, of]) => {
        const made = new aws.iam.Policy(
          `${name}-${policy}`,
          { name: `${names.prefix}-${policy}`, path, policy: policyJson(of(context)) },
          child,
        );
        return [policy, made.arn];
      }),
    );
    const groupNames = new Map<string, pulumi.Output<string>>();
    const rights: pulumi.Resource[] = [];
    for (const group of userGroups) {
      const made = new aws.iam.Group(`${name}-${group}`, { name: `${names.prefix}-${group}`, path }, child);
      groupNames.set(group, made.name);
      for (const policy of groupPolicies[group]) {
        rights.push(
          new aws.iam.GroupPolicyAttachment(
            `${name}-${group}-${policy}`,
            { group: made.name, policyArn: known(policyArns, policy) },
            child,
          ),
        );
      }
    }
    for (const [userName, { groups }] of Object.entries(settings.aws.users).sort(([a], [b]) => a.localeCompare(b))) {
      // What the person made of their own (an access key, a second factor) must not keep the user from going.
      const user = new aws.iam.User(`${name}-user-${userName}`, { name: userName, path, forceDestroy: true }, child);
      new aws.iam.UserGroupMembership(
        `${name}-groups-of-${userName}`,
        { user: user.name, groups: [...new Set(groups)].sort().map((group) => known(groupNames, group)) },
        // Nobody is in a group before it asks for a second factor.
        { ...child, dependsOn: rights },
      );
    }
    this.registerOutputs({});
  }
}

function known<T>(values: ReadonlyMap<string, T>, key: string): T {
  const value = values.get(key);
  if (value === undefined) throw new Error(`${key} was not made`);
  return value;
}
