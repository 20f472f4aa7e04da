import { restorableData as rule } from "../../../policy/rules/restorable-data.ts";
import type { StackResource } from "../../../policy/rule.ts";
import { unknown, type Value } from "../../../policy/value.ts";
import { allowsStack, member, refusesStack } from "../support/judge.ts";

const bucket = member("aws:s3/bucket:Bucket", "data");
const versioning = (status: Value): StackResource =>
  member(
    "aws:s3/bucketVersioning:BucketVersioning",
    "versioning",
    { versioningConfiguration: { status } },
    { bucket: ["data"] },
  );
const table = (enabled: Value): StackResource =>
  member("aws:dynamodb/table:Table", "table", { pointInTimeRecovery: { enabled } });

describe("policy: restorable-data", () => {
  it("allows versions and recovery to a point in time", () => {
    const statuses: Value[] = ["Enabled", unknown];
    const switches: Value[] = [true, unknown];
    for (const status of statuses) allowsStack(rule, [bucket, versioning(status)]);
    for (const enabled of switches) allowsStack(rule, [table(enabled)]);
  });

  it("refuses a bucket that keeps nothing", () => {
    refusesStack(rule, [bucket], { data: /no versions/ });
    refusesStack(rule, [bucket, versioning("Suspended")], { data: /not enabled/ });
  });

  it("refuses a table that cannot be restored", () => {
    refusesStack(rule, [table(false)], { table: /point in time/ });
    refusesStack(rule, [member("aws:dynamodb/table:Table", "table")], { table: /point in time/ });
  });
});
