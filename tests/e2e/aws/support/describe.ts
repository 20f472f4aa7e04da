// What stands at the emulator, asked as a person would ask AWS.
import {
  AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  DescribeInstanceRefreshesCommand,
  DescribeLifecycleHooksCommand,
  DescribePoliciesCommand,
  type AutoScalingGroup,
  type InstanceRefresh,
  type LifecycleHook,
  type ScalingPolicy,
} from "@aws-sdk/client-auto-scaling";
import { CloudWatchClient, DescribeAlarmsCommand, type MetricAlarm } from "@aws-sdk/client-cloudwatch";
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  type TableDescription,
} from "@aws-sdk/client-dynamodb";
import {
  DescribeAddressesCommand,
  DescribeFlowLogsCommand,
  DescribeInstancesCommand,
  DescribeLaunchTemplatesCommand,
  DescribeLaunchTemplateVersionsCommand,
  DescribeNatGatewaysCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  EC2Client,
  type Instance,
  type LaunchTemplateVersion,
  type SecurityGroup,
  type SecurityGroupRule,
  type Subnet,
  type Vpc,
  type VpcEndpoint,
} from "@aws-sdk/client-ec2";
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  type Listener,
  type LoadBalancer,
  type Rule,
  type TargetGroup,
  type TargetHealthDescription,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import {
  IAMClient,
  ListGroupsCommand,
  ListInstanceProfilesCommand,
  ListRolesCommand,
  ListUsersCommand,
} from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  ListBucketsCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { emulatorAddress } from "./stack.ts";
import { DescribeParametersCommand, GetParameterCommand, SSMClient, type ParameterMetadata } from "@aws-sdk/client-ssm";

/** Where these tests have their emulator. */
export function emulatorEndpointOf(): string {
  return emulatorAddress();
}

/** How S3 keeps a bucket. */
export interface BucketFacts {
  encryption: string | undefined;
  versioning: string | undefined;
  blocksPublicAccess: boolean;
  policy: string;
  lifecycleRules: number;
}

/** The emulator (or AWS) through the SDK. */
export class Described {
  readonly #at: { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string } };
  readonly #ec2: EC2Client;
  readonly #groups: AutoScalingClient;
  readonly #balancers: ElasticLoadBalancingV2Client;
  readonly #s3: S3Client;
  readonly #tables: DynamoDBClient;
  readonly #iam: IAMClient;
  readonly #alarms: CloudWatchClient;
  readonly #parameters: SSMClient;

  constructor(endpoint: string, region: string) {
    const at = { endpoint, region, credentials: { accessKeyId: "testing", secretAccessKey: "testing" } };
    this.#at = at;
    this.#ec2 = new EC2Client(at);
    this.#groups = new AutoScalingClient(at);
    this.#balancers = new ElasticLoadBalancingV2Client(at);
    this.#s3 = new S3Client({ ...at, forcePathStyle: true });
    this.#tables = new DynamoDBClient(at);
    this.#iam = new IAMClient(at);
    this.#alarms = new CloudWatchClient(at);
    this.#parameters = new SSMClient(at);
  }

  async vpcs(): Promise<Vpc[]> {
    const { Vpcs = [] } = await this.#ec2.send(new DescribeVpcsCommand({}));
    return Vpcs.filter(({ IsDefault }) => IsDefault !== true);
  }

