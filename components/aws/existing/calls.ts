import * as aws from "@pulumi/aws";
import type { AwsSettings } from "../../../settings/aws.ts";
import { sdkOptions } from "../ask.ts";
import type { ExistingCalls } from "./facts.ts";

/** The questions by the stack's own provider; those of buckets by AWS' SDK, since not every version of the provider answers them. */
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
    bucketRegion: (bucket) => bucketRegion(settings, bucket),
    bucketKey: (bucket) => bucketKey(settings, bucket),
  };
}

/** Where a bucket is: S3 says so to whoever asks in another region, and redirects. */
async function bucketRegion(settings: AwsSettings, bucket: string): Promise<string> {
  const { client, commands } = await s3(settings);
  try {
    const { BucketRegion } = await client.send(new commands.HeadBucketCommand({ Bucket: bucket }));
    return BucketRegion ?? settings.region;
  } catch (error) {
    // An answer to HEAD has no text.
    if (!(error instanceof commands.S3ServiceException)) throw error;
    throw new Error(`HTTP ${error.$metadata.httpStatusCode ?? "error"}`, { cause: error });
  } finally {
    client.destroy();
  }
}

async function bucketKey(settings: AwsSettings, bucket: string): Promise<string | undefined> {
  const { client, commands } = await s3(settings);
  try {
    const { ServerSideEncryptionConfiguration: found } = await client.send(
      new commands.GetBucketEncryptionCommand({ Bucket: bucket }),
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

/** Loaded only where a bucket stands already: the client takes half a second. */
async function s3(settings: AwsSettings) {
  const options = sdkOptions(settings);
  const commands = await import("@aws-sdk/client-s3");
  const forcePathStyle = settings.endpoint !== undefined;
  return { client: new commands.S3Client({ ...options, forcePathStyle, followRegionRedirects: true }), commands };
}
