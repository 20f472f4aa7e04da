// The part of the settings that only AWS reads (`cortex:aws`): what it may hold, and what it becomes when filled in.
import { z } from "zod";
import { machineImageParameter } from "../components/cortex/releases.ts";
import {
  completeExistingNetwork,
  existingBucketsSchema,
  existingNetworkSchema,
  kmsKeyArn,
  type DataBucketKind,
  type ExistingNetworkSettings,
} from "./aws-existing.ts";
import { present } from "./present.ts";
import { oneOf, section, text, whole } from "./rules.ts";

/** The kinds of instance; each is a group of its own on AWS. */
export const instanceKinds = ["consul", "cortex", "prometheus", "grafana"] as const;
export type InstanceKind = (typeof instanceKinds)[number];

/** The groups of people; what each may do: components/aws/policies/people.ts. */
export const userGroups = ["administrators", "operators", "viewers"] as const;
export type UserGroup = (typeof userGroups)[number];

/** The artifacts that the instances download at boot. */
export const artifactNames = ["cortex", "consul", "prometheus", "grafana", "cloudWatchAgent"] as const;
export type ArtifactName = (typeof artifactNames)[number];

/** One kind of instance. */
export interface InstanceSetting {
  /** EC2 instance type, of the architecture `aws.architecture`. */
  instanceType: string;
  /** Size of the root volume (gp3, encrypted), GiB, 8 to 16384. */
  diskGiB: number;
}

/** The address space and the way out. */
interface AwsNetworkSettings {
  /** A VPC that stands already and is used; then `cidr`, `zones` and `nat` say nothing, and flow logs are its owner's. Default: none, one is made. */
  existing?: ExistingNetworkSettings;
  /** IPv4 block of the VPC that is made, /16 to /20, in a private range (RFC 1918). Default: 10.20.0.0/16. */
  cidr: string;
  /** The 3 zones by name. Default: the first 3 of the region that are available. */
  zones?: [string, string, string];
  /** NAT gateways: `one` for all zones, or one `perZone` (a zone's loss then takes no other's way out). Default: one. */
  nat: "one" | "perZone";
  /**
   * Services with an interface endpoint in each zone, so that their calls need no NAT: names as in
   * com.amazonaws.<region>.<name>. Default: none (each costs by the hour; S3 and DynamoDB have free gateway endpoints).
   */
  interfaceEndpoints: string[];
  /** Whether the VPC's flow logs are kept. Default: true; never of an existing VPC. */
  flowLogs: boolean;
}

/** The group of Cortex nodes beyond what `cluster` says: `cluster.nodes` is its minimum. */
interface AwsClusterSettings {
  /** Most nodes, `cluster.nodes` to 100. Default: 2 * `cluster.nodes`. */
  maxNodes: number;
  /** Mean CPU that the group is kept at, percent, 10 to 90. Default: 60. */
  cpuTargetPercent: number;
  /**
   * Longest time that a node may take to flush and to leave the ring before it is ended, seconds, 60 to 7200 (the
   * lifecycle hook's heartbeat timeout; EC2 Auto Scaling allows 30 to 7200). Default: 1800.
   */
  drainSeconds: number;
  /**
   * Under `blocks`: between two looks for new blocks, seconds, 10 to 3600. Each look costs requests of S3, and the drain of a
   * node begins twice this time after the one before. Default: 300 (Cortex: 900).
   */
  blockSyncSeconds: number;
}

/** The load balancer. */
interface AwsGatewaySettings {
  /** `internal`: reached inside the VPC only; `internet-facing`: from `allowedCidrs`, HTTPS only. Default: internal. */
  scheme: "internal" | "internet-facing";
  /** IPv4 blocks that may reach it, beside the VPC's own. Default: none. */
  allowedCidrs: string[];
  /** Name of the gateway, as in cortex.example.org; needed with `zoneId` and with `certificateArn`. Default: the load balancer's own name. */
  domain?: string;
  /** Route 53 hosted zone that holds `domain`: the address record is made there, and the certificate proved. */
  zoneId?: string;
  /** ARN of an ACM certificate for `domain`. Default: one made for `domain` in `zoneId`; with neither, HTTP. */
  certificateArn?: string;
  /** ARN of a WAFv2 web ACL (regional scope) to put in front. Default: none. */
  webAclArn?: string;
  /** Days that access logs are kept, 0 (no access logs) to 3650. Default: 90. */
  accessLogDays: number;
}