  async subnets(vpcId: string): Promise<Subnet[]> {
    const { Subnets = [] } = await this.#ec2.send(
      new DescribeSubnetsCommand({ Filters: [{ Name: "vpc-id", Values: [vpcId] }] }),
    );
    return Subnets;
  }

  async natGateways(): Promise<number> {
    const { NatGateways = [] } = await this.#ec2.send(new DescribeNatGatewaysCommand({}));
    return NatGateways.filter(({ State }) => State !== "deleted").length;
  }

  async addresses(): Promise<number> {
    return (await this.#ec2.send(new DescribeAddressesCommand({}))).Addresses?.length ?? 0;
  }

  async endpoints(): Promise<VpcEndpoint[]> {
    const { VpcEndpoints = [] } = await this.#ec2.send(new DescribeVpcEndpointsCommand({}));
    return VpcEndpoints.filter(({ State }) => State?.toLowerCase() !== "deleted");
  }

  async flowLogs(): Promise<number> {
    return (await this.#ec2.send(new DescribeFlowLogsCommand({}))).FlowLogs?.length ?? 0;
  }

  async securityGroups(vpcId: string): Promise<SecurityGroup[]> {
    const { SecurityGroups = [] } = await this.#ec2.send(
      new DescribeSecurityGroupsCommand({ Filters: [{ Name: "vpc-id", Values: [vpcId] }] }),
    );
    return SecurityGroups;
  }

  async securityGroupRules(groupId: string): Promise<SecurityGroupRule[]> {
    const { SecurityGroupRules = [] } = await this.#ec2.send(
      new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: "group-id", Values: [groupId] }] }),
    );
    return SecurityGroupRules;
  }

  async instances(): Promise<Instance[]> {
    const { Reservations = [] } = await this.#ec2.send(new DescribeInstancesCommand({}));
    return Reservations.flatMap(({ Instances = [] }) => Instances).filter(({ State }) => State?.Name === "running");
  }

  /** Every version of every launch template, newest first. */
  async templateVersions(): Promise<LaunchTemplateVersion[]> {
    const { LaunchTemplates = [] } = await this.#ec2.send(new DescribeLaunchTemplatesCommand({}));
    const versions: LaunchTemplateVersion[] = [];
    for (const { LaunchTemplateId } of LaunchTemplates) {
      if (LaunchTemplateId === undefined) continue;
      const found = await this.#ec2.send(new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId }));
      versions.push(...(found.LaunchTemplateVersions ?? []));
    }
    return versions.sort((one, other) => (other.VersionNumber ?? 0) - (one.VersionNumber ?? 0));
  }

  async groups(): Promise<AutoScalingGroup[]> {
    return (await this.#groups.send(new DescribeAutoScalingGroupsCommand({}))).AutoScalingGroups ?? [];
  }

  async refreshes(group: string): Promise<InstanceRefresh[]> {
    const command = new DescribeInstanceRefreshesCommand({ AutoScalingGroupName: group });
    return (await this.#groups.send(command)).InstanceRefreshes ?? [];
  }

  async hooks(group: string): Promise<LifecycleHook[]> {
    return (
      (await this.#groups.send(new DescribeLifecycleHooksCommand({ AutoScalingGroupName: group }))).LifecycleHooks ?? []
    );
  }

  async scalingPolicies(group: string): Promise<ScalingPolicy[]> {
    return (
      (await this.#groups.send(new DescribePoliciesCommand({ AutoScalingGroupName: group }))).ScalingPolicies ?? []
    );
  }

  async loadBalancers(): Promise<LoadBalancer[]> {
    return (await this.#balancers.send(new DescribeLoadBalancersCommand({}))).LoadBalancers ?? [];
  }

  async listeners(loadBalancerArn: string): Promise<Listener[]> {
    return (
      (await this.#balancers.send(new DescribeListenersCommand({ LoadBalancerArn: loadBalancerArn }))).Listeners ?? []
    );
  }

  async rules(listenerArn: string): Promise<Rule[]> {
    return (await this.#balancers.send(new DescribeRulesCommand({ ListenerArn: listenerArn }))).Rules ?? [];
  }

  async targetGroups(): Promise<TargetGroup[]> {
    return (await this.#balancers.send(new DescribeTargetGroupsCommand({}))).TargetGroups ?? [];
  }

  async targets(targetGroupArn: string): Promise<TargetHealthDescription[]> {
    const command = new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn });
    return (await this.#balancers.send(command)).TargetHealthDescriptions ?? [];
  }

  /** Makes a bucket in another account of the emulator, whose keys a role of that account gives. */
  async takeBucketElsewhere(name: string): Promise<void> {
    const sts = new STSClient({ ...this.#at });
    const assumed = await sts.send(
      new AssumeRoleCommand({ RoleArn: "arn:aws:iam::111122223333:role/somebody", RoleSessionName: "somebody" }),
    );
    const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = assumed.Credentials ?? {};
    const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
    const theirs = new S3Client({ ...this.#at, credentials, forcePathStyle: true });
    const CreateBucketConfiguration = { LocationConstraint: "eu-central-1" } as const;
    await theirs.send(new CreateBucketCommand({ Bucket: name, CreateBucketConfiguration }));
  }

  async bucketNames(): Promise<string[]> {
    return ((await this.#s3.send(new ListBucketsCommand({}))).Buckets ?? []).flatMap(({ Name }) => Name ?? []).sort();
  }

  async bucket(name: string): Promise<BucketFacts> {
    const at = { Bucket: name };
    const encryption = await this.#s3.send(new GetBucketEncryptionCommand(at));
    const access = (await this.#s3.send(new GetPublicAccessBlockCommand(at))).PublicAccessBlockConfiguration;
    return {
      encryption:
        encryption.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm,
      versioning: (await this.#s3.send(new GetBucketVersioningCommand(at))).Status,
      blocksPublicAccess:
        access !== undefined &&
        [access.BlockPublicAcls, access.BlockPublicPolicy, access.IgnorePublicAcls, access.RestrictPublicBuckets].every(
          (on) => on === true,
        ),
      policy: (await this.#s3.send(new GetBucketPolicyCommand(at))).Policy ?? "",
      lifecycleRules: (await this.#s3.send(new GetBucketLifecycleConfigurationCommand(at))).Rules?.length ?? 0,
    };
  }

  async tables(): Promise<TableDescription[]> {
    const { TableNames = [] } = await this.#tables.send(new ListTablesCommand({}));
    const found: TableDescription[] = [];
    for (const TableName of TableNames) {
      const { Table } = await this.#tables.send(new DescribeTableCommand({ TableName }));
      if (Table !== undefined) found.push(Table);
    }
    return found;
  }

  async pointInTimeRecovery(table: string): Promise<string | undefined> {
    const { ContinuousBackupsDescription } = await this.#tables.send(
      new DescribeContinuousBackupsCommand({ TableName: table }),
    );
    return ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
  }

  /** Names of groups, users, instance profiles and roles, AWS' own left out. */
  async identities(): Promise<string[]> {
    const { Groups = [] } = await this.#iam.send(new ListGroupsCommand({}));
    const { Users = [] } = await this.#iam.send(new ListUsersCommand({}));
    const { Roles = [] } = await this.#iam.send(new ListRolesCommand({}));
    const { InstanceProfiles = [] } = await this.#iam.send(new ListInstanceProfilesCommand({}));
    return [
      ...Groups.map(({ GroupName }) => `group ${GroupName}`),
      ...Users.map(({ UserName }) => `user ${UserName}`),
      ...Roles.filter(({ Path }) => Path?.startsWith("/aws-service-role/") !== true).map(
        ({ RoleName }) => `role ${RoleName}`,
      ),
      ...InstanceProfiles.map(({ InstanceProfileName }) => `profile ${InstanceProfileName}`),
    ].sort();
  }

  async alarms(): Promise<MetricAlarm[]> {
    return (await this.#alarms.send(new DescribeAlarmsCommand({}))).MetricAlarms ?? [];
  }

  /** The stack's own parameters, AWS' public ones left out. */
  async parameters(): Promise<ParameterMetadata[]> {
    const { Parameters = [] } = await this.#parameters.send(new DescribeParametersCommand({}));
    return Parameters.filter(({ Name }) => Name?.startsWith("/aws/") !== true);
  }

  async secret(name: string): Promise<string> {
    const { Parameter } = await this.#parameters.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
    return Parameter?.Value ?? "";
  }
}
