import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Names } from "./names.ts";
import { iamPath } from "./policies/belongings.ts";
import { policyJson, type PolicyDocument } from "./policies/document.ts";

export interface RoleArgs {
  names: Names;
  /** What has the role: last part of its name. */
  part: string;
  /** Who may take it. */
  trust: PolicyDocument;
  /** What it may do, and nothing else. */
  policy: pulumi.Input<PolicyDocument>;
}

/** A role with one policy of its own, below the stack's path in IAM. */
export class Role extends pulumi.ComponentResource {
  readonly roleName: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  readonly ready: pulumi.Resource[];

  constructor(name: string, { names, part, trust, policy }: RoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cortex:aws:Role", name, {}, opts);
    const role = new aws.iam.Role(
      `${name}-role`,
      { name: `${names.prefix}-${part}`, path: iamPath(names), assumeRolePolicy: policyJson(trust) },
      { parent: this },
    );
    const rights = new aws.iam.RolePolicy(
      `${name}-policy`,
      { name: part, role: role.name, policy: pulumi.output(policy).apply(policyJson) },
      { parent: this },
    );
    this.roleName = role.name;
    this.arn = role.arn;
    this.ready = [role, rights];
    this.registerOutputs({ arn: this.arn });
  }
}
