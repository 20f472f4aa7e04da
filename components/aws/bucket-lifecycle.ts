import type * as aws from "@pulumi/aws";

/** What goes from a bucket by itself, and when. */
export interface Lifecycle {
  /** Days until a version that was deleted or overwritten goes for good. */
  noncurrentDays: number;
  /** Days until an object itself goes. Default: never. */
  expireDays?: number;
}

/** Days until what an upload left unfinished goes; no upload of Cortex or of the load balancer takes as long. */
const unfinishedDays = 7;

/** The rules; each is for the whole bucket. */
export function lifecycleRules({
  noncurrentDays,
  expireDays,
}: Lifecycle): aws.types.input.s3.BucketLifecycleConfigurationRule[] {
  const rule = { status: "Enabled", filter: { prefix: "" } };
  return [
    {
      ...rule,
      id: "unfinished-uploads",
      abortIncompleteMultipartUpload: { daysAfterInitiation: unfinishedDays },
    },
    {
      ...rule,
      id: "old-versions",
      noncurrentVersionExpiration: { noncurrentDays },
      // What is left of a deleted object when its last version is gone.
      expiration: { expiredObjectDeleteMarker: true },
    },
    ...(expireDays === undefined ? [] : [{ ...rule, id: "retention", expiration: { days: expireDays } }]),
  ];
}

/**
 * Days that a bucket of chunks keeps an object; undefined: for ever. Cortex deletes index tables but never chunks.
 *
 * An index table goes when its whole period is older than the retention, so an entry outlives its samples by up to one
 * period; a chunk must outlive its entry, or queries fail on it. One day more, since the table manager comes by and by.
 */
export function chunkDays({
  retentionHours,
  tablePeriodHours,
}: {
  /** 0: for ever. */
  retentionHours: number;
  tablePeriodHours: number;
}): number | undefined {
  return retentionHours === 0 ? undefined : Math.ceil((retentionHours + tablePeriodHours) / 24) + 1;
}
