import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { instanceKinds } from "../../settings/aws/instances.ts";
import type { AwsTierArgs, Permissions } from "./contracts.ts";

export interface LogGroupsArgs extends AwsTierArgs {
  permissions: Permissions;
}

/**
 * The log group of each kind of instance. Made before the instances: what an agent finds missing it makes itself, kept
 * for ever and without the stack's key.
 */
export class LogGroups extends pulumi.ComponentResource {
  readonly ready: pulumi.Resource[];

  constructor(name: string, { settings, names, permissions }: LogGroupsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cortex:aws:LogGroups", name, {}, opts);
    this.ready = instanceKinds.map(
      (kind) =>
        new aws.cloudwatch.LogGroup(
          `${name}-${kind}`,
          {
            name: names.logGroup(kind),
            retentionInDays: settings.aws.monitoring.logRetentionDays,
            kmsKeyId: permissions.keyArn,
          },
          // CloudWatch Logs tries the key when it is told of it.
          { parent: this, dependsOn: permissions.ready },
        ),
    );
    this.registerOutputs({});
  }
}