/** Buckets. */
interface AwsS3Settings {
  /**
   * First part of every bucket's name (names are unique in all of AWS), lower-case letters, digits, hyphens, at most 37
   * characters. Default: `<prefix>-<account id>-<region>`.
   */
  bucketPrefix?: string;
  /** Of buckets that are made. `kms`: the stack's key; `s3`: keys that S3 keeps (SSE-S3). Default: kms. */
  encryption: "kms" | "s3";
  /**
   * Buckets that stand already and are used, by what they hold; each for this alone. Nothing about them is changed: encryption,
   * versions, policy, lifecycle (Cortex never deletes chunks) stay their owner's. Default: none, all are made.
   */
  existingBuckets: Partial<Record<DataBucketKind, string>>;
  /** Days until a version that was deleted or overwritten goes for good, 1 to 3650. Default: 7. */
  noncurrentDays: number;
}

/** The index of the chunks engine. */
interface AwsDynamoDbSettings {
  /** Who makes the index tables: Cortex's table manager as time goes on, or `pulumi` beforehand. Default: cortex. */
  tables: "cortex" | "pulumi";
  /**
   * With `pulumi`: how many tables are made, one for each `storage.tablePeriodHours` from `storage.schemaFrom` on, 1 to
   * 520; they must reach beyond today. Default: 104 (two years of weeks).
   */
  periods: number;
}

/** Alarms, logs, cost. */
interface AwsMonitoringSettings {
  /** Mail addresses that alarms are sent to; each must be confirmed by its owner. Default: none. */
  emails: string[];
  /** Days that log groups keep, one of those CloudWatch Logs allows. Default: 30. */
  logRetentionDays: number;
  /**
   * Monthly cost at which a mail is sent (80 % and 100 %, and 100 % as forecast), US dollars; needs `emails`; 0: no budget
   * alarm. Default: 0. AWS counts it once the tag `Stack` is activated as a cost allocation tag in the billing settings.
   */
  monthlyBudgetUsd: number;
  /** Threshold of an alarm by its name (components/aws/alarms.ts), in the alarm's own unit. Default: none changed. */
  thresholds: Record<string, number>;
}

/** Where the instances' programs come from. */
interface AwsArtifactSettings {
  /**
   * URL of a folder that holds the files under their own names, checksum files too, in place of the official addresses.
   * Default: none.
   */
  mirror?: string;
  /** SHA-256 by artifact (64 hexadecimal digits). Default: the release's own checksum file or signature is asked. */
  checksums: Partial<Record<ArtifactName, string>>;
  /** Whether the CloudWatch agent is installed (memory, disk, logs). Default: true. */
  cloudWatchAgent: boolean;
}

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
  architecture: "arm64" | "x86_64";
  /**
   * The machine image (Debian 12, or a system with apt, systemd and cloud-init like it): by public SSM parameter, or the newest that an
   * owner has under a name pattern. Default: Debian 12's SSM parameter for the architecture (components/cortex/releases.ts).
   */
  machineImage: { ssmParameter: string } | { owner: string; name: string };
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
const url = text(
  /^https?:\/\/[A-Za-z0-9.-]+(?::\d{1,5})?(?:\/[^\s]*)?$/,
  "a URL that begins with http:// or https://",
  500,
);
const cidr = text(
  /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)\/(?:3[0-2]|[12]?\d)$/,
  "an IPv4 block, as in 192.0.2.0/24",
  18,
);
// RFC 1918; AWS allows a VPC of /16 to /28, and 6 subnets of a useful size need at least a /20.
const vpcCidr = text(
  /^(?:10\.(?:25[0-5]|2[0-4]\d|1?\d?\d)|172\.(?:1[6-9]|2\d|3[01])|192\.168)\.(?:25[0-5]|2[0-4]\d|1?\d?\d)\.(?:25[0-5]|2[0-4]\d|1?\d?\d)\/(?:1[6-9]|20)$/,
  "a private IPv4 block from /16 to /20, as in 10.20.0.0/16",
  18,
);
const arn = (service: string) =>
  text(new RegExp(`^arn:aws[a-z-]*:${service}:[a-z0-9-]+:\\d{12}:\\S+$`), `an ARN of ${service}`, 2048);
const zone = text(/^[a-z]{2}(?:-[a-z]+)+-\d[a-z]$/, "a zone's name, as in eu-central-1a", 31);
const sha256 = text(/^[0-9a-f]{64}$/, "64 hexadecimal digits in lower case", 64);
const checksum = sha256
  .optional()
  .describe("SHA-256 of the artifact. Default: none, and the release's own checksum file or signature is asked.");
const yes = (standard: boolean) => z.boolean({ error: "true or false" }).default(standard);

/** CloudWatch Logs API, PutRetentionPolicy: the days that it takes. */
const logDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

