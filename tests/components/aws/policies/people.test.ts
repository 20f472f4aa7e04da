import assert from "node:assert/strict";
import type { Place } from "../../../../components/aws/contracts.ts";
import { namesOf } from "../../../../components/aws/names.ts";
import { policyJson } from "../../../../components/aws/policies/document.ts";
import { groupPolicies, peoplePolicies } from "../../../../components/aws/policies/people.ts";
import { userGroups, type UserGroup } from "../../../../settings/aws/users.ts";
import { allows, type Call } from "../../../support/iam.ts";
import { buckets, kmsKeyArn } from "../../../support/aws-existing.ts";
import { account, bucketArn, contextOf, here, place, regional } from "./contexts.ts";

const mfa = { "aws:MultiFactorAuthPresent": "true" };

/** Whether a person of the group may, signed in with a second factor. */
function may(group: UserGroup, call: Call, values: Record<string, unknown> = {}): boolean {
  const policies = groupPolicies[group].map((policy) => peoplePolicies[policy](contextOf(values)));
  return allows(policies, { ...call, context: { ...mfa, "aws:username": "ann", ...call.context } });
}

/** For each group in turn, from viewers to administrators. */
const byGroup = (call: Call, values: Record<string, unknown> = {}): boolean[] =>
  (["viewers", "operators", "administrators"] as const).map((group) => may(group, call, values));

const nobody = [false, false, false];
const administratorsOnly = [false, false, true];
const notViewers = [false, true, true];
const everybody = [true, true, true];

const group = (name: string): string => regional("autoscaling", `autoScalingGroup:0f-1:autoScalingGroupName/${name}`);
const secret = regional("ssm", "parameter/acme/grafana-password");
const tag = { "aws:ResourceTag/Stack": "cortex/test" };

