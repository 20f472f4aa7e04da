import * as aws from "@pulumi/aws";
import type { AwsSettings } from "../../../settings/aws.ts";
import { sdkOptions } from "../ask.ts";
import type { ExistingCalls } from "./facts.ts";

/** The questions by the stack's own provider; by AWS' SDK the one that it has no function for. */
export function existingCalls(settings: AwsSettings, provider: aws.Provider): ExistingCalls {
  const opts = { provider };
  return {
    vpc: async (id) => {
      const found = await aws.ec2.getVpc({ id }, opts);
      const more = found.cidrBlockAssociations
        .filter(({ state }) => state === "associated")
        .map(({ cidrBlock }) => cidrBlock);
      return {
        cidrs: [...new Set([found.cidrBlock, ...more])],
        dnsSupport: found.enableDnsSupport,
        dnsHostnames: found.enableDnsHostnames,
      };
    },
    subnet: async (id) => {
      const { vpcId, availabilityZone } = await aws.ec2.getSubnet({ id }, opts);
      return { vpcId, zone: availabilityZone };
    },
    key: async (keyId) => {
      const { arn, enabled, keyUsage, keySpec } = await aws.kms.getKey({ keyId }, opts);
      return { arn, enabled, usage: keyUsage, spec: keySpec };
    },
    zone: async (zoneId) => {
      const { name, privateZone } = await aws.route53.getZone({ zoneId }, opts);
      return { name: name.replace(/\.$/, ""), isPrivate: privateZone === true };
    },
    bucketRegion: async (bucket) => (await aws.s3.getBucket({ bucket }, opts)).bucketRegion,
    bucketKey: (bucket) => bucketKey(settings, bucket),
  };
}

async function bucketKey(settings: AwsSettings, bucket: string): Promise<string | undefined> {
  const options = sdkOptions(settings);
  const { GetBucketEncryptionCommand, S3Client } = await import("@aws-sdk/client-s3");
  const client = new S3Client({ ...options, forcePathStyle: settings.endpoint !== undefined });
  try {
    const { ServerSideEncryptionConfiguration: found } = await client.send(
      new GetBucketEncryptionCommand({ Bucket: bucket }),
    );
    return found?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID;
  } catch (error) {
    // Buckets of before 2023 that nobody has written to since, and what only speaks S3.
    if (error instanceof Error && error.name === "ServerSideEncryptionConfigurationNotFoundError") return undefined;
    throw error;
  } finally {
    client.destroy();
  }
}
