import assert from "node:assert/strict";
import { instancePolicy } from "../../../../components/aws/policies/instances.ts";
import { instanceKinds, type InstanceKind } from "../../../../settings/aws/instances.ts";
import { allows, type Call } from "../../../support/iam.ts";
import { bucketKeyArn, buckets } from "../../../support/aws-existing.ts";
import { account, bucketArn, contextOf, here, keyArn, region, regional } from "./contexts.ts";

const secrets = [
  "gateway-htpasswd",
  "prometheus-password",
  "grafana-password",
  "grafana-reader-password",
  "gossip-key",
] as const;

/** Whether instances of the kind may, in a stack with these settings. */
function may(kind: InstanceKind, call: Call, values: Record<string, unknown> = {}): boolean {
  return allows([instancePolicy(contextOf(values), kind)], call);
}

const readable: Record<InstanceKind, readonly string[]> = {
  consul: ["gossip-key"],
  cortex: ["gateway-htpasswd", "gossip-key"],
  prometheus: ["prometheus-password", "gossip-key"],
  grafana: ["grafana-password", "grafana-reader-password", "gossip-key"],
};

describe("AWS: policies of instances", () => {
  for (const kind of instanceKinds) {
    it(`lets ${kind} read and decrypt its own secrets, and no other`, () => {
      for (const secret of secrets) {
        const parameter = regional("ssm", `parameter/acme/${secret}`);
        const own = readable[kind].includes(secret);
        assert.equal(may(kind, { action: "ssm:GetParameter", resource: parameter }), own, secret);
        const decrypt = (context: Record<string, string>): boolean =>
          may(kind, { action: "kms:Decrypt", resource: keyArn, context });
        const through = { "kms:ViaService": `ssm.${region}.amazonaws.com` };
        assert.equal(decrypt({ ...through, "kms:EncryptionContext:PARAMETER_ARN": parameter }), own, secret);
        assert.equal(decrypt({ "kms:EncryptionContext:PARAMETER_ARN": parameter }), false);
        assert.equal(decrypt(through), false);
      }
      assert.equal(
        may(kind, { action: "ssm:PutParameter", resource: regional("ssm", "parameter/acme/gossip-key") }),
        false,
      );
    });

    it(`lets ${kind} find Consul in its own region, send metrics under the stack's name, write its own log`, () => {
      assert.ok(may(kind, { action: "ec2:DescribeInstances", resource: "*", context: here }));
      const elsewhere = { "aws:RequestedRegion": "us-east-1" };
      assert.ok(!may(kind, { action: "ec2:DescribeInstances", resource: "*", context: elsewhere }));
      const metric = (namespace: string, values = {}): boolean =>
        may(
          kind,
          { action: "cloudwatch:PutMetricData", resource: "*", context: { "cloudwatch:namespace": namespace } },
          values,
        );
      assert.ok(metric("Cortex/acme"));
      assert.ok(!metric("AWS/EC2") && !metric("Cortex/other"));
      assert.ok(!metric("Cortex/acme", { aws: { artifacts: { cloudWatchAgent: false } } }));
      for (const other of instanceKinds) {
        const resource = regional("logs", `log-group:/acme/${other}:log-stream:i-1`);
        assert.equal(may(kind, { action: "logs:PutLogEvents", resource }), other === kind, other);
      }
      assert.ok(!may(kind, { action: "logs:CreateLogGroup", resource: regional("logs", `log-group:/acme/${kind}:*`) }));
    });
  }

  it("gives storage to Cortex alone", () => {
    for (const kind of instanceKinds) {
      const object = `${bucketArn("blocks")}/01J/meta.json`;
      assert.equal(may(kind, { action: "s3:GetObject", resource: object }), kind === "cortex", kind);
      const table = regional("dynamodb", "table/acme_index_2900");
      const query = { action: "dynamodb:Query", resource: table };
      assert.equal(may(kind, query, { engine: "chunks" }), kind === "cortex", kind);
      assert.equal(may(kind, query), false, "there are no tables with blocks");
    }
  });

  for (const { engine, buckets, others, deletes } of [
    { engine: "blocks", buckets: ["blocks", "ruler", "alertmanager"], others: ["chunks", "logs"], deletes: true },
    { engine: "chunks", buckets: ["chunks"], others: ["blocks", "ruler", "alertmanager", "logs"], deletes: false },
  ]) {
    it(`names the buckets of ${engine}, and their objects`, () => {
      const cortex = (action: string, resource: string): boolean => may("cortex", { action, resource }, { engine });
      for (const kind of [...buckets, ...others]) {
        const own = buckets.includes(kind);
        assert.equal(cortex("s3:ListBucket", bucketArn(kind)), own, kind);
        assert.equal(cortex("s3:GetObject", `${bucketArn(kind)}/a`), own, kind);
        assert.equal(cortex("s3:PutObject", `${bucketArn(kind)}/a`), own, kind);
        assert.equal(cortex("s3:AbortMultipartUpload", `${bucketArn(kind)}/a`), own, kind);
        assert.equal(cortex("s3:DeleteObject", `${bucketArn(kind)}/a`), own && deletes, kind);
        assert.equal(cortex("s3:DeleteBucket", bucketArn(kind)), false, kind);
      }
      assert.equal(cortex("s3:GetObject", "arn:aws:s3:::somebody-elses/a"), false);
    });
  }

  it("lets Cortex use the key through S3 for its own buckets, and not at all where S3 keeps the keys", () => {
    const use = (bucket: string, context: Record<string, string>, values = {}): boolean =>
      may(
        "cortex",
        {
          action: "kms:GenerateDataKey",
          resource: keyArn,
          context: { "kms:EncryptionContext:aws:s3:arn": bucket, ...context },
        },
        values,
      );
    const s3 = { "kms:ViaService": `s3.${region}.amazonaws.com` };
    assert.ok(use(bucketArn("blocks"), s3) && use(`${bucketArn("blocks")}/01J/index`, s3));
    assert.ok(!use(bucketArn("logs"), s3) && !use(bucketArn("blocks"), {}));
    assert.ok(!use(bucketArn("blocks"), { "kms:ViaService": `ec2.${region}.amazonaws.com` }));
    assert.ok(!use(bucketArn("blocks"), s3, { aws: { s3: { encryption: "s3" } } }));
  });

  it("lets Cortex use the key of a bucket that stood before, for that bucket alone", () => {
    const values = { aws: { s3: { existingBuckets: { ruler: buckets.blocks.ruler } } } };
    const context = contextOf(values);
    const place = { ...context.place, bucketKeys: { ruler: bucketKeyArn } };
    const use = (key: string, bucket: string): boolean =>
      allows([instancePolicy({ ...context, place }, "cortex")], {
        action: "kms:GenerateDataKey",
        resource: key,
        context: {
          "kms:EncryptionContext:aws:s3:arn": `arn:aws:s3:::${bucket}/a`,
          "kms:ViaService": `s3.${region}.amazonaws.com`,
        },
      });
    const { ruler } = buckets.blocks;
    const blocks = `acme-${account}-${region}-blocks`;
    assert.ok(use(bucketKeyArn, ruler) && use(keyArn, blocks));
    assert.ok(!use(bucketKeyArn, blocks) && !use(keyArn, ruler));
  });

  it("lets Cortex make and delete index tables only when it is to", () => {
    const table = regional("dynamodb", "table/acme_index_2900");
    const cortex = (action: string, values: Record<string, unknown>, resource = table): boolean =>
      may("cortex", { action, resource, context: here }, { engine: "chunks", ...values });
    for (const action of ["CreateTable", "UpdateTable", "TagResource"]) {
      assert.ok(cortex(`dynamodb:${action}`, {}), action);
      assert.ok(!cortex(`dynamodb:${action}`, { aws: { dynamodb: { tables: "pulumi" } } }), action);
      assert.ok(!cortex(`dynamodb:${action}`, {}, regional("dynamodb", "table/other_index_1")), action);
    }
    assert.ok(cortex("dynamodb:DeleteTable", {}));
    assert.ok(!cortex("dynamodb:DeleteTable", { storage: { retentionHours: 0 } }), "kept for ever");
    assert.ok(cortex("dynamodb:ListTables", {}, "*"));
    for (const tables of ["cortex", "pulumi"]) {
      assert.ok(cortex("dynamodb:Query", { aws: { dynamodb: { tables } } }), tables);
      assert.ok(!cortex("dynamodb:Scan", { aws: { dynamodb: { tables } } }), tables);
    }
  });

  it("lets Cortex open tables that are encrypted with the stack's key", () => {
    const decrypt = (table: string, tables: string): boolean =>
      may(
        "cortex",
        {
          action: "kms:Decrypt",
          resource: keyArn,
          context: {
            "kms:ViaService": `dynamodb.${region}.amazonaws.com`,
            "kms:EncryptionContext:aws:dynamodb:tableName": table,
          },
        },
        { engine: "chunks", aws: { dynamodb: { tables } } },
      );
    assert.ok(decrypt("acme_index_2900", "pulumi"));
    assert.ok(!decrypt("other", "pulumi") && !decrypt("acme_index_2900", "cortex"));
  });

  it("lets instances answer their own group's lifecycle hooks, and no other's", () => {
    const groups: Record<InstanceKind, string[]> = {
      consul: ["consul-1", "consul-2", "consul-3"],
      cortex: ["cortex"],
      prometheus: ["prometheus-1", "prometheus-2"],
      grafana: ["grafana"],
    };
    const drains = ["cortex", "consul"];
    for (const kind of instanceKinds) {
      for (const part of [...Object.values(groups).flat(), "other"]) {
        const own = groups[kind].includes(part);
        const tell = (action: string, prefix = "acme"): boolean =>
          may(kind, {
            action: `autoscaling:${action}`,
            resource: regional("autoscaling", `autoScalingGroup:0f-1:autoScalingGroupName/${prefix}-${part}`),
          });
        assert.equal(tell("CompleteLifecycleAction"), own, `${kind} ${part}`);
        assert.equal(tell("RecordLifecycleActionHeartbeat"), own && drains.includes(kind), `${kind} ${part}`);
        assert.equal(tell("CompleteLifecycleAction", "other"), false, `${kind} ${part}`);
        assert.equal(tell("SetDesiredCapacity"), false, `${kind} ${part}`);
      }
    }
  });

  it("never lets an instance widen a right", () => {
    for (const kind of instanceKinds) {
      for (const action of [
        "iam:PassRole",
        "iam:PutRolePolicy",
        "sts:AssumeRole",
        "kms:CreateGrant",
        "kms:PutKeyPolicy",
      ]) {
        assert.equal(may(kind, { action, resource: keyArn, context: here }), false, action);
        assert.equal(may(kind, { action, resource: `arn:aws:iam::${account}:role/acme/acme-cortex` }), false, action);
      }
    }
  });
});