describe("AWS: policies of people", () => {
  for (const { what, call, who, values } of [
    {
      what: "see the groups",
      call: { action: "autoscaling:DescribeAutoScalingGroups", resource: "*", context: here },
      who: everybody,
    },
    {
      what: "see another region",
      call: { action: "ec2:DescribeInstances", resource: "*", context: { "aws:RequestedRegion": "us-east-1" } },
      who: nobody,
    },
    { what: "see metrics", call: { action: "cloudwatch:GetMetricData", resource: "*", context: here }, who: everybody },
    {
      what: "see how a bucket is set",
      call: { action: "s3:GetEncryptionConfiguration", resource: bucketArn("blocks") },
      who: everybody,
    },
    { what: "list objects", call: { action: "s3:ListBucket", resource: bucketArn("blocks") }, who: notViewers },
    {
      what: "read samples",
      call: { action: "s3:GetObject", resource: `${bucketArn("blocks")}/a` },
      who: administratorsOnly,
    },
    { what: "read access logs", call: { action: "s3:GetObject", resource: `${bucketArn("logs")}/a` }, who: notViewers },
    { what: "read others' objects", call: { action: "s3:GetObject", resource: "arn:aws:s3:::others/a" }, who: nobody },
    {
      what: "read index entries",
      call: { action: "dynamodb:Query", resource: regional("dynamodb", "table/acme_index_1") },
      who: administratorsOnly,
      values: { engine: "chunks" },
    },
    { what: "read a secret", call: { action: "ssm:GetParameter", resource: secret }, who: administratorsOnly },
    { what: "change a secret", call: { action: "ssm:PutParameter", resource: secret }, who: administratorsOnly },
    {
      what: "read others' secrets",
      call: { action: "ssm:GetParameter", resource: regional("ssm", "parameter/other/x") },
      who: nobody,
    },
    {
      what: "read logs",
      call: { action: "logs:GetLogEvents", resource: regional("logs", "log-group:/acme/cortex:log-stream:i-1") },
      who: notViewers,
    },
    {
      what: "read others' logs",
      call: { action: "logs:GetLogEvents", resource: regional("logs", "log-group:/other/a:log-stream:i-1") },
      who: nobody,
    },
    {
      what: "refresh instances",
      call: { action: "autoscaling:StartInstanceRefresh", resource: group("acme-cortex") },
      who: notViewers,
    },
    {
      what: "scale",
      call: { action: "autoscaling:SetDesiredCapacity", resource: group("acme-cortex") },
      who: notViewers,
    },
    {
      what: "scale others' groups",
      call: { action: "autoscaling:SetDesiredCapacity", resource: group("other-web") },
      who: nobody,
    },
    {
      what: "delete a group",
      call: { action: "autoscaling:DeleteAutoScalingGroup", resource: group("acme-cortex") },
      who: administratorsOnly,
    },
    {
      what: "silence alarms",
      call: { action: "cloudwatch:DisableAlarmActions", resource: regional("cloudwatch", "alarm:acme-cpu") },
      who: notViewers,
    },
    {
      what: "reboot the stack's instances",
      call: { action: "ec2:RebootInstances", resource: regional("ec2", "instance/i-1"), context: tag },
      who: notViewers,
    },
    {
      what: "reboot others' instances",
      call: {
        action: "ec2:RebootInstances",
        resource: regional("ec2", "instance/i-1"),
        context: { "aws:ResourceTag/Stack": "cortex/other" },
      },
      who: nobody,
    },
    {
      what: "end the stack's instances",
      call: { action: "ec2:TerminateInstances", resource: regional("ec2", "instance/i-1"), context: tag },
      who: administratorsOnly,
    },
    {
      what: "start the stack's instances, which their groups replace",
      call: { action: "ec2:StartInstances", resource: regional("ec2", "instance/i-1"), context: tag },
      who: nobody,
    },
    {
      what: "end untagged instances",
      call: { action: "ec2:TerminateInstances", resource: regional("ec2", "instance/i-1") },
      who: nobody,
    },
    {
      what: "delete the key",
      call: {
        action: "kms:ScheduleKeyDeletion",
        resource: regional("kms", "key/1"),
        context: { "kms:ResourceAliases": "alias/acme" },
      },
      who: nobody,
    },
    {
      what: "see how the key is set",
      call: {
        action: "kms:DescribeKey",
        resource: regional("kms", "key/1"),
        context: { "kms:ResourceAliases": "alias/acme" },
      },
      who: everybody,
    },
    {
      what: "see others' keys",
      call: {
        action: "kms:DescribeKey",
        resource: regional("kms", "key/1"),
        context: { "kms:ResourceAliases": "alias/other" },
      },
      who: nobody,
    },
    {
      what: "put somebody into a group",
      call: { action: "iam:AddUserToGroup", resource: `arn:aws:iam::${account}:group/acme/acme-viewers` },
      who: administratorsOnly,
    },
    {
      what: "put somebody into a foreign group",
      call: { action: "iam:AddUserToGroup", resource: `arn:aws:iam::${account}:group/admins` },
      who: nobody,
    },
  ] as { what: string; call: Call; who: boolean[]; values?: Record<string, unknown> }[]) {
    const names = who.every((yes) => !yes)
      ? "nobody"
      : userGroups.filter((_, index) => who.toReversed()[index]).join(", ");
    it(`may ${what}: ${names}`, () => assert.deepEqual(byGroup(call, values), who));
  }

  it("let nobody widen a right, their own included", () => {
    const targets = [
      "user/acme/ann",
      "group/acme/acme-viewers",
      "role/acme/acme-cortex",
      "policy/acme/acme-read",
      "role/other",
    ];
    for (const action of [
      "PutUserPolicy",
      "AttachUserPolicy",
      "PutGroupPolicy",
      "AttachGroupPolicy",
      "PutRolePolicy",
      "AttachRolePolicy",
      "UpdateAssumeRolePolicy",
      "CreatePolicyVersion",
      "SetDefaultPolicyVersion",
      "PassRole",
      "CreateRole",
    ]) {
      for (const target of targets) {
        assert.deepEqual(
          byGroup({ action: `iam:${action}`, resource: `arn:aws:iam::${account}:${target}` }),
          nobody,
          `${action} ${target}`,
        );
      }
    }
  });

  it("let each look after their own credentials, and not after another's", () => {
    const user = (name: string): string => `arn:aws:iam::${account}:user/acme/${name}`;
    for (const action of ["iam:ChangePassword", "iam:CreateAccessKey", "iam:EnableMFADevice"]) {
      assert.deepEqual(byGroup({ action, resource: user("ann") }), everybody, action);
      assert.deepEqual(byGroup({ action, resource: user("bob") }), nobody, action);
    }
    const device = (action: string, name: string) => ({
      action,
      resource: `arn:aws:iam::${account}:mfa/${name}`,
    });
    for (const name of ["ann", "bob", "telephone"]) {
      assert.deepEqual(byGroup(device("iam:CreateVirtualMFADevice", name)), everybody, name);
    }
    assert.deepEqual(byGroup(device("iam:DeleteVirtualMFADevice", "ann")), everybody);
    assert.deepEqual(byGroup(device("iam:DeleteVirtualMFADevice", "bob")), nobody);
  });

  it("without a second factor allow what it takes to set one up, and nothing else", () => {
    const self = `arn:aws:iam::${account}:user/acme/ann`;
    for (const factor of [{ "aws:MultiFactorAuthPresent": "false" }, {}]) {
      const bare = (action: string, resource: string): boolean =>
        allows(
          groupPolicies.administrators.map((policy) => peoplePolicies[policy](contextOf())),
          { action, resource, context: { "aws:username": "ann", ...here, ...factor } },
        );
      assert.ok(
        bare("iam:EnableMFADevice", self) && bare("iam:CreateVirtualMFADevice", `arn:aws:iam::${account}:mfa/phone`),
      );
      assert.ok(bare("iam:ListMFADevices", self) && bare("iam:GetUser", self));
      for (const action of ["iam:DeactivateMFADevice", "iam:CreateAccessKey", "iam:ChangePassword"])
        assert.ok(!bare(action, self), action);
      assert.ok(
        !bare("ec2:DescribeInstances", "*") &&
          !bare("ssm:GetParameter", secret) &&
          !bare("autoscaling:SetDesiredCapacity", group("acme-cortex")),
      );
    }
  });

  it("fit into a managed policy, even with the longest names", () => {
    const longest = {
      prefix: "a".repeat(20),
      aws: { s3: { bucketPrefix: "b".repeat(37) }, monitoring: { monthlyBudgetUsd: 1, emails: ["a@example.org"] } },
    };
    for (const engine of ["blocks", "chunks"]) {
      const { settings, ...others } = contextOf({ ...longest, engine });
      const far: Place = { ...place, region: "ap-southeast-1", partition: "aws-us-gov" };
      const context = { ...others, settings, place: far, names: namesOf(settings, far) };
      for (const [name, policy] of Object.entries(peoplePolicies)) {
        const { length } = policyJson(policy(context));
        assert.ok(length <= 6144, `${engine} ${name}: ${length} characters`); // IAM quotas: managed policy
      }
    }
  });
});

