// The whole platform in a network that stands already, on buckets and with a key that do.
import assert from "node:assert/strict";
import { parsePolicy } from "../../../../components/aws/policies/parse.ts";
import * as existing from "../../../support/aws-existing.ts";
import { builtAws, type BuiltAws } from "../../../support/aws-platform.ts";
import { ofAwsType, one, place } from "../../../support/aws-tiers.ts";
import { at } from "../../../support/at.ts";
import { text, texts } from "../../../support/containers.ts";
import type { Registration } from "../../../support/mocks.ts";
import type { Plain } from "../../../support/wire.ts";

const engines = ["blocks", "chunks"] as const;
type Engine = (typeof engines)[number];

const known = new Map<string, Promise<BuiltAws>>();

/** Built once: there is much of it. `aws`: beside what stands already. */
function built(engine: Engine, preview = false, aws: Record<string, unknown> = {}): Promise<BuiltAws> {
  const key = JSON.stringify([engine, preview, aws]);
  const found =
    known.get(key) ??
    builtAws(
      {
        prefix: "acme",
        engine,
        aws: {
          network: { existing: existing.networkSetting, interfaceEndpoints: ["ssm"] },
          kmsKeyArn: existing.kmsKeyArn,
          s3: { existingBuckets: existing.buckets[engine] },
          ...aws,
        },
      },
      preview,
      { network: existing.network, bucketKeys: { [engine]: existing.bucketKeyArn } },
    );
  known.set(key, found);
  return found;
}

/** What would change a network that is somebody else's, or cost somebody money for nothing. */
const ofNetworks = [
  "ec2/vpc:Vpc",
  "ec2/subnet:Subnet",
  "ec2/internetGateway:InternetGateway",
  "ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway",
  "ec2/natGateway:NatGateway",
  "ec2/eip:Eip",
  "ec2/routeTable:RouteTable",
  "ec2/routeTableAssociation:RouteTableAssociation",
  "ec2/route:Route",
  "ec2/flowLog:FlowLog",
  "ec2/defaultSecurityGroup:DefaultSecurityGroup",
];

const inputsOf = (found: Registration[], key: string): (Plain | undefined)[] => found.map(({ inputs }) => inputs[key]);
const ingress = "vpc/securityGroupIngressRule:SecurityGroupIngressRule";

