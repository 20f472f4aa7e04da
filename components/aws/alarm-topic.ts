import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AwsTierArgs, Permissions, Place } from "./contracts.ts";
import { document, policyJson } from "./policies/document.ts";

export interface AlarmTopicArgs extends AwsTierArgs {
  permissions: Permissions;
}

/** Who may publish: alarms of the account in the region, nobody without TLS. */
export function topicPolicy(topicArn: string, { partition, region, accountId }: Place): string {
  return policyJson(
    document(
      {
        Sid: "Alarms",
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: ["sns:Publish"],
        Resource: [topicArn],
        Condition: {
          StringEquals: { "aws:SourceAccount": accountId },
          ArnLike: { "aws:SourceArn": `arn:${partition}:cloudwatch:${region}:${accountId}:alarm:*` },
        },
      },
      {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: ["sns:Publish"],
        Resource: [topicArn],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ),
  );
}

/** Where alarms go; each mail address must be confirmed by its owner. */
export class AlarmTopic extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: AlarmTopicArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cortex:aws:AlarmTopic", name, {}, opts);
    const { settings, place, names, permissions } = args;
    // The key's policy must let cloudwatch.amazonaws.com use it, or what alarms publish is lost.
    const topic = new aws.sns.Topic(
      `${name}-topic`,
      { name: `${names.prefix}-alarms`, kmsMasterKeyId: permissions.keyArn },
      { parent: this, dependsOn: permissions.ready },
    );
    const policy = new aws.sns.TopicPolicy(
      `${name}-policy`,
      { arn: topic.arn, policy: topic.arn.apply((arn) => topicPolicy(arn, place)) },
      { parent: this },
    );
    for (const email of settings.aws.monitoring.emails.toSorted()) {
      new aws.sns.TopicSubscription(
        `${name}-${email}`,
        { topic: topic.arn, protocol: "email", endpoint: email },
        { parent: this },
      );
    }
    this.arn = topic.arn;
    this.ready = [topic, policy];
    this.registerOutputs({ arn: this.arn });
  }
}
