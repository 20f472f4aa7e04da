import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { lifecycleRules, type Lifecycle } from "./bucket-lifecycle.ts";
import { bucketPolicy } from "./bucket-policy.ts";
import { requestMetricsFilter } from "./data-buckets.ts";
import type { Statement } from "./policies/document.ts";

export interface SecureBucketArgs {
  /** Name in all of AWS. */
  bucketName: string;
  bucketArn: string;
  /** ARN of the KMS key. Default: none, and S3's own keys are used (SSE-S3). */
  keyArn?: pulumi.Input<string>;
  lifecycle: Lifecycle;
  /** What the bucket's policy allows others. Default: nothing. */
  allowed?: Statement[];
  /** Whether CloudWatch counts its requests and errors (16 metrics of the account's bill). Default: false. */
  requestMetrics?: boolean;
  /** Whether bucket and content refuse to be deleted; without it the content goes with the bucket. */
  deletionProtection: boolean;
}

/** A bucket that is private, versioned, encrypted and reached by TLS alone. */
export class SecureBucket extends pulumi.ComponentResource {
  readonly bucketName: string;
  /** What must be there before anybody writes. */
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: SecureBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cortex:aws:SecureBucket", name, {}, opts);
    const { bucketName, bucketArn, keyArn, deletionProtection } = args;
    this.bucketName = bucketName;
    const bucket = new aws.s3.Bucket(
      `${name}-bucket`,
      { bucket: bucketName, forceDestroy: !deletionProtection },
      { parent: this, protect: deletionProtection },
    );
    const child = { parent: this };
    // Known only when the bucket is there: all that follows waits for it.
    const of = { bucket: bucket.id };
    const publicAccess = new aws.s3.BucketPublicAccessBlock(
      `${name}-public-access`,
      { ...of, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
      child,
    );
    // S3 refuses changes of a bucket that meet another ("A conflicting conditional operation"), so one after the other.
    const policy = new aws.s3.BucketPolicy(
      `${name}-policy`,
      {
        ...of,
        policy: pulumi
          .output(keyArn)
          .apply((arn) => bucketPolicy(bucketArn, arn ? { kind: "kms", keyArn: arn } : { kind: "s3" }, args.allowed)),
      },
      { parent: this, dependsOn: publicAccess },
    );
    const ownership = new aws.s3.BucketOwnershipControls(
      `${name}-ownership`,
      { ...of, rule: { objectOwnership: "BucketOwnerEnforced" } },
      { parent: this, dependsOn: policy },
    );
    const encryption = new aws.s3.BucketServerSideEncryptionConfiguration(
      `${name}-encryption`,
      {
        ...of,
        rules: [
          keyArn === undefined
            ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
            : {
                applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn },
                bucketKeyEnabled: true, // one call of KMS for many objects
              },
        ],
      },
      child,
    );
    const versioning = new aws.s3.BucketVersioning(
      `${name}-versioning`,
      { ...of, versioningConfiguration: { status: "Enabled" } },
      child,
    );
    // Not waited for: the provider looks at it for about a minute, and nothing expires on the first day.
    new aws.s3.BucketLifecycleConfiguration(
      `${name}-lifecycle`,
      { ...of, rules: lifecycleRules(args.lifecycle) },
      { parent: this, dependsOn: versioning },
    );
    if (args.requestMetrics) {
      new aws.s3.BucketMetric(`${name}-metrics`, { ...of, name: requestMetricsFilter }, child);
    }
    this.ready = [bucket, publicAccess, policy, ownership, encryption, versioning];
    this.registerOutputs({ bucketName: bucket.id });
  }
}
