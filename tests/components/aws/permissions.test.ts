import assert from "node:assert/strict";
import { InstancePermissions } from "../../../components/aws/permissions.ts";
import { instancePolicy } from "../../../components/aws/policies/instances.ts";
import { keyPolicy } from "../../../components/aws/policies/key.ts";
import { parsePolicy } from "../../../components/aws/policies/parse.ts";
import { instanceKinds } from "../../../settings/aws/instances.ts";
import { allows } from "../../support/iam.ts";
import { awsTier, ofAwsType, one } from "../../support/aws-tiers.ts";
import { text } from "../../support/containers.ts";
import { startMocks, valueOf, type Recorded } from "../../support/mocks.ts";
import { unknown } from "../../support/wire.ts";

interface Built {
  recorded: Recorded;
  tier: InstancePermissions;
  args: ReturnType<typeof awsTier>;
}

async function built(values: Record<string, unknown> = {}, preview = false): Promise<Built> {
  const recorded = await startMocks({ preview });
  const args = awsTier({ prefix: "acme", ...values });
  const tier = new InstancePermissions("acme", args);
  await recorded.settled();
  return { recorded, tier, args };
}

const key = ({ recorded }: Built) => one(recorded, "kms/key:Key", "acme-key").inputs;
const keyArn = "arn:aws:kms:eu-central-1:123456789012:acme-key";

describe("AWS: permissions", () => {
  it("have a key that rotates, whose loss takes a month, with the policy that is tested apart", async () => {
    const it = await built();
    const { policy, ...rest } = key(it);
    assert.equal(rest["enableKeyRotation"], true);
    assert.equal(rest["deletionWindowInDays"], 30);
    assert.deepEqual(parsePolicy(text(policy)), keyPolicy(it.args));
    const alias = one(it.recorded, "kms/alias:Alias", "acme-alias").inputs;
    assert.equal(alias["name"], "alias/acme");
    assert.equal(await valueOf(it.tier.keyArn), keyArn);
  });

  it("give each kind of instance a role that only EC2 can have, and its profile", async () => {
    const it = await built();
    for (const kind of instanceKinds) {
      const role = one(it.recorded, "iam/role:Role", `acme-${kind}-role`).inputs;
      assert.equal(role["name"], `acme-${kind}`);
      assert.equal(role["path"], "/acme/");
      const trust = parsePolicy(text(role["assumeRolePolicy"]));
      const assume = (principal: string): boolean =>
        allows([trust], { action: "sts:AssumeRole", resource: "*", principal });
      assert.ok(assume("ec2.amazonaws.com") && !assume("lambda.amazonaws.com") && !assume("arn:aws:iam::1:user/a"));
      const profile = one(it.recorded, "iam/instanceProfile:InstanceProfile", `acme-${kind}-profile`).inputs;
      assert.equal(profile["role"], `acme-${kind}`);
      assert.equal(await valueOf(it.tier.roles[kind].roleName), `acme-${kind}`);
      assert.match(await valueOf(it.tier.roles[kind].instanceProfileArn), /acme-.*-profile$/);
    }
  });

  for (const engine of ["blocks", "chunks"]) {
    it(`name the stack's own key in the policies of the instances (${engine})`, async () => {
      const it = await built({ engine });
      for (const kind of instanceKinds) {
        const { policy, role } = one(it.recorded, "iam/rolePolicy:RolePolicy", `acme-${kind}-policy`).inputs;
        assert.deepEqual(parsePolicy(text(policy)), instancePolicy({ ...it.args, keyArn }, kind));
        assert.equal(role, `acme-${kind}`);
        assert.ok(text(policy).length <= 10_240, "IAM quotas: inline policies of a role");
      }
    });
  }

  it("let VPC flow logs of this account write to their group, where they are kept", async () => {
    const it = await built();
    const role = one(it.recorded, "iam/role:Role", "acme-flow-logs-role").inputs;
    const trust = parsePolicy(text(role["assumeRolePolicy"]));
    const assume = (account: string): boolean =>
      allows([trust], {
        action: "sts:AssumeRole",
        resource: "*",
        principal: "vpc-flow-logs.amazonaws.com",
        context: {
          "aws:SourceAccount": account,
          "aws:SourceArn": `arn:aws:ec2:eu-central-1:${account}:vpc-flow-log/fl-1`,
        },
      });
    assert.ok(assume("123456789012") && !assume("999999999999"));
    const { policy } = one(it.recorded, "iam/rolePolicy:RolePolicy", "acme-flow-logs-policy").inputs;
    const write = (group: string): boolean =>
      allows([parsePolicy(text(policy))], {
        action: "logs:PutLogEvents",
        resource: `arn:aws:logs:eu-central-1:123456789012:log-group:${group}:log-stream:eni-1`,
      });
    assert.ok(write("/acme/flow-logs") && !write("/acme/cortex"));
    assert.ok(it.tier.flowLogsRoleArn);

    const without = await built({ aws: { network: { flowLogs: false } } });
    assert.equal(without.tier.flowLogsRoleArn, undefined);
    assert.equal(ofAwsType(without.recorded, "iam/role:Role").length, instanceKinds.length);
  });

  it("are there when their resources are", async () => {
    const it = await built();
    const waited = await Promise.all(it.tier.ready.map(({ urn }) => valueOf(urn)));
    const all = it.recorded.all.filter(({ type }) => type.startsWith("aws:")).map(({ urn }) => urn);
    assert.deepEqual(waited.toSorted(), all.toSorted());
  });

  it("are planned before the key is there", async () => {
    const it = await built({ engine: "chunks" }, true);
    const { policy } = one(it.recorded, "iam/rolePolicy:RolePolicy", "acme-cortex-policy").inputs;
    assert.equal(policy, unknown);
    assert.deepEqual(parsePolicy(text(key(it)["policy"])), keyPolicy(it.args));
    assert.equal(ofAwsType(it.recorded, "iam/instanceProfile:InstanceProfile").length, instanceKinds.length);
  });
});
