// What Cortex needs of S3.
import { dataBuckets, madeBuckets } from "../data-buckets.ts";
import { allow, viaService, type KeyedContext, type Statement } from "./document.ts";

export function storageStatements(context: KeyedContext): Statement[] {
  const { settings, place, names, keyArn } = context;
  const kinds = dataBuckets(settings.engine);
  const buckets = kinds.map((kind) => names.bucketArn(kind));
  const made = madeBuckets(settings).map((kind) => names.bucketArn(kind));
  // What stands already has the key that its owner gave it.
  const keyed = kinds.flatMap((kind) => {
    const key = place.bucketKeys?.[kind];
    return key === undefined ? [] : [{ key, bucket: names.bucketArn(kind) }];
  });
  // Chunks are never deleted by Cortex; the bucket's lifecycle does that.
  const deletes = settings.engine === "blocks" ? ["s3:DeleteObject"] : [];
  const objects = ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject", ...deletes];
  return [
    allow("FindOwnBuckets", ["s3:GetBucketLocation", "s3:ListBucket"], buckets),
    allow(
      "UseOwnObjects",
      objects,
      buckets.map((arn) => `${arn}/*`),
    ),
    ...(settings.aws.s3.encryption === "kms" && made.length > 0
      ? [useKeys("UseKeyForOwnObjects", context, [keyArn], made)]
      : []),
    ...(keyed.length > 0
      ? [
          useKeys(
            "UseKeysOfExistingBuckets",
            context,
            [...new Set(keyed.map(({ key }) => key))],
            keyed.map(({ bucket }) => bucket),
          ),
        ]
      : []),
  ];
}

/** S3 names the object in the encryption context, or with a bucket key the bucket. */
function useKeys(sid: string, { place }: KeyedContext, keys: string[], buckets: string[]): Statement {
  return allow(sid, ["kms:Decrypt", "kms:GenerateDataKey"], keys, {
    StringEquals: { "kms:ViaService": viaService(place, "s3") },
    StringLike: { "kms:EncryptionContext:aws:s3:arn": buckets.flatMap((arn) => [arn, `${arn}/*`]) },
  });
}
