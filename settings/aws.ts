// The part of the settings that only AWS reads (`cortex:aws`): what it may hold, and what it becomes when filled in.
import { z } from "zod";
import { completeArtifacts, artifactsSchema, type AwsArtifactSettings } from "./aws/artifacts.ts";
import { clusterSchema, completeCluster, type AwsClusterSettings } from "./aws/cluster.ts";
import { kmsKeyArn } from "./aws/existing.ts";
import { gatewaySchema, type AwsGatewaySettings } from "./aws/gateway.ts";
import { completeInstances, instancesSchema, type InstanceKind, type InstanceSetting } from "./aws/instances.ts";
import { completeMachineImage, machineImageSchema, type MachineImageSetting } from "./aws/machine-image.ts";
import { monitoringSchema, type AwsMonitoringSettings } from "./aws/monitoring.ts";
import { completeNetwork, networkSchema, type AwsNetworkSettings } from "./aws/network.ts";
import { completeS3, dynamodbSchema, s3Schema, type AwsDynamoDbSettings, type AwsS3Settings } from "./aws/storage.ts";
import { usersSchema, type UserGroup } from "./aws/users.ts";
import { architectures, url, yes, type Architecture } from "./aws/values.ts";
import { present } from "./present.ts";
import { oneOf, section, text } from "./rules.ts";

/** What only AWS reads. */
export interface AwsSettings {
  /** Default: eu-central-1. */
  region: string;
  /** The only account that may be touched, 12 digits. Default: whichever the credentials belong to. */
  accountId?: string;
  /** One URL for every AWS API, as the Pulumi engine reaches it: an emulator. Default: AWS itself. */
  endpoint?: string;
  /** The same as the instances reach it. Default: `endpoint`. */
  instanceEndpoint?: string;
  /** Tags of everything, beside `Project`, `Stack` and `ManagedBy`. Default: none. */
  tags: Record<string, string>;
  /** Default: arm64. */
  architecture: Architecture;
  /**
   * The machine image (Debian 12, or a system with apt, systemd and cloud-init like it): by public SSM parameter, or the newest that an
   * owner has under a name pattern. Default: Debian 12's SSM parameter for the architecture (components/cortex/releases.ts).
   */
  machineImage: MachineImageSetting;
  /**
   * ARN of a KMS key that stands already and is used as the stack's: for volumes, secrets, logs, alarms and buckets. Its policy stays its
   * owner's, and must allow what components/aws/policies/key.ts says. Default: none, one is made.
   */
  kmsKeyArn?: string;
  network: AwsNetworkSettings;
  /** Default: consul t4g.small or t3.small with 8 GiB, cortex m7g.large or m7i.large with 50 GiB, prometheus and grafana t4g.medium or t3.medium with 30 and 8 GiB. */
  instances: Record<InstanceKind, InstanceSetting>;
  cluster: AwsClusterSettings;
  gateway: AwsGatewaySettings;
  s3: AwsS3Settings;
  dynamodb: AwsDynamoDbSettings;
  /** User name to the groups that the person is in. Default: nobody; whoever deploys has rights of their own. */
  users: Record<string, { groups: UserGroup[] }>;
  monitoring: AwsMonitoringSettings;
  artifacts: AwsArtifactSettings;
  /** Whether what holds data, and the load balancer, refuse to be deleted. Default: true; set false and `up` before `destroy`. */
  deletionProtection: boolean;
}

const region = text(/^[a-z]{2}(?:-[a-z]+)+-\d$/, "an AWS region, as in eu-central-1", 30);

/** `cortex:aws`, every setting optional. */
export const awsSchema = section({
  region: region.default("eu-central-1").describe("AWS region."),
  accountId: text(/^\d{12}$/, "an account id of 12 digits, in quotes", 12)
    .optional()
    .describe("The only account that may be touched. Default: whichever the credentials belong to."),
  endpoint: url.optional().describe("One URL for every AWS API (an emulator). Default: AWS itself."),
  instanceEndpoint: url.optional().describe("The same as the instances reach it. Default: aws.endpoint."),
  tags: z
    .record(
      text(/^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u, "a tag key of AWS", 128),
      text(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u, "a tag value of AWS", 256),
      { error: "a map from tag to value" },
    )
    .default({})
    .describe("Tags of everything, beside Project, Stack and ManagedBy."),
  architecture: oneOf(architectures).default("arm64").describe("Processor architecture of all instances."),
  machineImage: machineImageSchema,
  kmsKeyArn,
  network: networkSchema,
  instances: instancesSchema,
  cluster: clusterSchema,
  gateway: gatewaySchema,
  s3: s3Schema,
  dynamodb: dynamodbSchema,
  users: usersSchema,
  monitoring: monitoringSchema,
  artifacts: artifactsSchema,
  deletionProtection: yes(true).describe("Whether what holds data, and the load balancer, refuse to be deleted."),
}).prefault({});

/** What the schema alone fills in. */
export type GivenAws = z.output<typeof awsSchema>;

/** Fills in what follows from other settings; `minNodes`: `cluster.nodes`. */
export function completeAws(given: GivenAws, minNodes: number): AwsSettings {
  const { architecture } = given;
  return {
    ...present({ ...given, instanceEndpoint: given.instanceEndpoint ?? given.endpoint }),
    machineImage: completeMachineImage(given.machineImage, architecture),
    network: completeNetwork(given.network),
    instances: completeInstances(given.instances, architecture),
    cluster: completeCluster(given.cluster, minNodes),
    gateway: present(given.gateway),
    s3: completeS3(given.s3),
    artifacts: completeArtifacts(given.artifacts),
  };
}
