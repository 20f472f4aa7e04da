import assert from "node:assert/strict";
import { Likener, type Likeness } from "../../../components/terraform/likeness.ts";
import { partKey, type Part } from "../../../components/terraform/parts.ts";
import type { StateInstance } from "../../../components/terraform/state.ts";
import { instancesWith, single } from "../../support/terraform-state.ts";

const bucket: Part = {
  type: "aws:s3/bucket:Bucket",
  name: "cortex-blocks-bucket",
  inputs: { bucket: "acme-blocks" },
  references: {},
};

/** Its bucket is known when it is built. */
const metric: Part = {
  type: "aws:s3/bucketMetric:BucketMetric",
  name: "cortex-blocks-metrics",
  inputs: { name: "EntireBucket" },
  references: { bucket: partKey(bucket) },
};

function likeness(
  part: Part,
  terraformType: string,
  attributes: Record<string, unknown>,
  taken = new Map<string, StateInstance>(),
): Likeness {
  const [instance] = instancesWith(single(terraformType, "this", attributes));
  assert(instance);
  return new Likener(terraformType, {}, [part]).likeness(instance, part, taken);
}

const [blocks] = instancesWith(single("aws_s3_bucket", "blocks", { id: "acme-blocks", bucket: "acme-blocks" }));
assert(blocks);
const taken = new Map([[partKey(bucket), blocks]]);

describe("terraform: likeness of an address and a part", () => {
  it("is the same identity, or another one", () => {
    const same = likeness(bucket, "aws_s3_bucket", { bucket: "acme-blocks" });
    assert.deepEqual([same.same, same.differs, same.whole], [["bucket"], false, true]);
    const other = likeness(bucket, "aws_s3_bucket", { bucket: "acme-ruler" });
    assert.deepEqual([other.same, other.differs, other.whole], [[], true, false]);
    assert.deepEqual(likeness(bucket, "aws_s3_bucket", {}).same, [], "what the state lacks says nothing");
  });

  it("waits for what the part belongs to", () => {
    const early = likeness(metric, "aws_s3_bucket_metric", { bucket: "acme-blocks", name: "EntireBucket" });
    assert.deepEqual([early.pending, early.whole], [true, false]);
    const late = likeness(metric, "aws_s3_bucket_metric", { bucket: "acme-blocks", name: "EntireBucket" }, taken);
    assert.deepEqual([late.pending, late.whole, late.elsewhere], [false, true, false]);
    const foreign = likeness(metric, "aws_s3_bucket_metric", { bucket: "website", name: "EntireBucket" }, taken);
    assert.deepEqual([foreign.elsewhere, foreign.whole], [true, false]);
  });

  it("holds what the settings say literally against what the state has", () => {
    const group: Part = {
      type: "aws:ec2/securityGroup:SecurityGroup",
      name: "g",
      inputs: { vpcId: "vpc-1" },
      references: {},
    };
    assert.equal(likeness(group, "aws_security_group", { vpc_id: "vpc-1" }).elsewhere, false);
    assert.equal(likeness(group, "aws_security_group", { vpc_id: "vpc-2" }).elsewhere, true);
  });

  it("counts what describes a thing, which alone identifies none", () => {
    const subnet: Part = {
      type: "aws:ec2/subnet:Subnet",
      name: "s",
      inputs: { availabilityZone: "eu-central-1a", cidrBlock: "10.0.0.0/24", tags: { Name: "s" } },
      references: {},
    };
    const { alike, unlike, same, differs } = likeness(subnet, "aws_subnet", {
      availability_zone: "eu-central-1a",
      cidr_block: "10.1.0.0/24",
      tags: { Name: "s" },
    });
    assert.deepEqual([alike, unlike, same, differs], [1, 0, ["tags.Name"], true]);
    assert.equal(likeness(subnet, "aws_subnet", { availability_zone: "eu-central-1b" }).unlike, 1);
  });

  it("finds properties whose names follow no rule", () => {
    const alarm: Part = {
      type: "aws:cloudwatch/metricAlarm:MetricAlarm",
      name: "a",
      inputs: { name: "cortex-cpu" },
      references: {},
    };
    const [instance] = instancesWith(single("aws_cloudwatch_metric_alarm", "cpu", { alarm_name: "cortex-cpu" }));
    assert(instance);
    const likener = new Likener("aws_cloudwatch_metric_alarm", { alarm_name: { name: "name" } }, [alarm]);
    assert.deepEqual(likener.likeness(instance, alarm, new Map()).same, ["alarm_name"]);
  });
});
