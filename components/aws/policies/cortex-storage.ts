// What Cortex needs of S3.
import { dataBuckets } from "../data-buckets.ts";
import { allow, viaService, type KeyedContext, type Statement } from "./document.ts";

export function storageStatements(context: KeyedContext): Statement[] {
  const { settings, names } = context;
  const buckets = dataBuckets(settings.engine).map((kind) => names.bucketArn(kind));
  // Chunks are never deleted by Cortex; the bucket's lifecycle does that.
  const objects = ["s3:GetObject", "s3:PutObject", ...(settings.engine === "blocks" ? ["s3:DeleteObject"] : [])];
  return [
    allow("FindOwnBuckets", ["s3:GetBucketLocation", "s3:ListBucket"], buckets),
    allow(
      "UseOwnObjects",
      objects,
      buckets.map((arn) => `${arn}/*`),
    ),
    ...(settings.aws.s3.encryption === "kms" ? [useKey(context, buckets)] : []),
  ];
}

/** S3 names the object in the encryption context, or with a bucket key the bucket. */
function useKey({ place, keyArn }: KeyedContext, buckets: string[]): Statement {
  return allow("UseKeyForOwnObjects", ["kms:Decrypt", "kms:GenerateDataKey"], [keyArn], {
    StringEquals: { "kms:ViaService": viaService(place, "s3") },
    StringLike: { "kms:EncryptionContext:aws:s3:arn": buckets.flatMap((arn) => [arn, `${arn}/*`]) },
  });
}
