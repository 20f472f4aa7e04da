import type { AwsSettings } from "../../../settings/aws.ts";
import { dataBucketKinds, type DataBucketKind } from "../../../settings/aws/existing.ts";
import { answer, type ExistingCalls, type Problems } from "./facts.ts";

/** ARN of the KMS key by which a bucket that stands already is encrypted, where that is neither S3's nor AWS' own. */
export type BucketKeys = Partial<Record<DataBucketKind, string>>;

/** The keys of the existing buckets; what does not suit is told to `problems`. */
export async function existingBucketKeys(
  settings: AwsSettings,
  calls: ExistingCalls,
  problems: Problems,
): Promise<BucketKeys> {
  const keys = await Promise.all(
    dataBucketKinds.map(async (kind): Promise<[DataBucketKind, string | undefined]> => {
      const name = settings.s3.existingBuckets[kind];
      return [kind, name === undefined ? undefined : await keyOf(kind, name, settings, calls, problems)];
    }),
  );
  return Object.fromEntries(keys.filter(([, key]) => key !== undefined));
}

async function keyOf(
  kind: DataBucketKind,
  name: string,
  { region }: AwsSettings,
  calls: ExistingCalls,
  problems: Problems,
): Promise<string | undefined> {
  const problem = (what: string): undefined => {
    problems.add(`s3.existingBuckets.${kind}`, what);
  };
  const where = await answer(calls.bucketRegion(name));
  if ("refused" in where) {
    return problem(`there is no bucket ${name}, or the credentials may not see it. ${where.refused}`);
  }
  if (where.value !== region) {
    return problem(`${name} is in ${where.value}, the stack in ${region} (cortex:aws.region).`);
  }
  const key = await answer(calls.bucketKey(name));
  if ("refused" in key) {
    return problem(
      `the credentials may not see how ${name} is encrypted (s3:GetEncryptionConfiguration). ${key.refused}`,
    );
  }
  const { value: id } = key;
  if (id === undefined) return undefined;
  const facts = await answer(calls.key(id));
  return "value" in facts
    ? facts.value.arn
    : problem(`${name} is encrypted by ${id}, which the credentials may not see (kms:DescribeKey). ${facts.refused}`);
}
