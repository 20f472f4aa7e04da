import * as aws from "@pulumi/aws";
import { refusal } from "./refusal.ts";

/** Whether a bucket of a name can be looked at: answers, or fails with what S3 says. */
export type LookAtBucket = (bucketName: string) => Promise<unknown>;

/** Looks by the stack's own provider: HeadBucket, which needs no right to list all buckets. */
export function lookAtBucket(provider: aws.Provider): LookAtBucket {
  return (bucket) => aws.s3.getBucket({ bucket }, { provider });
}

/**
 * Refuses names that buckets of other accounts have: names are unique in all of AWS, and S3 says 403 of such a bucket,
 * 404 of one that nobody has. The account's own may be this stack's, so they pass.
 *
 * @throws {pulumi.RunError} One message that names all of them.
 */
export async function refuseTakenBuckets(bucketNames: string[], look: LookAtBucket): Promise<void> {
  const looked = await Promise.allSettled(bucketNames.map(look));
  const taken = bucketNames.filter((_, index) => isForbidden(looked[index]));
  if (taken.length === 0) return;
  throw refusal(
    `Bucket names are unique in all of AWS, and another account has ${taken.join(", ")}. ` +
      "Set cortex:aws.s3.bucketPrefix to a beginning that nobody else uses. Nothing was made.",
  );
}

function isForbidden(result: PromiseSettledResult<unknown> | undefined): boolean {
  return result?.status === "rejected" && /StatusCode: 403\b|\bForbidden\b/.test(String(result.reason));
}
