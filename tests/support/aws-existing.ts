// What stands already, as settings name it and as AWS would tell of it.
import type { ExistingNetwork } from "../../components/aws/existing/network.ts";
import type { DataBucketKind } from "../../settings/aws/existing.ts";
import { place } from "./aws-tiers.ts";

export const vpcId = "vpc-0a1b2c3d";
const subnetIds = (kind: string): [string, string, string] => [
  `subnet-${kind}0000001`,
  `subnet-${kind}0000002`,
  `subnet-${kind}0000003`,
];
export const privateSubnetIds = subnetIds("a");
export const publicSubnetIds = subnetIds("b");
export const natAddresses = ["198.51.100.7", "198.51.100.8"];

/** The value of `aws.network.existing`. */
export const networkSetting = { vpcId, privateSubnetIds, publicSubnetIds, natAddresses };

/** The same as it was found; with a second block, since a VPC can have several. */
export const network: ExistingNetwork = {
  vpcId,
  cidrs: ["10.99.0.0/24", "100.64.0.0/22"],
  zones: place.zones,
  privateSubnets: privateSubnetIds.map((id, index) => ({ id, zone: place.zones[index] ?? "" })),
  publicSubnets: publicSubnetIds.map((id, index) => ({ id, zone: place.zones[index] ?? "" })),
  natAddresses,
};

export const kmsKeyArn = "arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d-existing";
export const bucketKeyArn = "arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d-of-a-bucket";

const bucket = (kind: DataBucketKind): string => `owned-by-others-${kind}`;

/** The value of `aws.s3.existingBuckets`, by engine. */
export const buckets = {
  blocks: { blocks: bucket("blocks"), ruler: bucket("ruler"), alertmanager: bucket("alertmanager") },
  chunks: { chunks: bucket("chunks") },
};