for (const engine of engines) {
  for (const preview of [false, true]) {
    describe(`AWS: what stands already, ${engine}${preview ? ", in a preview" : ""}`, () => {
      it("is made nowhere", async () => {
        const { recorded } = await built(engine, preview);
        assert.ok(recorded.all.length > 100, `${recorded.all.length} resources`);
        for (const type of [...ofNetworks, "kms/key:Key", "kms/alias:Alias"]) {
          assert.deepEqual(inputsOf(ofAwsType(recorded, type), "tags"), [], type);
        }
        // The access logs' bucket is the stack's own, and all that is said of buckets is of that one.
        const ofBuckets = recorded.all.filter(({ type }) => type.startsWith("aws:s3/"));
        assert.ok(ofBuckets.length > 5);
        for (const { type, name, inputs } of ofBuckets) {
          assert.match(name, /^acme-logs-/, type);
          for (const bucket of Object.values(existing.buckets[engine])) {
            assert.ok(!JSON.stringify(inputs).includes(bucket), `${type} ${name}`);
          }
        }
        // No flow logs of the stack's: no role and no group for them.
        assert.deepEqual(
          recorded.all.filter(({ name }) => name.includes("flow-logs")),
          [],
        );
      });

      it("is where everything lives", async () => {
        const { recorded } = await built(engine, preview);
        for (const type of [
          "ec2/securityGroup:SecurityGroup",
          "ec2/vpcEndpoint:VpcEndpoint",
          "lb/targetGroup:TargetGroup",
        ]) {
          const found = ofAwsType(recorded, type);
          assert.ok(found.length > 0, type);
          for (const vpc of inputsOf(found, "vpcId")) assert.equal(vpc, existing.vpcId, type);
        }
        const groups = ofAwsType(recorded, "autoscaling/group:Group");
        const subnets = new Map(groups.map(({ name, inputs }) => [name, texts(inputs["vpcZoneIdentifiers"])]));
        assert.deepEqual(subnets.get("acme-cortex-group"), existing.privateSubnetIds);
        for (const [index, id] of existing.privateSubnetIds.entries()) {
          assert.deepEqual(subnets.get(`acme-consul-${index + 1}-group`), [id]);
        }
        const balancer = one(recorded, "lb/loadBalancer:LoadBalancer", "acme-balancer").inputs;
        assert.deepEqual(texts(balancer["subnets"]), existing.privateSubnetIds);
      });

      it("is reached from every block of the VPC", async () => {
        const { recorded } = await built(engine, preview);
        const from = inputsOf(ofAwsType(recorded, ingress), "cidrIpv4").filter((cidr) => cidr !== undefined);
        assert.deepEqual([...new Set(from)].sort(), [...existing.network.cidrs].sort());
        for (const cidr of existing.network.cidrs) {
          const name = `acme-gateway-from-${cidr.replace("/", "_")}-tcp-80`;
          assert.equal(one(recorded, ingress, name).inputs["cidrIpv4"], cidr);
        }
      });

      it("gets the interface endpoints that are asked for, and no gateway endpoints, which are routes", async () => {
        const { recorded } = await built(engine, preview);
        const [endpoint, ...others] = ofAwsType(recorded, "ec2/vpcEndpoint:VpcEndpoint");
        assert.deepEqual(others, []);
        assert.equal(endpoint?.name, "acme-ssm");
        assert.deepEqual(texts(endpoint.inputs["subnetIds"]), existing.privateSubnetIds);
      });

      it("encrypts with the given key, without waiting for one", async () => {
        const { recorded } = await built(engine, preview);
        const uses = [
          ["ssm/parameter:Parameter", "keyId"],
          ["cloudwatch/logGroup:LogGroup", "kmsKeyId"],
          ["sns/topic:Topic", "kmsMasterKeyId"],
          ["ec2/launchTemplate:LaunchTemplate", "blockDeviceMappings.0.ebs.kmsKeyId"],
        ] as const;
        for (const [type, path] of uses) {
          const found = ofAwsType(recorded, type);
          assert.ok(found.length > 0, type);
          for (const { inputs, name } of found) assert.equal(at(inputs, path), existing.kmsKeyArn, `${type} ${name}`);
        }
      });

      it("is named by the role of Cortex, each bucket with its own key", async () => {
        const { recorded } = await built(engine, preview);
        const policy = one(recorded, "iam/rolePolicy:RolePolicy", "acme-cortex-policy").inputs["policy"];
        const statements = parsePolicy(text(policy)).Statement;
        const of = (sid: string): string[] => statements.find(({ Sid }) => Sid === sid)?.Resource ?? [];
        const arns = Object.values(existing.buckets[engine]).map((name) => `arn:aws:s3:::${name}`);
        assert.deepEqual(of("FindOwnBuckets"), arns);
        assert.deepEqual(
          of("UseOwnObjects"),
          arns.map((arn) => `${arn}/*`),
        );
        assert.deepEqual(of("UseKeysOfExistingBuckets"), [existing.bucketKeyArn]);
        assert.deepEqual(of("DecryptOwnSecrets"), [existing.kmsKeyArn]);
        assert.deepEqual(of("UseKeyForOwnObjects"), []);
      });

      it("has no alarm that nothing could ring: NAT gateways and request metrics are its owner's", async () => {
        const { recorded } = await built(engine, preview);
        const alarms = ofAwsType(recorded, "cloudwatch/metricAlarm:MetricAlarm").map(({ name }) => name);
        assert.ok(alarms.length > 20, `${alarms.length} alarms`);
        assert.deepEqual(
          alarms.filter((name) => /nat-|bucket-/.test(name)),
          [],
        );
      });

      it("lets an internet-facing load balancer into the public subnets, for those who come by NAT as well", async () => {
        const certificateArn = "arn:aws:acm:eu-central-1:123456789012:certificate/1";
        const gateway = { scheme: "internet-facing", domain: "cortex.example.org", certificateArn };
        const { recorded } = await built(engine, preview, { gateway });
        const balancer = one(recorded, "lb/loadBalancer:LoadBalancer", "acme-balancer").inputs;
        assert.deepEqual(texts(balancer["subnets"]), existing.publicSubnetIds);
        for (const [index, address] of existing.natAddresses.entries()) {
          const rule = one(recorded, ingress, `acme-gateway-from-nat-${index + 1}-tcp-443`).inputs;
          assert.equal(rule["cidrIpv4"], `${address}/32`);
        }
      });
    });
  }
}

describe("AWS: some that stands already, and some that is made", () => {
  it("guards the buckets that it makes, and those alone", async () => {
    const aws = { s3: { existingBuckets: { ruler: "owned-by-others-ruler" } } };
    const { recorded } = await builtAws({ prefix: "acme", aws });
    assert.deepEqual(
      ofAwsType(recorded, "s3/bucketPolicy:BucketPolicy")
        .map(({ name }) => name)
        .sort(),
      ["acme-alertmanager-policy", "acme-blocks-policy", "acme-logs-policy"],
    );
    const policy = one(recorded, "iam/rolePolicy:RolePolicy", "acme-cortex-policy").inputs["policy"];
    const named = parsePolicy(text(policy)).Statement.find(({ Sid }) => Sid === "UseKeyForOwnObjects");
    const own = ["blocks", "alertmanager"].map(
      (kind) => `arn:aws:s3:::acme-${place.accountId}-${place.region}-${kind}`,
    );
    assert.deepEqual(
      named?.Condition?.["StringLike"]?.["kms:EncryptionContext:aws:s3:arn"],
      own.flatMap((arn) => [arn, `${arn}/*`]),
    );
  });

  it("lets what passes the endpoint of its own VPC write to buckets that stood before", async () => {
    const aws = { s3: { existingBuckets: existing.buckets.blocks } };
    const { recorded } = await builtAws({ prefix: "acme", aws });
    const policy = one(recorded, "ec2/vpcEndpoint:VpcEndpoint", "acme-s3").inputs["policy"];
    const write = parsePolicy(text(policy)).Statement.find(({ Sid }) => Sid === "WriteOwnObjects");
    assert.deepEqual(
      write?.Resource,
      Object.values(existing.buckets.blocks).map((name) => `arn:aws:s3:::${name}/*`),
    );
  });
});
