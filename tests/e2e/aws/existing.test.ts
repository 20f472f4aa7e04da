// A stack in a network, on a bucket and with a key that stood before it, known by a Terraform state: the real engine uses
// them, makes none of their kind, and leaves them when it goes.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Beforehand, type Made } from "./support/beforehand.ts";
import { Described } from "./support/describe.ts";
import { awsSettings, awsStack, emulatorAddress, region } from "./support/stack.ts";

const prefix = "cexist";

/** What would change somebody else's network, bucket or key. */
const madeByOthers =
  /^aws:(?:ec2\/(?:vpc|subnet|internetGateway|egressOnlyInternetGateway|natGateway|eip|route|routeTable|routeTableAssociation|flowLog|defaultSecurityGroup):|kms\/)/;

describe("an AWS stack that uses what stands already", function () {
  this.timeout(900_000);
  this.bail(true);

  const folder = mkdtempSync(join(tmpdir(), "cortex-e2e-state-"));
  const stateFile = join(folder, "network.tfstate");
  const beforehand = new Beforehand(emulatorAddress(), region);
  const described = new Described(emulatorAddress(), region);
  const output = (name: string) => ({ fromTerraform: { output: name } });
  const resource = (address: string, attribute = "id") => ({ fromTerraform: { resource: address, attribute } });
  const existing = { vpcId: output("vpc_id"), privateSubnetIds: output("private_subnets") };
  const uses = {
    network: { existing },
    kmsKeyArn: resource("aws_kms_key.data", "arn"),
    s3: { existingBuckets: { blocks: resource("aws_s3_bucket.blocks", "bucket") } },
    gateway: { accessLogDays: 0 },
  };
  const stack = awsStack("existing", {
    prefix,
    grafana: { enabled: "never" },
    terraform: { states: { network: { backend: "local", path: stateFile } } },
    aws: uses,
  });

  let made: Made;
  let before_: Record<string, unknown>;
  let identitiesBefore: string[] = [];

  /** Everything about what stood before that the stack could have changed. */
  async function facts(): Promise<Record<string, unknown>> {
    const groups = await described.securityGroups(made.vpcId);
    const own = groups.find(({ GroupName }) => GroupName === "default");
    return {
      bucket: await beforehand.bucketFacts(),
      key: await beforehand.keyFacts(made),
      vpcs: await described.vpcs(),
      subnets: (await described.subnets(made.vpcId)).map(({ SubnetId, Tags }) => ({ SubnetId, Tags })),
      defaultGroup: (await described.securityGroupRules(own?.GroupId ?? "")).map(({ CidrIpv4, IsEgress }) => [
        CidrIpv4,
        IsEgress,
      ]),
      natGateways: await described.natGateways(),
      flowLogs: await described.flowLogs(),
    };
  }

  async function refused(aws: Record<string, unknown>, message: RegExp): Promise<void> {
    stack.configure({ aws: awsSettings({ ...uses, ...aws }) });
    const { ok, text } = await stack.attempt(["preview"], 300);
    stack.configure({ aws: awsSettings(uses) });
    assert.equal(ok, false, text);
    assert.match(text, message);
    assert.doesNotMatch(text, /\n\s+at .*:\d+:\d+/, "a stack trace");
  }

  before(async () => {
    identitiesBefore = await described.identities();
    made = await beforehand.make();
    beforehand.writeState(stateFile, made);
    before_ = await facts();
    await stack.create();
  });

  after(async () => {
    await stack.destroy();
    await beforehand.unmake(made);
    rmSync(folder, { recursive: true });
  });

  it("refuses what Terraform will replace, and what is not there or does not suit, each by its setting", async () => {
    await refused(
      { network: { existing: { ...existing, vpcId: resource("aws_vpc.old") } } },
      /cortex:aws\.network\.existing\.vpcId: aws_vpc\.old is tainted/,
    );
    await refused(
      { network: { existing: { ...existing, vpcId: "vpc-0123456789abcdef0" } } },
      /cortex:aws\.network\.existing\.vpcId: there is no vpc-0123456789abcdef0 to be seen in eu-central-1/,
    );
    const [first, second] = made.privateSubnets;
    await refused(
      {
        network: { existing: { ...existing, privateSubnetIds: [first, second, made.publicSubnets[1]] } },
        s3: { existingBuckets: { blocks: "nobody-has-this-bucket" } },
      },
      /privateSubnetIds: subnet-\w+ and subnet-\w+ are both in [^]*existingBuckets\.blocks: there is no bucket nobody-has-this-bucket/,
    );
  });

  it("uses them, and makes none of their kind", async () => {
    await stack.up();
    const resources = await stack.resources();
    assert.ok(resources.length > 100, `${resources.length} resources`);
    assert.deepEqual(
      resources.filter(({ type }) => madeByOthers.test(type)).map(({ urn }) => urn),
      [],
    );
    const buckets = resources.filter(({ type }) => type === "aws:s3/bucket:Bucket").map(({ id }) => id ?? "");
    assert.deepEqual(buckets.map((id) => id.split("-").at(-1)).sort(), ["alertmanager", "ruler"]);
    const instances = await described.instances();
    assert.ok(instances.length >= 8, `${instances.length} instances`);
    for (const { InstanceId, VpcId, SubnetId } of instances) {
      assert.equal(VpcId, made.vpcId, InstanceId);
      assert.ok(made.privateSubnets.includes(SubnetId ?? ""), InstanceId);
    }
    const [balancer] = await described.loadBalancers();
    assert.deepEqual(
      balancer?.AvailabilityZones?.map(({ SubnetId }) => SubnetId).sort(),
      [...made.privateSubnets].sort(),
    );
    const cidrs = new Set<string>();
    for (const { GroupId = "", GroupName } of await described.securityGroups(made.vpcId)) {
      if (GroupName === "default") continue;
      for (const { IsEgress, CidrIpv4 } of await described.securityGroupRules(GroupId)) {
        if (IsEgress !== true && CidrIpv4 !== undefined) cidrs.add(CidrIpv4);
      }
    }
    assert.deepEqual([...cidrs], ["10.77.0.0/16"]);
  });

  it("changes nothing about them, and has nothing to do a second time", async () => {
    assert.deepEqual(await facts(), before_);
    assert.deepEqual(await stack.plan(), []);
  });

  it("leaves them, and nothing else, when it is destroyed", async () => {
    await stack.destroy();
    assert.deepEqual(await facts(), before_);
    assert.deepEqual(await described.instances(), []);
    assert.deepEqual(await described.loadBalancers(), []);
    assert.deepEqual(
      (await described.bucketNames()).filter((name) => name.startsWith(`${prefix}-`)),
      [],
    );
    const groups = await described.securityGroups(made.vpcId);
    assert.deepEqual(
      groups.map(({ GroupName }) => GroupName),
      ["default"],
    );
    assert.deepEqual(await described.identities(), identitiesBefore);
  });
});
