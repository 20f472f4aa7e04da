import { encryptedBuckets as rule } from "../../../policy/rules/encrypted-buckets.ts";
import type { StackResource } from "../../../policy/rule.ts";
import { unknown, type Fields, type Value } from "../../../policy/value.ts";
import { allowsStack, member, refusesStack } from "../support/judge.ts";

const bucket = member("aws:s3/bucket:Bucket", "data", { bucket: "acme-data" });
const configuration = (props: Fields, of = "data"): StackResource =>
  member(
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "encryption",
    props,
    { bucket: [of] },
  );
const by = (sseAlgorithm: Fields[string]): Fields => ({
  rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm } }],
});

describe("policy: encrypted-buckets", () => {
  it("allows a key of one's own and S3's own, and waits for what is not known", () => {
    const algorithms: Value[] = ["aws:kms", "AES256", unknown];
    for (const algorithm of algorithms) allowsStack(rule, [bucket, configuration(by(algorithm))]);
    allowsStack(rule, [bucket, configuration({ rules: unknown })]);
    allowsStack(rule, [member("aws:sns/topic:Topic", "no-bucket")]);
  });

  it("finds the configuration by the bucket's name too", () => {
    const named = member(configuration({}).type, "encryption", { ...by("AES256"), bucket: "acme-data" });
    allowsStack(rule, [bucket, named]);
    refusesStack(rule, [bucket, { ...named, props: { ...by("AES256"), bucket: "another" } }], { data: /does not say/ });
  });

  it("refuses a bucket without a word about it, or with another bucket's", () => {
    refusesStack(rule, [bucket], { data: /does not say/ });
    refusesStack(rule, [bucket, configuration(by("aws:kms"), "another")], { data: /does not say/ });
  });

  it("refuses a configuration that encrypts nothing", () => {
    refusesStack(rule, [bucket, configuration({ rules: [] })], { data: /no algorithm/ });
    refusesStack(rule, [bucket, configuration(by("none"))], { data: /no algorithm/ });
  });
});
