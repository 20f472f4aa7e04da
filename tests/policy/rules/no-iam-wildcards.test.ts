import { noIamWildcards as rule } from "../../../policy/rules/no-iam-wildcards.ts";
import { unknown } from "../../../policy/value.ts";
import { allows, refuses } from "../support/judge.ts";

const policy = "aws:iam/policy:Policy";
const endpoint = "aws:ec2/vpcEndpoint:VpcEndpoint";
const bucket = "aws:s3/bucketPolicy:BucketPolicy";
const key = "aws:kms/key:Key";
const own = "arn:aws:s3:::acme/file";

const of = (...statements: object[]) => ({ policy: JSON.stringify({ Version: "2012-10-17", Statement: statements }) });
const allow = (rest: object) => ({ Sid: "Some", Effect: "Allow", Action: ["s3:GetObject"], Resource: [own], ...rest });

describe("policy: no-iam-wildcards", () => {
  it("allows what names actions and resources", () => {
    allows(rule, policy, of(allow({})));
    allows(rule, policy, of(allow({ Action: "s3:GetObject", Resource: own })));
    allows(rule, policy, { policy: unknown });
    allows(rule, "aws:iam/role:Role", {
      assumeRolePolicy: JSON.stringify({
        Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
      }),
    });
  });

  it("allows denials, however wide", () => {
    allows(rule, bucket, of({ Sid: "TlsOnly", Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*" }));
  });

  it("allows the statements that are listed with their reason, in their own place only", () => {
    allows(rule, policy, of(allow({ Sid: "SendMetrics", Action: ["cloudwatch:PutMetricData"], Resource: ["*"] })));
    allows(rule, endpoint, of(allow({ Sid: "FetchObjects", Principal: "*", Resource: "*" })));
    allows(rule, key, of(allow({ Sid: "AccountAdministersKey", Action: "kms:DescribeKey", Resource: "*" })));
    refuses(rule, policy, of(allow({ Sid: "FetchObjects", Resource: "*" })), /FetchObjects holds \*/);
    refuses(rule, bucket, of(allow({ Sid: "SendMetrics", Resource: "*" })), /SendMetrics holds \*/);
  });

  it("refuses every other `*`: resource, action, principal", () => {
    refuses(rule, policy, of(allow({ Resource: "*" })), /Some holds \*/);
    refuses(rule, policy, of(allow({ Resource: [own, "arn:aws:s3:::*"] })), /arn:aws:s3:::\*/);
    refuses(rule, policy, of(allow({ Action: ["s3:Get*"] })), /s3:Get\*/);
    refuses(rule, bucket, of(allow({ Principal: "*" })), /holds \*/);
    refuses(rule, bucket, of(allow({ Principal: { AWS: "*" } })), /holds \*/);
    refuses(rule, policy, of({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }), /without Sid/);
  });

  it("refuses whole services and all but some, listed or not", () => {
    refuses(rule, policy, of(allow({ Action: "*" })), /allows \*/);
    refuses(rule, policy, of(allow({ Sid: "SendMetrics", Action: ["cloudwatch:*"], Resource: "*" })), /cloudwatch:\*/);
    refuses(rule, policy, of({ Sid: "Some", Effect: "Allow", NotAction: ["iam:*"], Resource: own }), /all but some/);
    refuses(
      rule,
      policy,
      of({ Sid: "Some", Effect: "Allow", Action: "s3:GetObject", NotResource: own }),
      /all but some/,
    );
  });

  it("refuses what it cannot read, and finds the second statement", () => {
    refuses(rule, policy, { policy: "{" }, /cannot be read/);
    refuses(rule, policy, { policy: "{}" }, /cannot be read/);
    refuses(rule, policy, of(allow({}), allow({ Sid: "Second", Resource: "*" })), /Second holds/);
  });
});
