import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AwsTierArgs } from "./contracts.ts";

export interface FlowLogsArgs extends AwsTierArgs {
  vpcId: pulumi.Input<string>;
  /** The stack's KMS key. */
  keyArn: pulumi.Input<string>;
  /** Role by which they are written. */
  roleArn: pulumi.Input<string>;
}

/** Seconds over which packets of a flow are put together: AWS' longest, and the cheapest. */
const aggregationSeconds = 600;

/** Which addresses spoke to which, and what was refused. */
export class FlowLogs extends pulumi.ComponentResource {
  constructor(name: string, args: FlowLogsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cortex:aws:FlowLogs", name, {}, opts);
    const { settings, names, vpcId, keyArn, roleArn } = args;
    const group = new aws.cloudwatch.LogGroup(
      `${name}-group`,
      {
        name: names.logGroup("flow-logs"),
        retentionInDays: settings.aws.monitoring.logRetentionDays,
        kmsKeyId: keyArn,
      },
      { parent: this },
    );
    new aws.ec2.FlowLog(
      `${name}-log`,
      {
        vpcId,
        trafficType: "ALL",
        logDestinationType: "cloud-watch-logs",
        logDestination: group.arn,
        iamRoleArn: roleArn,
        maxAggregationInterval: aggregationSeconds,
        tags: { Name: `${names.prefix}-flow-logs` },
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