describe("AWS: policies of people about what stood before the stack", () => {
  const values = { aws: { kmsKeyArn, s3: { existingBuckets: buckets.blocks }, gateway: { accessLogDays: 0 } } };
  const bucket = `arn:aws:s3:::${buckets.blocks.blocks}`;
  const anyAlias = { "kms:ResourceAliases": "alias/acme" };

  for (const { what, call, who } of [
    {
      what: "see how its bucket is set",
      call: { action: "s3:GetEncryptionConfiguration", resource: bucket },
      who: everybody,
    },
    { what: "list its objects", call: { action: "s3:ListBucket", resource: bucket }, who: notViewers },
    { what: "change its bucket", call: { action: "s3:PutBucketVersioning", resource: bucket }, who: nobody },
    { what: "delete its objects", call: { action: "s3:DeleteObject", resource: `${bucket}/a` }, who: nobody },
    { what: "see its key", call: { action: "kms:DescribeKey", resource: kmsKeyArn }, who: everybody },
    {
      what: "use its key through S3",
      call: {
        action: "kms:Decrypt",
        resource: kmsKeyArn,
        context: { "kms:ViaService": "s3.eu-central-1.amazonaws.com" },
      },
      who: administratorsOnly,
    },
    { what: "manage its key", call: { action: "kms:EnableKeyRotation", resource: kmsKeyArn }, who: nobody },
    {
      what: "see another key with the alias that the stack's own would have",
      call: { action: "kms:DescribeKey", resource: regional("kms", "key/1"), context: anyAlias },
      who: nobody,
    },
  ]) {
    it(`say who may ${what}`, () => {
      assert.deepEqual(byGroup(call, values), who);
    });
  }
});
