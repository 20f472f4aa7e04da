import type { DataBucketKind } from "../../settings/aws/existing.ts";
import type { Engine, Settings } from "../../settings.ts";

/** The buckets that hold data, by engine. */
export function dataBuckets(engine: Engine): DataBucketKind[] {
  return engine === "blocks" ? ["blocks", "ruler", "alertmanager"] : ["chunks"];
}

/** Those of them that the stack makes, and whose settings are its own affair. */
export function madeBuckets({ engine, aws }: Settings): DataBucketKind[] {
  return dataBuckets(engine).filter((kind) => aws.s3.existingBuckets[kind] === undefined);
}

/** The name that their request metrics are counted under; the filter is all of the bucket. */
export const requestMetricsFilter = "EntireBucket";