const instance = () =>
  section({
    instanceType: text(/^[a-z0-9-]+\.[a-z0-9-]+$/, "an EC2 instance type, as in m7g.large", 40)
      .optional()
      .describe("EC2 instance type. Default: by kind and architecture."),
    diskGiB: whole(8, 16_384, "GiB").optional().describe("Size of the root volume, GiB. Default: by kind."),
  }).prefault({});

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
      {
        error: "a map from tag to value",
      },
    )
    .default({})
    .describe("Tags of everything, beside Project, Stack and ManagedBy."),
  architecture: oneOf(["arm64", "x86_64"]).default("arm64").describe("Processor architecture of all instances."),
  machineImage: section({
    ssmParameter: text(/^\/[\w./-]+$/, "the name of an SSM parameter that holds an image id", 1011)
      .optional()
      .describe("Public SSM parameter that holds the image's id. Default: Debian 12's for the architecture."),
    owner: text(
      /^(?:\d{12}|amazon|self|aws-marketplace)$/,
      "an account id of 12 digits, amazon, self or aws-marketplace",
      20,
    )
      .optional()
      .describe("With name, in place of ssmParameter: who owns the image. Default: none."),
    name: text(/^\S+$/, "a name pattern of an image, * allowed", 128)
      .optional()
      .describe("With owner: name pattern; the newest image is taken. Default: none."),
  }).prefault({}),
  kmsKeyArn,
  network: section({
    existing: existingNetworkSchema.describe("A VPC that stands already, to use instead of one of the stack's own."),
    cidr: vpcCidr.default("10.20.0.0/16").describe("IPv4 block of the VPC."),
    zones: z
      .tuple([zone, zone, zone], { error: "3 zones, as in [eu-central-1a, eu-central-1b, eu-central-1c]" })
      .optional()
      .describe("The 3 zones. Default: the first 3 of the region that are available."),
    nat: oneOf(["one", "perZone"]).default("one").describe("NAT gateways: one for all zones, or one a zone."),
    interfaceEndpoints: z
      .array(
        text(
          /^(?!(?:s3|dynamodb)$)[a-z0-9.-]+$/,
          "a service, as in ssm or logs; s3 and dynamodb have gateway endpoints",
          60,
        ),
        { error: "a list of services, as in [ssm, logs]" },
      )
      .default([])
      .describe("Services with an interface endpoint in each zone."),
    flowLogs: yes(true).describe("Whether the VPC's flow logs are kept."),
  }).prefault({}),
  instances: section({ consul: instance(), cortex: instance(), prometheus: instance(), grafana: instance() })
    .prefault({})
    .describe("Type and disk of the instances of each kind."),
  cluster: section({
    maxNodes: whole(1, 100).optional().describe("Most Cortex nodes. Default: 2 * cluster.nodes."),
    cpuTargetPercent: whole(10, 90, "percent").default(60).describe("Mean CPU that the group is kept at, percent."),
    drainSeconds: whole(60, 7_200, "seconds")
      .default(1_800)
      .describe("Longest time that a node may take to flush and to leave the ring, seconds."),
    blockSyncSeconds: whole(10, 3_600, "seconds")
      .default(300)
      .describe("Under blocks: between two looks for new blocks, seconds."),
  }).prefault({}),
  gateway: section({
    scheme: oneOf(["internal", "internet-facing"])
      .default("internal")
      .describe("Whether the load balancer faces the internet."),
    allowedCidrs: z
      .array(cidr, { error: "a list of IPv4 blocks" })
      .default([])
      .describe("IPv4 blocks that may reach it, beside the VPC's own."),
    domain: text(/^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/, "a domain name, as in cortex.example.org", 253)
      .optional()
      .describe("Name of the gateway; needs aws.gateway.zoneId. Default: none."),
    zoneId: text(/^Z[A-Z0-9]+$/, "the id of a Route 53 hosted zone, as in Z0123456789ABC", 32)
      .optional()
      .describe("Route 53 hosted zone that holds aws.gateway.domain. Default: none."),
    certificateArn: arn("acm")
      .optional()
      .describe("ARN of an ACM certificate. Default: one made for aws.gateway.domain."),
    webAclArn: arn("wafv2").optional().describe("ARN of a WAFv2 web ACL of regional scope. Default: none."),
    accessLogDays: whole(0, 3_650, "days").default(90).describe("Days that access logs are kept; 0: none are written."),
  }).prefault({}),
  s3: section({
    bucketPrefix: text(
      /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/,
      "lower-case letters, digits and hyphens, at most 37 characters",
      37,
    )
      .optional()
      .describe("First part of every bucket's name. Default: <prefix>-<account id>-<region>."),
    encryption: oneOf(["kms", "s3"]).default("kms").describe("kms: the stack's key; s3: SSE-S3."),
    existingBuckets: existingBucketsSchema.describe("Buckets that stand already, to use instead of the stack's own."),
    noncurrentDays: whole(1, 3_650, "days")
      .default(7)
      .describe("Days until a deleted or overwritten version goes for good."),
  }).prefault({}),
  dynamodb: section({
    tables: oneOf(["cortex", "pulumi"]).default("cortex").describe("Who makes the index tables of the chunks engine."),
    periods: whole(1, 520).default(104).describe("With pulumi: how many tables, from storage.schemaFrom on."),
  }).prefault({}),
  users: z
    .record(
      text(/^[\w+=,.@-]+$/, "an IAM user name: letters, digits and + = , . @ _ -, at most 64 characters", 64),
      section({
        groups: z
          .array(oneOf(userGroups), { error: `a list of ${userGroups.join(", ")}` })
          .min(1, { error: `a list of at least one of ${userGroups.join(", ")}` })
          .describe("The groups that the person is in."),
      }),
      { error: "a map from user name to {groups}" },
    )
    .default({})
    .describe("People with an IAM user, each with the groups they are in."),
  monitoring: section({
    emails: z
      .array(z.email({ error: "a mail address" }), { error: "a list of mail addresses" })
      .default([])
      .describe("Mail addresses that alarms are sent to."),
    logRetentionDays: z
      .literal(logDays, { error: `one of ${logDays.join(", ")} (days)` })
      .default(30)
      .describe("Days that log groups keep."),
    monthlyBudgetUsd: whole(0, 10_000_000, "US dollars")
      .default(0)
      .describe("Monthly cost at which a mail is sent, US dollars; 0: none."),
    thresholds: z
      .record(text(/^[A-Za-z0-9-]+$/, "an alarm's name", 100), z.number({ error: "a number" }), {
        error: "a map from alarm to number",
      })
      .default({})
      .describe("Threshold of an alarm by its name, in the alarm's own unit."),
  }).prefault({}),
  artifacts: section({
    mirror: url
      .optional()
      .describe("URL of a folder that holds the artifacts and their checksum files. Default: none."),
    checksums: section({
      cortex: checksum,
      consul: checksum,
      prometheus: checksum,
      grafana: checksum,
      cloudWatchAgent: checksum,
    })
      .prefault({})
      .describe("SHA-256 by artifact. Default: the release's own checksum file or signature is asked."),
    cloudWatchAgent: yes(true).describe("Whether the CloudWatch agent is installed."),
  }).prefault({}),
  deletionProtection: yes(true).describe("Whether what holds data, and the load balancer, refuse to be deleted."),
}).prefault({});

