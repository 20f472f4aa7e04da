// The policy pack on the real engine, over AWS: what rules see is what the provider has made of the program's words.
import assert from "node:assert/strict";
import { previewWithPack, withPack } from "../support/policy.ts";
import { awsStack, emulatorAddress, region } from "./support/stack.ts";

/** A program with a tagged provider and one bucket that lacks nothing but what the test is about. */
function program(rest: string): string {
  const endpoint = JSON.stringify(emulatorAddress());
  return `
const provider = new aws.Provider("aws", {
  region: "${region}", skipCredentialsValidation: true, skipMetadataApiCheck: true, s3UsePathStyle: true,
  endpoints: [{ ec2: ${endpoint}, s3: ${endpoint}, sts: ${endpoint}, iam: ${endpoint} }],
  defaultTags: { tags: { Project: "try", Stack: "try/try", ManagedBy: "Pulumi" } },
});
const opts = { provider };
${rest}`;
}

const bucket = `
const bucket = new aws.s3.Bucket("one", { bucket: "policy-try" }, opts);
const of = { bucket: bucket.id };
new aws.s3.BucketServerSideEncryptionConfiguration("one", {
  ...of, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
}, opts);
new aws.s3.BucketVersioning("one", { ...of, versioningConfiguration: { status: "Enabled" } }, opts);
new aws.s3.BucketPolicy("one", { ...of, policy: JSON.stringify({ Version: "2012-10-17", Statement: [{
  Sid: "TlsOnly", Effect: "Deny", Principal: "*", Action: "s3:*",
  Resource: ["arn:aws:s3:::policy-try", "arn:aws:s3:::policy-try/*"],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
}] }) }, opts);`;
const block = (rest: string): string => `
new aws.s3.BucketPublicAccessBlock("one", {
  ...of, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true, ${rest}
}, opts);`;

describe("the policy pack over AWS", function () {
  this.timeout(300_000);

  it("lets the whole platform pass, and tells of the protection that the test's settings turn off", async () => {
    const stack = awsStack("policy", { prefix: "cpolicy" });
    try {
      await stack.create();
      const { ok, text } = await stack.attempt(["preview", ...withPack]);
      assert.ok(ok, text);
      assert.doesNotMatch(text, /can't run policy|\[mandatory\]/);
      const told = [...text.matchAll(/\[advisory\].*\]\s+(\S+)/g)].map(([, rule]) => rule);
      assert.ok(told.length >= 5, text);
      assert.deepEqual([...new Set(told)], ["deletion-protection"]);
    } finally {
      stack.forget(); // nothing was made
    }
  });

  it("lets a bucket pass that lacks nothing", async () => {
    const { ok, text } = await previewWithPack("aws", program(bucket + block("")));
    assert.ok(ok, text);
    assert.match(text, /✅ cortex@/);
  });

  const refused: [string, string, string][] = [
    ["a bucket that can be made public", bucket, "private-buckets"],
    ["a bucket whose public access is blocked by half", bucket + block("blockPublicPolicy: false"), "private-buckets"],
    ["a bucket without anything", 'new aws.s3.Bucket("one", {}, opts);', "tls-only-buckets"],
    ["a security group open to everybody", openGroup(), "closed-security-groups"],
    ["a role that may do everything", roleWith("s3:*"), "no-iam-wildcards"],
    ["an instance that answers IMDSv1", 'new aws.ec2.LaunchTemplate("one", { imageId: "ami-1" }, opts);', "imdsv2"],
  ];
  for (const [what, rest, rule] of refused) {
    it(`refuses ${what} (${rule})`, async () => {
      const { ok, text } = await previewWithPack("aws", program(rest));
      assert.equal(ok, false, text);
      assert.match(text, new RegExp(`\\[mandatory\\].* ${rule} `));
    });
  }
});

function openGroup(): string {
  return `
const group = new aws.ec2.SecurityGroup("one", { vpcId: "vpc-1" }, opts);
new aws.vpc.SecurityGroupIngressRule("one", {
  securityGroupId: group.id, ipProtocol: "tcp", fromPort: 22, toPort: 22, cidrIpv4: "0.0.0.0/0",
}, opts);`;
}

function roleWith(action: string): string {
  const statement = { Sid: "All", Effect: "Allow", Action: action, Resource: "arn:aws:s3:::policy-try" };
  const policy = JSON.stringify(JSON.stringify({ Version: "2012-10-17", Statement: [statement] }));
  return `new aws.iam.Policy("one", { policy: ${policy} }, opts);`;
}
