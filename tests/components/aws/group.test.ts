import assert from "node:assert/strict";
import { InstanceGroup, type InstanceGroupArgs } from "../../../components/aws/group.ts";
import { at } from "../../support/at.ts";
import { keyArn, ofAwsType, one } from "../../support/aws-tiers.ts";
import { fields, list, text } from "../../support/containers.ts";
import { group, instanceTier, template } from "../../support/instance-tiers.ts";
import { startMocks, type Recorded } from "../../support/mocks.ts";
import { unknown } from "../../support/wire.ts";

async function built(
  args: Partial<InstanceGroupArgs> = {},
  values: Record<string, unknown> = {},
  preview = false,
): Promise<{ recorded: Recorded; tier: InstanceGroup }> {
  const recorded = await startMocks({ preview });
  const around = instanceTier(values);
  const tier = new InstanceGroup("acme-part", {
    ...around,
    kind: "cortex",
    part: "part",
    userData: "I2Nsb3VkLWNvbmZpZwo=",
    subnets: around.network.privateSubnets,
    minSize: 3,
    maxSize: 6,
    ...args,
  });
  await recorded.settled();
  return { recorded, tier };
}

describe("AWS: a group of instances", () => {
  it("starts instances without a public address, with encrypted disks, that answer to tokens only", async () => {
    const { recorded } = await built();
    const { inputs } = template(recorded, "part");
    assert.equal(inputs["imageId"], "ami-1");
    assert.equal(inputs["instanceType"], "m7g.large");
    assert.deepEqual(inputs["metadataOptions"], {
      httpEndpoint: "enabled",
      httpTokens: "required",
      httpPutResponseHopLimit: 1,
      instanceMetadataTags: "disabled",
    });
    const [card] = list(inputs["networkInterfaces"]);
    assert.equal(fields(card)["associatePublicIpAddress"], "false");
    assert.deepEqual(fields(card)["securityGroups"], ["sg-cortex", "sg-instances"]);
    const [disk] = list(inputs["blockDeviceMappings"]);
    assert.equal(fields(disk)["deviceName"], "/dev/xvda");
    assert.deepEqual(fields(disk)["ebs"], {
      volumeType: "gp3",
      volumeSize: 50,
      encrypted: "true",
      kmsKeyId: keyArn,
      deleteOnTermination: "true",
    });
    assert.deepEqual(inputs["iamInstanceProfile"], { arn: "arn:aws:iam::123456789012:instance-profile/cortex" });
    assert.equal(inputs["updateDefaultVersion"], true);
  });

  it("takes type and disk from the settings of its kind", async () => {
    const { recorded } = await built(
      { kind: "grafana" },
      { aws: { instances: { grafana: { instanceType: "t4g.large", diskGiB: 20 } } } },
    );
    const { inputs } = template(recorded, "part");
    assert.equal(inputs["instanceType"], "t4g.large");
    assert.equal(at(inputs, "blockDeviceMappings.0.ebs.volumeSize"), 20);
  });

  it("keeps its instances at the template's newest version, replaced one at a time, each after its successor has come", async () => {
    for (const [minSize, most] of [
      [1, 200],
      [3, 134],
      [10, 110],
    ] as const) {
      const { recorded } = await built({ minSize, maxSize: 20 });
      const { inputs } = group(recorded, "part");
      assert.deepEqual(inputs["launchTemplate"], { id: "acme-part-template-id", version: "1" });
      assert.deepEqual(fields(inputs["instanceRefresh"])["preferences"], {
        minHealthyPercentage: 100,
        maxHealthyPercentage: most,
        skipMatching: true,
      });
    }
  });

  it("leaves the desired size to those who scale it", async () => {
    const { inputs } = group((await built()).recorded, "part");
    assert.equal(inputs["minSize"], 3);
    assert.equal(inputs["maxSize"], 6);
    assert.ok(!("desiredCapacity" in inputs));
  });

  it("takes an instance into service when its boot says so, and ends one that says nothing", async () => {
    const { inputs } = group((await built()).recorded, "part");
    assert.deepEqual(inputs["initialLifecycleHooks"], [
      {
        name: "boot",
        lifecycleTransition: "autoscaling:EC2_INSTANCE_LAUNCHING",
        heartbeatTimeout: 1200,
        defaultResult: "ABANDON",
      },
    ]);
    assert.ok(parseInt(text(inputs["waitForCapacityTimeout"])) > 1200);
  });

  it("drains where it is told to, and goes on when a drain fails", async () => {
    const { recorded } = await built({ drainSeconds: 900 });
    const hook = one(recorded, "autoscaling/lifecycleHook:LifecycleHook", "acme-part-drain").inputs;
    assert.equal(hook["lifecycleTransition"], "autoscaling:EC2_INSTANCE_TERMINATING");
    assert.equal(hook["heartbeatTimeout"], 900);
    assert.equal(hook["defaultResult"], "CONTINUE");
    const without = await built();
    assert.equal(ofAwsType(without.recorded, "autoscaling/lifecycleHook:LifecycleHook").length, 0);
  });

  it("ends no instance because the load balancer finds it unwell: a fault of all would end all", async () => {
    const balanced = group((await built({ targetGroupArn: "arn:target" })).recorded, "part").inputs;
    assert.equal(balanced["healthCheckType"], "EC2");
    assert.deepEqual(balanced["targetGroupArns"], ["arn:target"]);
    const alone = group((await built()).recorded, "part").inputs;
    assert.equal(alone["healthCheckType"], "EC2");
    assert.ok(!("targetGroupArns" in alone));
  });

  it("tags instances, disks and network cards alike", async () => {
    const { recorded } = await built({ tags: { role: "x" } }, { aws: { tags: { Team: "metrics" } } });
    const tags = list(group(recorded, "part").inputs["tags"]).map(fields);
    const byKey = Object.fromEntries(tags.map(({ key, value }) => [text(key), text(value)]));
    assert.deepEqual(byKey, {
      ManagedBy: "Pulumi",
      Name: "acme-part",
      Project: "cortex",
      Stack: "cortex/test",
      Team: "metrics",
      role: "x",
    });
    assert.ok(tags.every(({ propagateAtLaunch }) => propagateAtLaunch === true));
    for (const one of list(template(recorded, "part").inputs["tagSpecifications"]).map(fields)) {
      assert.deepEqual(one["tags"], byKey);
    }
  });

  it("measures what the alarms ask for", async () => {
    const metrics = list(group((await built()).recorded, "part").inputs["enabledMetrics"]);
    assert.ok(metrics.includes("GroupInServiceInstances"));
  });

  it("is named before it is there, and in a preview its unknowns stay unknown", async () => {
    const { recorded, tier } = await built({}, {}, true);
    assert.deepEqual(tier.group, { kind: "cortex", name: "acme-part", minSize: 3 });
    assert.equal(group(recorded, "part").inputs["name"], "acme-part");
    assert.equal(at(group(recorded, "part").inputs, "launchTemplate.version"), unknown);
  });
});
