import { tlsOnlyBuckets as rule } from "../../../policy/rules/tls-only-buckets.ts";
import type { StackResource } from "../../../policy/rule.ts";
import { unknown, type Value } from "../../../policy/value.ts";
import { allowsStack, member, refusesStack } from "../support/judge.ts";

const bucket = member("aws:s3/bucket:Bucket", "data");
const arn = "arn:aws:s3:::data";
const deny = {
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: [arn, `${arn}/*`],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};
const policy = (document: Value): StackResource =>
  member("aws:s3/bucketPolicy:BucketPolicy", "policy", { policy: document }, { bucket: ["data"] });
const withStatement = (statement: object): StackResource => policy(JSON.stringify({ Statement: [statement] }));

describe("policy: tls-only-buckets", () => {
  it("allows a bucket that refuses plain HTTP", () => {
    allowsStack(rule, [bucket, withStatement(deny)]);
    allowsStack(rule, [bucket, withStatement({ ...deny, Principal: { AWS: "*" } })]);
    allowsStack(rule, [bucket, policy(unknown)]);
  });

  it("refuses a bucket without a policy", () => refusesStack(rule, [bucket], { data: /no policy/ }));

  const wrong: [string, object][] = [
    ["allows", { ...deny, Effect: "Allow" }],
    ["denies reading alone", { ...deny, Action: "s3:GetObject" }],
    ["denies one role alone", { ...deny, Principal: { AWS: "arn:aws:iam::123456789012:role/one" } }],
    ["leaves the objects out", { ...deny, Resource: [arn] }],
    ["leaves the bucket out", { ...deny, Resource: [`${arn}/*`] }],
    ["denies TLS", { ...deny, Condition: { Bool: { "aws:SecureTransport": "true" } } }],
    ["asks something else", { ...deny, Condition: {} }],
  ];
  for (const [what, statement] of wrong) {
    it(`refuses a policy that ${what}`, () => {
      refusesStack(rule, [bucket, withStatement(statement)], { data: /does not refuse plain HTTP/ });
    });
  }
});
