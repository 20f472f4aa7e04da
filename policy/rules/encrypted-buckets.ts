import { eachBucketHas } from "../links.ts";
import type { StackRule } from "../rule.ts";
import { at, is, list, unknown } from "../value.ts";

const known = ["aws:kms", "aws:kms:dsse", "AES256"];

/** S3 encrypts by itself, but by which key only the bucket says: what is stated cannot change unseen. */
export const encryptedBuckets: StackRule = {
  kind: "stack",
  name: "encrypted-buckets",
  description: "Every bucket says by what key its objects are encrypted.",
  severity: "high",
  remediation: "Give the bucket a BucketServerSideEncryptionConfiguration with aws:kms or AES256 (SecureBucket does).",
  check: (resources) =>
    eachBucketHas(
      resources,
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
      "the bucket does not say how it is encrypted",
      ({ rules }) => {
        if (rules === unknown) return undefined;
        const algorithms = list(rules).map((rule) => at(rule, "applyServerSideEncryptionByDefault", "sseAlgorithm"));
        const right = algorithms.every((one) => one === unknown || known.some((algorithm) => is(one, algorithm)));
        return algorithms.length > 0 && right ? undefined : "no algorithm encrypts the bucket's objects";
      },
    ),
};
