import type { Engine, Settings } from "../../settings.ts";
import type { BucketKind } from "./names.ts";

/** The buckets that hold data, by engine. */
export function dataBuckets(engine: Engine): BucketKind[] {
  return engine === "blocks" ? ["blocks", "ruler", "alertmanager"] : ["chunks"];
}

/** Every bucket that the stack makes. */
export function bucketKinds({ engine, aws }: Settings): BucketKind[] {
  return [...dataBuckets(engine), ...(aws.gateway.accessLogDays > 0 ? (["logs"] as const) : [])];
}

/** The name that their request metrics are counted under; the filter is all of the bucket. */
export const requestMetricsFilter = "EntireBucket";
