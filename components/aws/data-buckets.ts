import type { Engine } from "../../settings.ts";
import type { BucketKind } from "./names.ts";

/** The buckets that hold data, by engine. */
export function dataBuckets(engine: Engine): BucketKind[] {
  return engine === "blocks" ? ["blocks", "ruler", "alertmanager"] : ["chunks"];
}

/** The name that their request metrics are counted under; the filter is all of the bucket. */
export const requestMetricsFilter = "EntireBucket";
