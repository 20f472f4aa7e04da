import assert from "node:assert/strict";
import { deletionProtection as rule } from "../../../policy/rules/deletion-protection.ts";
import { unknown } from "../../../policy/value.ts";
import { allows, refuses } from "../support/judge.ts";

const bucket = "aws:s3/bucket:Bucket";
const table = "aws:dynamodb/table:Table";
const balancer = "aws:lb/loadBalancer:LoadBalancer";

describe("policy: deletion-protection", () => {
  it("is only told: a setting turns the protection off", () => assert.equal(rule.level, "advisory"));

  it("allows what refuses to be deleted", () => {
    allows(rule, bucket, { forceDestroy: false });
    allows(rule, bucket, {});
    allows(rule, table, { deletionProtectionEnabled: true });
    allows(rule, balancer, { enableDeletionProtection: unknown });
  });

  it("tells of what does not", () => {
    refuses(rule, bucket, { forceDestroy: true }, /all that is in it/);
    refuses(rule, table, {}, /one call/);
    refuses(rule, balancer, { enableDeletionProtection: false }, /one call/);
  });
});
