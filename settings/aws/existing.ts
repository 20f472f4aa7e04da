// What stands at AWS already and is used instead of made. Each of these also takes `fromTerraform` (components/terraform/references.ts).
import { z } from "zod";
import { present } from "../present.ts";
import { section, text } from "../rules.ts";

/** The buckets that hold data; each can be one that stands already. */
export const dataBucketKinds = ["blocks", "ruler", "alertmanager", "chunks"] as const;
export type DataBucketKind = (typeof dataBucketKinds)[number];

/**
 * A VPC that stands already. Its subnets, routes, NAT, gateway endpoints and flow logs stay its owner's; the stack makes what carries its
 * own names: security groups, interface endpoints, load balancer, instances.
 */
export interface ExistingNetworkSettings {
  /** The VPC. */
  vpcId: string;
  /**
   * Three subnets, each in a zone of its own, with a way out to the internet by IPv4 (NAT): instances, interface endpoints and an
   * internal load balancer live here. The order does not matter.
   */
  privateSubnetIds: [string, string, string];
  /**
   * Three subnets in the same zones that an internet gateway leads to; an internet-facing load balancer needs them. Default: none.
   */
  publicSubnetIds?: [string, string, string];
  /**
   * Public IPv4 addresses by which the private subnets reach the internet: those of the NAT gateways. An internet-facing load balancer
   * needs them, since Prometheus and Grafana reach it that way. Default: none.
   */
  natAddresses: string[];
}

const subnets = (purpose: string) =>
  z.tuple([subnetId, subnetId, subnetId], { error: "3 ids of subnets, one a zone" }).optional().describe(purpose);

const subnetId = text(/^subnet-[0-9a-f]{8,17}$/, "the id of a subnet, as in subnet-0123456789abcdef0", 24);

/** `cortex:aws.network.existing`. */
export const existingNetworkSchema = section({
  vpcId: text(/^vpc-[0-9a-f]{8,17}$/, "the id of a VPC, as in vpc-0123456789abcdef0", 21)
    .optional()
    .describe("VPC to use instead of one of the stack's own. Default: none, and one is made."),
  privateSubnetIds: subnets(
    "Its 3 subnets for instances, each in a zone of its own, with a way out by NAT; needed with vpcId. Default: none.",
  ),
  publicSubnetIds: subnets(
    "Its 3 subnets in the same zones that an internet gateway leads to, for an internet-facing load balancer. Default: none.",
  ),
  natAddresses: z
    .array(z.ipv4({ error: "an IPv4 address, as in 192.0.2.1" }), { error: "a list of IPv4 addresses" })
    .default([])
    .describe(
      "Public IPv4 addresses by which its private subnets reach the internet, for an internet-facing load balancer.",
    ),
}).prefault({});

// A dot in a bucket's name is one that S3's own certificate does not cover (https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html).
const bucket = (content: string) =>
  text(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/, "a bucket's name: lower-case letters, digits, hyphens, 3 to 63", 63)
    .optional()
    .describe(`Bucket that stands already, for ${content}. Default: none, and one is made.`);

/** `cortex:aws.s3.existingBuckets`. */
export const existingBucketsSchema = section({
  blocks: bucket("blocks"),
  ruler: bucket("rules"),
  alertmanager: bucket("Alertmanager's state"),
  chunks: bucket("chunks (engine chunks)"),
}).prefault({});

/** `cortex:aws.kmsKeyArn`. */
export const kmsKeyArn = text(
  /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/,
  "the ARN of a KMS key (not of an alias)",
  2048,
)
  .optional()
  .describe("KMS key to use instead of one of the stack's own. Default: none, and one is made.");

/** The network that stands already; none where not all that it needs is said, which existing-combinations.ts refuses. */
export function completeExistingNetwork({
  vpcId,
  privateSubnetIds,
  ...rest
}: z.output<typeof existingNetworkSchema>): ExistingNetworkSettings | undefined {
  return vpcId === undefined || privateSubnetIds === undefined
    ? undefined
    : { vpcId, privateSubnetIds, ...present(rest) };
}