/** What the schema alone fills in. */
export type GivenAws = z.output<typeof awsSchema>;

/** Instance types by kind: burstable ones where little is computed; sizes as in the README's cost table. */
export const usualInstances: Record<InstanceKind, { arm64: string; x86_64: string; diskGiB: number }> = {
  consul: { arm64: "t4g.small", x86_64: "t3.small", diskGiB: 8 },
  cortex: { arm64: "m7g.large", x86_64: "m7i.large", diskGiB: 50 },
  prometheus: { arm64: "t4g.medium", x86_64: "t3.medium", diskGiB: 30 },
  grafana: { arm64: "t4g.medium", x86_64: "t3.medium", diskGiB: 8 },
};

/** Fills in what follows from other settings; `minNodes`: `cluster.nodes`. */
export function completeAws(given: GivenAws, minNodes: number): AwsSettings {
  const { machineImage, instances, architecture, artifacts } = given;
  const instance = (kind: InstanceKind): InstanceSetting => ({
    instanceType: instances[kind].instanceType ?? usualInstances[kind][architecture],
    diskGiB: instances[kind].diskGiB ?? usualInstances[kind].diskGiB,
  });
  const { owner, name } = machineImage;
  const instanceEndpoint = given.instanceEndpoint ?? given.endpoint;
  const existing = completeExistingNetwork(given.network.existing);
  return {
    ...present({
      region: given.region,
      accountId: given.accountId,
      endpoint: given.endpoint,
      instanceEndpoint,
      kmsKeyArn: given.kmsKeyArn,
      tags: given.tags,
      architecture,
      users: given.users,
      dynamodb: given.dynamodb,
      monitoring: given.monitoring,
      deletionProtection: given.deletionProtection,
    }),
    machineImage:
      owner !== undefined && name !== undefined
        ? { owner, name }
        : { ssmParameter: machineImage.ssmParameter ?? machineImageParameter.name(architecture) },
    network: present({
      ...given.network,
      existing,
      flowLogs: given.network.flowLogs && existing === undefined,
    }),
    instances: {
      consul: instance("consul"),
      cortex: instance("cortex"),
      prometheus: instance("prometheus"),
      grafana: instance("grafana"),
    },
    cluster: { ...given.cluster, maxNodes: given.cluster.maxNodes ?? 2 * minNodes },
    gateway: present(given.gateway),
    s3: { ...present(given.s3), existingBuckets: present(given.s3.existingBuckets) },
    artifacts: { ...present(artifacts), checksums: present(artifacts.checksums) },
  };
}
