import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AwsSettings } from "../../settings/aws.ts";
import { defaultTags, type Owner } from "./provider-tags.ts";

export { stackTag, type Owner } from "./provider-tags.ts";

/** The provider's names of the services that the stack calls; with `aws.endpoint` each has that one address. */
export const services = [
  "acm",
  "applicationautoscaling",
  "autoscaling",
  "budgets",
  "cloudwatch",
  "dynamodb",
  "ec2",
  "elbv2",
  "events",
  "iam",
  "kms",
  "logs",
  "resourcegroupstaggingapi",
  "route53",
  "s3",
  "s3control",
  "secretsmanager",
  "servicediscovery",
  "sns",
  "sqs",
  "ssm",
  "sts",
  "wafv2",
] as const;

/** What the provider is told; a function of the settings. */
export function providerArgs(settings: AwsSettings, owner: Owner): aws.ProviderArgs {
  const { region, accountId, endpoint, tags } = settings;
  return {
    region,
    defaultTags: { tags: defaultTags(tags, owner) },
    // preflight.ts asks who this is, once and in plainer words.
    skipCredentialsValidation: true,
    // True would leave security-group rules that name a group different at each preview.
    skipRequestingAccountId: false,
    skipRegionValidation: endpoint !== undefined,
    ...(accountId === undefined ? {} : { allowedAccountIds: [accountId] }),
    ...(endpoint === undefined
      ? {}
      : {
          endpoints: [Object.fromEntries(services.map((service) => [service, endpoint]))],
          skipMetadataApiCheck: true,
          s3UsePathStyle: true,
          // Not AWS' own 25, so that a fault is told soon; more than two, since Go's client loses an answer now and then
          // (aws/aws-sdk-go-v2#2737), and has lost two in a row.
          maxRetries: 6,
        }),
  };
}

/** The one provider of the stack: no resource uses a region or keys that are not in the settings. */
export function awsProvider(name: string, settings: AwsSettings, opts?: pulumi.ResourceOptions): aws.Provider {
  const owner = { project: pulumi.getProject(), stack: pulumi.getStack() };
  return new aws.Provider(`${name}-aws`, providerArgs(settings, owner), opts);
}
