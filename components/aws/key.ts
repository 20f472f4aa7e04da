import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AwsTierArgs } from "./contracts.ts";
import { policyJson } from "./policies/document.ts";
import { keyPolicy } from "./policies/key.ts";

/** Days between the order to delete the key and its end: AWS' longest, since with the key all data goes. */
const deletionDays = 30;

/** The stack's own KMS key: what it has encrypted is read by nobody who may not use it. */
export class StackKey extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: AwsTierArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cortex:aws:StackKey", name, {}, opts);
    const { settings, names } = args;
    const key = new aws.kms.Key(
      `${name}-key`,
      {
        description: `Data, secrets and logs of ${names.prefix}`,
        enableKeyRotation: true,
        deletionWindowInDays: deletionDays,
        policy: policyJson(keyPolicy(args)),
        tags: { Name: names.prefix },
      },
      { parent: this, protect: settings.aws.deletionProtection },
    );
    const alias = new aws.kms.Alias(
      `${name}-alias`,
      { name: `alias/${names.prefix}`, targetKeyId: key.keyId },
      { parent: this },
    );
    this.arn = key.arn;
    this.ready = [key, alias];
    this.registerOutputs({ arn: this.arn });
  }
}
