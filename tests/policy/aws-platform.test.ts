// The pack over the whole platform on AWS, with the settings that change what is made.
import assert from "node:assert/strict";
import { rules } from "../../policy/rules.ts";
import * as existing from "../support/aws-existing.ts";
import { builtAws } from "../support/aws-platform.ts";
import { breaches } from "./support/registered.ts";

/** Fewer resources of a kind than these, and it is not the whole platform that was looked at. */
const least: Record<string, number> = {
  "aws:ec2/subnet:Subnet": 6,
  "aws:ec2/launchTemplate:LaunchTemplate": 4,
  "aws:autoscaling/group:Group": 6,
  "aws:iam/role:Role": 4,
  "aws:kms/key:Key": 1,
  "aws:lb/loadBalancer:LoadBalancer": 1,
  "aws:s3/bucket:Bucket": 2,
  "aws:ssm/parameter:Parameter": 4,
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": 13,
  "pulumi:providers:aws": 1,
};
const leastResources = 150;

const internetFacing = {
  scheme: "internet-facing",
  allowedCidrs: ["0.0.0.0/0"],
  domain: "cortex.example.org",
  zoneId: "Z0123456789ABC",
};

const stacks: Record<string, Record<string, unknown>> = {
  "blocks engine": {},
  "chunks engine": { engine: "chunks" },
  "chunks engine, tables made beforehand": { engine: "chunks", aws: { dynamodb: { tables: "pulumi" } } },
  "load balancer on the internet": { aws: { gateway: internetFacing } },
  "SSE-S3": { aws: { s3: { encryption: "s3" } } },
  "SSE-S3, chunks engine": { engine: "chunks", aws: { s3: { encryption: "s3" } } },
  "a NAT gateway each zone, interface endpoints": {
    aws: { network: { nat: "perZone", interfaceEndpoints: ["ssm", "logs"] } },
  },
  "people, mails, a budget": {
    aws: {
      users: { ada: { groups: ["administrators"] }, bob: { groups: ["viewers"] } },
      monitoring: { emails: ["ops@example.org"], monthlyBudgetUsd: 500 },
    },
  },
};

describe("policy: the AWS platform", () => {
  for (const [what, values] of Object.entries(stacks)) {
    for (const preview of [false, true]) {
      it(`breaks no rule: ${what}${preview ? ", in a preview" : ""}`, async () => {
        const { recorded } = await builtAws(values, preview);
        for (const [type, number] of Object.entries(least)) {
          const found = recorded.all.filter((one) => one.type === type).length;
          assert.ok(found >= number, `${found} of ${type}`);
        }
        assert.ok(recorded.all.length >= leastResources, `${recorded.all.length} resources`);
        assert.deepEqual(breaches(rules, recorded), []);
      });
    }
  }

  for (const preview of [false, true]) {
    it(`breaks no rule where it uses what stands already${preview ? ", in a preview" : ""}`, async () => {
      const aws = {
        network: { existing: existing.networkSetting },
        kmsKeyArn: existing.kmsKeyArn,
        s3: { existingBuckets: existing.buckets.blocks },
      };
      const there = { network: existing.network, bucketKeys: { blocks: existing.bucketKeyArn } };
      const { recorded } = await builtAws({ aws }, preview, there);
      assert.ok(recorded.all.length >= 100, `${recorded.all.length} resources`);
      assert.deepEqual(breaches(rules, recorded), []);
    });
  }

  it("is told of protection that a setting turns off", async () => {
    const found = breaches(rules, (await builtAws({ aws: { deletionProtection: false } })).recorded);
    assert.ok(found.length >= 3, found.join("\n"));
    for (const breach of found) assert.match(breach, /^deletion-protection: /);
  });
});
