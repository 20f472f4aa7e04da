// The platform on AWS, as the real engine and the real Terraform provider deploy it to the emulator.
import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import { parseOutputs } from "../../../smoke/outputs.ts";
import { emulatorEndpointOf, Described } from "./support/describe.ts";
import { awsSettings, awsStack, region } from "./support/stack.ts";

const prefix = "ctest";
const groups = ["consul-1", "consul-2", "consul-3", "cortex", "grafana", "prometheus-1", "prometheus-2"].map(
  (part) => `${prefix}-${part}`,
);

describe("the AWS stack at the emulator", function () {
  this.timeout(900_000);
  this.bail(true);

  const stack = awsStack("deploy", {
    prefix,
    aws: { users: { ann: { groups: ["operators"] } }, monitoring: { emails: ["ops@example.org"] } },
  });
  const described = new Described(emulatorEndpointOf(), region);
  const other = (changes: Record<string, unknown>) => {
    stack.configure({ aws: awsSettings({ users: { ann: { groups: ["operators"] } }, ...changes }) });
  };
  /** What stands at first: AWS' own role names and the like are nobody's leftovers. */
  let identitiesBefore: string[] = [];

  /** An `up` that is refused, in one message and before anything is made. */
  async function refused(message: RegExp, env: Record<string, string> = {}): Promise<void> {
    const { ok, text } = await stack.attempt(["up", "--yes", "--skip-preview"], 300, env);
    assert.equal(ok, false);
    assert.match(text, message);
    assert.doesNotMatch(text, /\n\s+at .*:\d+:\d+/, "a stack trace");
    assert.deepEqual(await described.vpcs(), []);
    assert.deepEqual(await described.groups(), []);
  }

  before(async () => {
    identitiesBefore = await described.identities();
    await stack.create();
  });

  after(async () => {
    await stack.destroy();
  });

  it("refuses a region that does not exist", async () => {
    other({ region: "xx-nowhere-1" });
    await refused(/xx-nowhere-1/);
  });

  it("refuses to start without credentials, and says how to give some", async () => {
    other({});
    await refused(/There are no AWS credentials\. Give them/, {
      AWS_ACCESS_KEY_ID: "",
      AWS_SECRET_ACCESS_KEY: "",
      AWS_SHARED_CREDENTIALS_FILE: "none",
      AWS_CONFIG_FILE: "none",
    });
  });

  it("refuses another account than the one that is allowed", async () => {
    other({ accountId: "999999999999" });
    await refused(/999999999999/);
  });

  it("refuses an address where nothing answers", async () => {
    other({ endpoint: "http://127.0.0.1:9" });
    await refused(/Nothing answers at http:\/\/127\.0\.0\.1:9 \(cortex:aws\.endpoint\)/);
  });

  it("tells of a bucket name that another account has", async () => {
    await described.takeBucketElsewhere("taken-by-others-blocks");
    other({ s3: { bucketPrefix: "taken-by-others" } });
    const { ok, text } = await stack.attempt(["up", "--yes", "--skip-preview"]);
    assert.equal(ok, false);
    assert.match(text, /taken-by-others-blocks/);
    assert.match(text, /BucketAlreadyExists|another account has/);
    assert.doesNotMatch(text, /\n\s+at .*:\d+:\d+/, "a stack trace");
  });

  it("goes on from there once the name is another", async () => {
    other({});
    await stack.up();
    const outputs = await stack.outputs();
    assert.match(String(outputs["gatewayUrl"]), /^http:\/\/\S+\.elb\.amazonaws\.com$/);
    assert.deepEqual(Object.keys(parseOutputs(outputs).logins).sort(), ["demo", "operations"]);
  });

  it("has nothing to do a second time, nor after a refresh", async () => {
    assert.deepEqual(await stack.plan(), []);
    await stack.pulumi(["refresh", "--yes", "--skip-preview"]);
    assert.deepEqual(await stack.plan(), []);
  });

  it("refuses another region, where all of it would be made anew", async () => {
    other({ region: "us-west-2" });
    const { ok, text } = await stack.attempt(["preview"]);
    other({});
    assert.equal(ok, false);
    assert.match(text, new RegExp(`cortex:aws\\.region ${region}, and its settings now say us-west-2`));
    assert.doesNotMatch(text, /\n\s+at .*:\d+:\d+/, "a stack trace");
  });

  it("has a network in three zones, closed from outside", async () => {
    const [vpc, second] = await described.vpcs();
    assert.ok(vpc?.VpcId);
    assert.equal(second, undefined);
    assert.equal(vpc.CidrBlock, "10.20.0.0/16");
    assert.equal(vpc.Ipv6CidrBlockAssociationSet?.length, 1);
    const subnets = await described.subnets(vpc.VpcId);
    assert.equal(subnets.length, 6);
    assert.equal(new Set(subnets.map(({ AvailabilityZone }) => AvailabilityZone)).size, 3);
    assert.ok(subnets.every(({ MapPublicIpOnLaunch }) => MapPublicIpOnLaunch !== true));
    assert.equal(await described.natGateways(), 1);
    assert.equal(await described.flowLogs(), 1);
    const endpoints = (await described.endpoints()).map(
      ({ ServiceName, VpcEndpointType }) => `${VpcEndpointType} ${ServiceName}`,
    );
    assert.ok(endpoints.includes(`Gateway com.amazonaws.${region}.s3`), endpoints.join(", "));
    for (const { GroupId, GroupName } of await described.securityGroups(vpc.VpcId)) {
      const rules = await described.securityGroupRules(GroupId ?? "");
      if (GroupName === "default") assert.deepEqual(rules, []);
      for (const { IsEgress, CidrIpv4, CidrIpv6 } of rules) {
        if (IsEgress === true) continue;
        assert.notEqual(CidrIpv4, "0.0.0.0/0", `${GroupName} is open to all`);
        assert.notEqual(CidrIpv6, "::/0", `${GroupName} is open to all`);
      }
    }
  });

  it("has a group for each kind of instance, spread over the zones, and every instance in service", async () => {
    const found = await described.groups();
    assert.deepEqual(found.map(({ AutoScalingGroupName }) => AutoScalingGroupName).sort(), groups);
    const cortex = found.find(({ AutoScalingGroupName }) => AutoScalingGroupName === `${prefix}-cortex`);
    assert.deepEqual([cortex?.MinSize, cortex?.DesiredCapacity, cortex?.MaxSize], [3, 3, 6]);
    assert.equal(new Set(cortex?.Instances?.map(({ AvailabilityZone }) => AvailabilityZone)).size, 3);
    const consul = found.filter(({ AutoScalingGroupName }) => AutoScalingGroupName?.includes("-consul-"));
    const zones = consul.flatMap(({ Instances = [] }) => Instances.map(({ AvailabilityZone }) => AvailabilityZone));
    assert.equal(new Set(zones).size, 3);
    const instances = found.flatMap(({ Instances = [] }) => Instances);
    assert.equal(instances.length, 9);
    assert.ok(instances.every(({ LifecycleState }) => LifecycleState === "InService"));
    const hooks = (await described.hooks(`${prefix}-cortex`)).map(
      ({ LifecycleTransition, DefaultResult }) => `${LifecycleTransition} ${DefaultResult}`,
    );
    assert.ok(hooks.includes("autoscaling:EC2_INSTANCE_TERMINATING CONTINUE"), hooks.join(", "));
    const [policy] = await described.scalingPolicies(`${prefix}-cortex`);
    assert.equal(policy?.TargetTrackingConfiguration?.TargetValue, 60);
  });

  it("boots instances with IMDSv2 alone, an encrypted gp3 disk and no public address", async () => {
    const versions = await described.templateVersions();
    assert.equal(versions.length, groups.length);
    for (const { LaunchTemplateName, LaunchTemplateData } of versions) {
      assert.equal(LaunchTemplateData?.MetadataOptions?.HttpTokens, "required", LaunchTemplateName);
      assert.equal(LaunchTemplateData.MetadataOptions.HttpPutResponseHopLimit, 1, LaunchTemplateName);
      const disks = LaunchTemplateData.BlockDeviceMappings ?? [];
      assert.ok(
        disks.length > 0 && disks.every(({ Ebs }) => Ebs?.Encrypted === true && Ebs.VolumeType === "gp3"),
        LaunchTemplateName,
      );
      assert.ok(
        (LaunchTemplateData.NetworkInterfaces ?? []).every(
          ({ AssociatePublicIpAddress }) => AssociatePublicIpAddress !== true,
        ),
      );
    }
    for (const { LaunchTemplateName, LaunchTemplateData } of versions) {
      assert.match(LaunchTemplateData?.IamInstanceProfile?.Arn ?? "", /:instance-profile\//, LaunchTemplateName);
    }
    assert.equal((await described.instances()).length, 9);
  });

  it("keeps every secret out of user data and of the state", async () => {
    const outputs = await stack.outputs();
    const logins = Object.values(parseOutputs(outputs).logins);
    const secrets = [...logins.map(({ password }) => password), await described.secret(`/${prefix}/gossip-key`)];
    assert.ok(secrets.length >= 3 && secrets.every((secret) => secret.length >= 32));
    const state = stack.stateText();
    for (const { LaunchTemplateName, LaunchTemplateData } of await described.templateVersions()) {
      const data = Buffer.from(LaunchTemplateData?.UserData ?? "", "base64");
      assert.ok(data.length > 0 && data.length <= 16_384, `${LaunchTemplateName}: ${data.length} bytes`);
      const text = gunzipSync(data).toString("utf8");
      assert.match(text, /^#cloud-config/);
      for (const secret of secrets) assert.ok(!text.includes(secret), `a secret in ${LaunchTemplateName}`);
    }
    for (const secret of secrets) assert.ok(!state.includes(secret), "a secret in clear in the state");
    const kinds = (await described.parameters()).map(({ Type }) => Type);
    assert.ok(kinds.length >= 5 && kinds.every((kind) => kind === "SecureString"));
  });

  it("has buckets that are encrypted, versioned, private, and reached by TLS alone", async () => {
    const names = (await described.bucketNames()).filter((name) => name.startsWith(`${prefix}-`));
    assert.equal(names.length, 4, names.join(", "));
    for (const name of names) {
      const { encryption, versioning, blocksPublicAccess, policy, lifecycleRules } = await described.bucket(name);
      assert.equal(encryption, name.endsWith("-logs") ? "AES256" : "aws:kms", name);
      assert.equal(versioning, "Enabled", name);
      assert.ok(blocksPublicAccess, name);
      assert.match(policy, /aws:SecureTransport/, name);
      assert.ok(lifecycleRules > 0, name);
    }
  });

  it("has a load balancer inside the VPC that lets the routes through and nothing else", async () => {
    const [balancer, second] = await described.loadBalancers();
    assert.ok(balancer?.LoadBalancerArn);
    assert.equal(second, undefined);
    assert.equal(balancer.Scheme, "internal");
    const [listener] = await described.listeners(balancer.LoadBalancerArn);
    assert.equal(listener?.Protocol, "HTTP");
    assert.equal(listener.DefaultActions?.[0]?.FixedResponseConfig?.StatusCode, "404");
    const paths = (await described.rules(listener.ListenerArn ?? "")).flatMap(({ Conditions = [] }) =>
      Conditions.flatMap(({ PathPatternConfig }) => PathPatternConfig?.Values ?? []),
    );
    assert.ok(paths.includes("/api/v1/push") && paths.includes("/prometheus/*"), paths.join(", "));
    assert.ok(!paths.some((path) => /ring|shutdown|config|debug|^\/\*$/.test(path)), paths.join(", "));
    const [nodes] = await described.targetGroups();
    assert.equal(nodes?.HealthCheckPath, "/ready");
    assert.equal((await described.targets(nodes.TargetGroupArn ?? "")).length, 3);
  });

  it("has people with their groups, alarms and where they are told", async () => {
    const identities = await described.identities();
    for (const name of [`group ${prefix}-operators`, "user ann", `role ${prefix}-cortex`]) {
      assert.ok(
        identities.some((identity) => identity.startsWith(name)),
        `${name}: ${identities.join(", ")}`,
      );
    }
    const alarms = await described.alarms();
    assert.ok(alarms.length >= 15, `${alarms.length} alarms`);
    assert.ok(alarms.every(({ AlarmName }) => AlarmName?.startsWith(`${prefix}-`)));
  });

  it("makes a new version of the nodes' template for a changed limit, and refreshes that group alone", async () => {
    const before = await described.templateVersions();
    stack.configure({ limits: { ingestionRate: 90_000 } });
    const steps = await stack.plan();
    assert.deepEqual([...new Set(steps.map(({ op }) => op))], ["update"]);
    assert.deepEqual(steps.map(({ urn }) => urn.split("::").at(-1)).sort(), [
      `${prefix}-cortex-group`,
      `${prefix}-cortex-template`,
    ]);
    await stack.up();
    const after = await described.templateVersions();
    const newer = after.filter(
      (version) =>
        !before.some(
          ({ LaunchTemplateId, VersionNumber }) =>
            LaunchTemplateId === version.LaunchTemplateId && VersionNumber === version.VersionNumber,
        ),
    );
    assert.deepEqual(
      newer.map(({ VersionNumber, LaunchTemplateName }) => [VersionNumber, LaunchTemplateName?.includes("cortex")]),
      [[2, true]],
    );
    const refreshed: string[] = [];
    for (const group of groups) if ((await described.refreshes(group)).length > 0) refreshed.push(group);
    assert.deepEqual(refreshed, [`${prefix}-cortex`]);
    assert.deepEqual(await stack.plan(), []);
  });

  it("changes sizes in place", async () => {
    const arnOf = async () =>
      (await described.groups()).find(({ AutoScalingGroupName }) => AutoScalingGroupName === `${prefix}-cortex`);
    const before = await arnOf();
    stack.configure({ cluster: { nodes: 4, replicationFactor: 3 } });
    other({ cluster: { maxNodes: 9, cpuTargetPercent: 50 } });
    const steps = await stack.plan();
    assert.ok(
      steps.every(({ op }) => op === "update"),
      JSON.stringify(steps),
    );
    await stack.up();
    const after = await arnOf();
    assert.equal(after?.AutoScalingGroupARN, before?.AutoScalingGroupARN);
    assert.deepEqual([after?.MinSize, after?.MaxSize], [4, 9]);
    assert.equal(after?.Instances?.length, 4);
    const [policy] = await described.scalingPolicies(`${prefix}-cortex`);
    assert.equal(policy?.TargetTrackingConfiguration?.TargetValue, 50);
  });

  it("leaves nothing behind when it is destroyed", async () => {
    await stack.destroy();
    await assertNothing(described, prefix);
    assert.deepEqual(await described.identities(), identitiesBefore);
  });
});

describe("the AWS stack with the chunks engine at the emulator", function () {
  this.timeout(900_000);
  this.bail(true);

  const stack = awsStack("chunks", {
    prefix: "cchunk",
    engine: "chunks",
    storage: { schemaFrom: new Date(Date.now() - 14 * 86_400_000).toISOString().slice(0, 10) },
    grafana: { enabled: "never" },
    aws: { dynamodb: { tables: "pulumi", periods: 5 } },
  });
  const described = new Described(emulatorEndpointOf(), region);

  before(async () => {
    await stack.create();
  });

  after(async () => {
    await stack.destroy();
  });

  it("makes the index tables beforehand, on demand, encrypted and with point-in-time recovery", async () => {
    await stack.up();
    const tables = await described.tables();
    assert.equal(tables.length, 5);
    for (const { TableName, KeySchema, BillingModeSummary, SSEDescription } of tables) {
      assert.match(TableName ?? "", /^cchunk_index_\d+$/);
      assert.deepEqual(
        KeySchema?.map(({ AttributeName, KeyType }) => `${AttributeName} ${KeyType}`),
        ["h HASH", "r RANGE"],
      );
      assert.equal(BillingModeSummary?.BillingMode, "PAY_PER_REQUEST");
      assert.equal(SSEDescription?.SSEType, "KMS");
      assert.equal(await described.pointInTimeRecovery(TableName ?? ""), "ENABLED");
    }
    assert.deepEqual(
      (await described.bucketNames())
        .filter((name) => name.startsWith("cchunk-"))
        .map((name) => name.split("-").at(-1)),
      ["chunks", "logs"],
    );
  });

  it("has nothing to do a second time", async () => {
    assert.deepEqual(await stack.plan(), []);
  });

  it("leaves nothing behind when it is destroyed", async () => {
    await stack.destroy();
    await assertNothing(described, "cchunk");
  });
});

/** That nothing of a stack stands any more. */
async function assertNothing(described: Described, prefix: string): Promise<void> {
  assert.deepEqual(await described.vpcs(), []);
  assert.deepEqual(await described.groups(), []);
  assert.deepEqual(await described.instances(), []);
  assert.deepEqual(await described.loadBalancers(), []);
  assert.deepEqual(await described.templateVersions(), []);
  assert.deepEqual(
    (await described.bucketNames()).filter((name) => name.startsWith(`${prefix}-`)),
    [],
  );
  assert.deepEqual(await described.tables(), []);
  assert.deepEqual(await described.alarms(), []);
  assert.deepEqual(await described.parameters(), []);
  assert.equal(await described.addresses(), 0);
  assert.equal(await described.natGateways(), 0);
}
