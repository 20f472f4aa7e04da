// Where data is kept: buckets (`cortex:aws.s3`) and index tables (`cortex:aws.dynamodb`).
import type { z } from "zod";
import { present } from "../present.ts";
import { oneOf, section, text, whole } from "../rules.ts";
import { existingBucketsSchema, type DataBucketKind } from "./existing.ts";

/** Buckets. */
export interface AwsS3Settings {
  /**
   * First part of every bucket's name (names are unique in all of AWS), lower-case letters, digits, hyphens, at most 37
   * characters. Default: `<prefix>-<account id>-<region>`.
   */
  bucketPrefix?: string;
  /** Of buckets that are made. `kms`: the stack's key; `s3`: keys that S3 keeps (SSE-S3). Default: kms. */
  encryption: "kms" | "s3";
  /**
   * Buckets that stand already and are used, by what they hold; each for this alone. Nothing about them is changed: encryption,
   * versions, policy, lifecycle (Cortex never deletes chunks) stay their owner's. Default: none, all are made.
   */
  existingBuckets: Partial<Record<DataBucketKind, string>>;
  /** Days until a version that was deleted or overwritten goes for good, 1 to 3650. Default: 7. */
  noncurrentDays: number;
}

export const s3Schema = section({
  bucketPrefix: text(
    /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/,
    "lower-case letters, digits and hyphens, at most 37 characters",
    37,
  )
    .optional()
    .describe("First part of every bucket's name. Default: <prefix>-<account id>-<region>."),
  encryption: oneOf(["kms", "s3"]).default("kms").describe("kms: the stack's key; s3: SSE-S3."),
  existingBuckets: existingBucketsSchema.describe("Buckets that stand already, to use instead of the stack's own."),
  noncurrentDays: whole(1, 3_650, "days")
    .default(7)
    .describe("Days until a deleted or overwritten version goes for good."),
}).prefault({});

export function completeS3(given: z.output<typeof s3Schema>): AwsS3Settings {
  return { ...present(given), existingBuckets: present(given.existingBuckets) };
}

/** The index of the chunks engine. */
export interface AwsDynamoDbSettings {
  /** Who makes the index tables: Cortex's table manager as time goes on, or `pulumi` beforehand. Default: cortex. */
  tables: "cortex" | "pulumi";
  /**
   * With `pulumi`: how many tables are made, one for each `storage.tablePeriodHours` from `storage.schemaFrom` on, 1 to
   * 520; they must reach beyond today. Default: 104 (two years of weeks).
   */
  periods: number;
}

export const dynamodbSchema = section({
  tables: oneOf(["cortex", "pulumi"]).default("cortex").describe("Who makes the index tables of the chunks engine."),
  periods: whole(1, 520).default(104).describe("With pulumi: how many tables, from storage.schemaFrom on."),
}).prefault({});
