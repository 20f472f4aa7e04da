import assert from "node:assert/strict";
import { keyPolicy } from "../../../../components/aws/policies/key.ts";
import { allows, type Call } from "../../../support/iam.ts";
import { account, contextOf, keyArn, region, regional } from "./contexts.ts";

const may = (call: Omit<Call, "resource">, values: Record<string, unknown> = {}): boolean =>
  allows([keyPolicy(contextOf(values))], { resource: keyArn, ...call });

const inAccount = { principal: `arn:aws:iam::${account}:user/ann` };
const elsewhere = { principal: "arn:aws:iam::999999999999:user/eve" };
const through = (service: string) => ({ "kms:ViaService": `${service}.${region}.amazonaws.com` });
const premade = { engine: "chunks", aws: { dynamodb: { tables: "pulumi" } } };

describe("AWS: the key's policy", () => {
  it("leaves administration to the account, so that the key never gets out of hand", () => {
    for (const action of [
      "PutKeyPolicy",
      "ScheduleKeyDeletion",
      "CancelKeyDeletion",
      "EnableKeyRotation",
      "DescribeKey",
    ]) {
      assert.ok(may({ action: `kms:${action}`, ...inAccount }), action);
      assert.ok(!may({ action: `kms:${action}`, ...elsewhere }), action);
    }
  });

  it("is used by the account through the stack's services, and never directly", () => {
    for (const action of ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"]) {
      for (const service of ["s3", "ssm", "sns"]) {
        assert.ok(may({ action, ...inAccount, context: through(service) }), `${action} ${service}`);
        assert.ok(!may({ action, ...elsewhere, context: through(service) }), `${action} ${service}`);
      }
      assert.ok(!may({ action, ...inAccount }), action);
      assert.ok(!may({ action, ...inAccount, context: through("lambda") }), action);
    }
  });

  it("is DynamoDB's only where Pulumi makes the tables", () => {
    const use = { action: "kms:Decrypt", ...inAccount, context: through("dynamodb") };
    const grant = {
      action: "kms:CreateGrant",
      ...inAccount,
      context: { ...through("dynamodb"), "kms:GrantIsForAWSResource": "true" },
    };
    assert.ok(may(use, premade) && may(grant, premade));
    assert.ok(!may({ ...grant, context: through("dynamodb") }, premade));
    assert.ok(!may(use) && !may(grant) && !may(use, { engine: "chunks" }));
  });

  it("encrypts the volumes of Auto Scaling groups, as its service-linked role and nobody else", () => {
    const role = `arn:aws:iam::${account}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`;
    const context = { ...through("ec2"), "kms:CallerAccount": account, "aws:PrincipalArn": role };
    const grant = { ...context, "kms:GrantIsForAWSResource": "true" };
    for (const action of [
      "Decrypt",
      "GenerateDataKeyWithoutPlaintext",
      "ReEncryptFrom",
      "ReEncryptTo",
      "DescribeKey",
    ]) {
      assert.ok(may({ action: `kms:${action}`, principal: role, context }), action);
    }
    assert.ok(may({ action: "kms:CreateGrant", principal: role, context: grant }));
    assert.ok(!may({ action: "kms:CreateGrant", principal: role, context }));
    const { principal } = elsewhere;
    assert.ok(!may({ action: "kms:Decrypt", principal, context: { ...context, "aws:PrincipalArn": principal } }));
    assert.ok(!may({ action: "kms:Decrypt", principal: role, context: { ...context, "kms:CallerAccount": "9" } }));
    assert.ok(
      !may({ action: "kms:CreateGrant", ...inAccount, context: { ...grant, "aws:PrincipalArn": inAccount.principal } }),
    );
  });

  it("encrypts the stack's log groups, and no others", () => {
    const logs = (group: string, where = region): boolean =>
      may({
        action: "kms:GenerateDataKey",
        principal: `logs.${where}.amazonaws.com`,
        context: { "kms:EncryptionContext:aws:logs:arn": regional("logs", `log-group:${group}`) },
      });
    assert.ok(logs("/acme/cortex") && logs("/acme/flow-logs"));
    assert.ok(!logs("/other/cortex") && !logs("/acme/cortex", "us-east-1"));
  });

  it("lets the stack's alarms reach their topic", () => {
    const alarm = (name: string, source = account): boolean =>
      may({
        action: "kms:GenerateDataKey",
        principal: "cloudwatch.amazonaws.com",
        context: { "aws:SourceAccount": source, "aws:SourceArn": regional("cloudwatch", `alarm:${name}`) },
      });
    assert.ok(alarm("acme-cpu"));
    assert.ok(!alarm("other-cpu") && !alarm("acme-cpu", "999999999999"));
  });

  it("follows the partition", () => {
    const china = contextOf();
    china.place = { ...china.place, region: "cn-north-1", partition: "aws-cn" };
    const text = JSON.stringify(keyPolicy(china));
    assert.ok(text.includes("s3.cn-north-1.amazonaws.com.cn") && text.includes("arn:aws-cn:iam::"));
    assert.ok(!text.includes("arn:aws:"));
  });
});
