import { privateBuckets as rule } from "../../../policy/rules/private-buckets.ts";
import type { StackResource } from "../../../policy/rule.ts";
import { unknown, type Fields } from "../../../policy/value.ts";
import { allowsStack, member, refusesStack } from "../support/judge.ts";

const bucket = member("aws:s3/bucket:Bucket", "data");
const block = (props: Fields, of = "data"): StackResource =>
  member("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "block", props, { bucket: [of] });
const all = { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true };

describe("policy: private-buckets", () => {
  it("allows a bucket with all four settings on", () => {
    allowsStack(rule, [bucket, block(all)]);
    allowsStack(rule, [bucket, block({ ...all, ignorePublicAcls: unknown })]);
  });

  it("refuses a bucket without them, or with those of another", () => {
    refusesStack(rule, [bucket], { data: /nothing keeps/ });
    refusesStack(rule, [bucket, block(all, "another")], { data: /nothing keeps/ });
  });

  for (const setting of Object.keys(all)) {
    it(`refuses a bucket with ${setting} off or left out`, () => {
      refusesStack(rule, [bucket, block({ ...all, [setting]: false })], { data: new RegExp(`^${setting} is not on`) });
      refusesStack(rule, [bucket, block({ ...all, [setting]: null })], { data: new RegExp(setting) });
    });
  }

  it("judges each bucket by itself", () => {
    const other = member("aws:s3/bucket:Bucket", "other");
    refusesStack(rule, [bucket, other, block(all)], { other: /nothing keeps/ });
  });
});
