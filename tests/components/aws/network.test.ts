import assert from "node:assert/strict";
import { Network } from "../../../components/aws/network.ts";
import { dynamoDbEndpointPolicy, s3EndpointPolicy } from "../../../components/aws/policies/endpoints.ts";
import { parsePolicy } from "../../../components/aws/policies/parse.ts";
import { rulesOf, type Peer } from "../../../components/aws/security-group-rules.ts";
import { flows } from "../../../components/aws/security-groups.ts";
import { awsTier, awsWaited, keyArn, ofAwsType, one, place } from "../../support/aws-tiers.ts";
import { list, text, texts } from "../../support/containers.ts";
import { startMocks, valueOf, type Recorded, type Registration } from "../../support/mocks.ts";
import { unknown } from "../../support/wire.ts";

interface Built {
  recorded: Recorded;
  tier: Network;
  args: ReturnType<typeof awsTier>;
}

const known = new Map<string, Promise<Built>>();

/** The network of a stack with these settings: built once, since there is much of it. */
function built(values: Record<string, unknown> = {}, preview = false): Promise<Built> {
  const key = JSON.stringify([values, preview]);
  const made = known.get(key) ?? build(values, preview);
  known.set(key, made);
  return made;
}

async function build(values: Record<string, unknown>, preview: boolean): Promise<Built> {
  const recorded = await startMocks({ preview });
  const args = awsTier({ prefix: "acme", ...values });
  const ready = awsWaited("permissions-ready");
  const permissions = {
    keyArn: ready.id.apply(() => keyArn),
    ...(args.settings.aws.network.flowLogs ? { flowLogsRoleArn: ready.id.apply(() => "arn:role") } : {}),
    ready: [ready],
  };
  const tier = new Network("acme", { ...args, permissions });
  await recorded.settled();
  return { recorded, tier, args };
}

const network = (settings: Record<string, unknown>) => ({ aws: { network: settings } });
const named = (found: Registration[]): string[] => found.map(({ name }) => name).sort();
const subnets = ({ recorded }: Built): Registration[] => ofAwsType(recorded, "ec2/subnet:Subnet");
const route = ({ recorded }: Built, name: string) => one(recorded, "ec2/route:Route", `acme-${name}`).inputs;
const endpoint = ({ recorded }: Built, name: string) => one(recorded, "ec2/vpcEndpoint:VpcEndpoint", `acme-${name}`);
function peerOf(peer: Peer): string {
  if ("group" in peer) return `acme-${peer.group}-id`;
  if ("nat" in peer) return `192.0.2.${peer.nat + 1}/32`;
  return "cidrIpv4" in peer ? peer.cidrIpv4 : peer.cidrIpv6;
}

const ingressRules = "vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const egressRules = "vpc/securityGroupEgressRule:SecurityGroupEgressRule";

describe("AWS: network", () => {
  it("is a VPC with IPv4, IPv6 and names", async () => {
    const { recorded, tier } = await built(network({ cidr: "10.99.7.0/17" }));
    const { inputs } = one(recorded, "ec2/vpc:Vpc", "acme-vpc");
    assert.equal(inputs["cidrBlock"], "10.99.0.0/17");
    assert.equal(inputs["assignGeneratedIpv6CidrBlock"], true);
    assert.equal(inputs["enableDnsSupport"], true);
    assert.equal(inputs["enableDnsHostnames"], true);
    assert.equal(await valueOf(tier.vpcId), "acme-vpc-id");
  });

  it("has a public and a private subnet in each zone, which give no public IPv4 address", async () => {
    const it = await built();
    const { tier } = it;
    assert.deepEqual(
      tier.privateSubnets.map(({ zone }) => zone),
      place.zones,
    );
    assert.deepEqual(
      tier.publicSubnets.map(({ zone }) => zone),
      place.zones,
    );
    assert.equal(subnets(it).length, 6);
    for (const { inputs } of subnets(it)) {
      assert.equal(inputs["mapPublicIpOnLaunch"], false);
      assert.equal(inputs["assignIpv6AddressOnCreation"], true);
    }
    for (const [key, kind] of [
      ["publicSubnets", "public"],
      ["privateSubnets", "private"],
    ] as const) {
      for (const [index, { id, zone }] of tier[key].entries()) {
        const { inputs } = one(it.recorded, "ec2/subnet:Subnet", `acme-${kind}-${index + 1}`);
        assert.equal(inputs["availabilityZone"], zone);
        assert.equal(await valueOf(id), `acme-${kind}-${index + 1}-id`);
      }
    }
    for (const part of ["cidrBlock", "ipv6CidrBlock"]) {
      const blocks = subnets(it).map(({ inputs }) => text(inputs[part]));
      assert.equal(new Set(blocks).size, 6, part);
    }
  });

  it("leads public subnets to the internet, and private ones by NAT and out-only IPv6", async () => {
    const it = await built();
    assert.equal(route(it, "public-ipv4")["gatewayId"], "acme-internet-id");
    assert.equal(route(it, "public-ipv4")["destinationCidrBlock"], "0.0.0.0/0");
    assert.equal(route(it, "public-ipv6")["destinationIpv6CidrBlock"], "::/0");
    for (const zone of [1, 2, 3]) {
      const ipv4 = route(it, `private-${zone}-ipv4`);
      assert.equal(ipv4["destinationCidrBlock"], "0.0.0.0/0");
      assert.equal(ipv4["natGatewayId"], "acme-nat-1-id");
      const ipv6 = route(it, `private-${zone}-ipv6`);
      assert.equal(ipv6["destinationIpv6CidrBlock"], "::/0");
      assert.equal(ipv6["egressOnlyGatewayId"], "acme-out-only-id");
      for (const { gatewayId } of [ipv4, ipv6]) assert.equal(gatewayId, undefined);
      for (const kind of ["private", "public"]) {
        const name = `acme-${kind}-${zone}`;
        const { inputs } = one(it.recorded, "ec2/routeTableAssociation:RouteTableAssociation", name);
        assert.equal(inputs["subnetId"], `${name}-id`);
        assert.equal(inputs["routeTableId"], kind === "public" ? "acme-public-id" : `${name}-id`);
      }
    }
  });

  for (const { nat, gateways } of [
    { nat: "one", gateways: [1] },
    { nat: "perZone", gateways: [1, 2, 3] },
  ]) {
    it(`has ${gateways.length} NAT, in public subnets, with aws.network.nat ${nat}`, async () => {
      const it = await built(network({ nat }));
      const made = ofAwsType(it.recorded, "ec2/natGateway:NatGateway");
      assert.deepEqual(
        named(made),
        gateways.map((number) => `acme-nat-${number}`),
      );
      for (const number of gateways) {
        const { inputs, dependencies } = one(it.recorded, "ec2/natGateway:NatGateway", `acme-nat-${number}`);
        assert.equal(inputs["subnetId"], `acme-public-${number}-id`);
        assert.equal(inputs["allocationId"], `acme-nat-${number}-address-id`);
        const out = one(it.recorded, "ec2/route:Route", "acme-public-ipv4");
        assert.ok(dependencies.includes(out.urn), "not before there is a way out");
      }
      for (const zone of [1, 2, 3]) {
        assert.equal(route(it, `private-${zone}-ipv4`)["natGatewayId"], `acme-nat-${gateways[zone - 1] ?? 1}-id`);
      }
      assert.equal(it.tier.natAddresses.length, gateways.length);
      const ids = await Promise.all(it.tier.natGatewayIds.map((id) => valueOf(id)));
      assert.deepEqual(
        ids,
        gateways.map((number) => `acme-nat-${number}-id`),
      );
    });
  }

  it("changes only routes and NAT gateways with aws.network.nat", async () => {
    const names = async (nat: string): Promise<string[]> => named((await built(network({ nat }))).recorded.all);
    const one = await names("one");
    const perZone = await names("perZone");
    assert.deepEqual(
      one.filter((name) => !perZone.includes(name)),
      [],
    );
    assert.deepEqual(
      perZone.filter((name) => !one.includes(name)),
      ["acme-nat-2", "acme-nat-2-address", "acme-nat-3", "acme-nat-3-address"],
    );
  });

  it("reaches S3 without NAT, from private subnets, with a policy that is tested apart", async () => {
    const it = await built();
    assert.deepEqual(named(ofAwsType(it.recorded, "ec2/vpcEndpoint:VpcEndpoint")), ["acme-s3"]);
    const { inputs } = endpoint(it, "s3");
    assert.equal(inputs["serviceName"], "com.amazonaws.eu-central-1.s3");
    assert.equal(inputs["vpcEndpointType"], "Gateway");
    assert.deepEqual(texts(inputs["routeTableIds"]), ["acme-private-1-id", "acme-private-2-id", "acme-private-3-id"]);
    assert.deepEqual(parsePolicy(text(inputs["policy"])), s3EndpointPolicy(it.args));
  });

  it("reaches DynamoDB so as well with chunks", async () => {
    const it = await built({ engine: "chunks" });
    const { inputs } = endpoint(it, "dynamodb");
    assert.equal(inputs["vpcEndpointType"], "Gateway");
    assert.deepEqual(parsePolicy(text(inputs["policy"])), dynamoDbEndpointPolicy(it.args));
  });

  it("has the interface endpoints of the settings, in private subnets, behind a group of their own", async () => {
    const it = await built(network({ interfaceEndpoints: ["ssm", "logs", "ssm"] }));
    assert.deepEqual(named(ofAwsType(it.recorded, "ec2/vpcEndpoint:VpcEndpoint")), [
      "acme-logs",
      "acme-s3",
      "acme-ssm",
    ]);
    const { inputs } = endpoint(it, "ssm");
    assert.equal(inputs["serviceName"], "com.amazonaws.eu-central-1.ssm");
    assert.equal(inputs["vpcEndpointType"], "Interface");
    assert.equal(inputs["privateDnsEnabled"], true);
    assert.deepEqual(texts(inputs["subnetIds"]), ["acme-private-1-id", "acme-private-2-id", "acme-private-3-id"]);
    assert.deepEqual(texts(inputs["securityGroupIds"]), ["acme-endpoints-id"]);
  });

  it("keeps flow logs in a group with the key and the days of the settings, where they are asked for", async () => {
    const it = await built({ aws: { monitoring: { logRetentionDays: 90 } } });
    const group = one(it.recorded, "cloudwatch/logGroup:LogGroup", "acme-flow-logs-group").inputs;
    assert.equal(group["name"], "/acme/flow-logs");
    assert.equal(group["retentionInDays"], 90);
    assert.equal(group["kmsKeyId"], keyArn);
    const log = one(it.recorded, "ec2/flowLog:FlowLog", "acme-flow-logs-log");
    assert.equal(log.inputs["trafficType"], "ALL");
    assert.equal(log.inputs["vpcId"], "acme-vpc-id");
    assert.equal(log.inputs["iamRoleArn"], "arn:role");
    assert.match(text(log.inputs["logDestination"]), /acme-flow-logs-group$/);
    const waited = it.recorded.all.find(({ name }) => name === "permissions-ready");
    assert.ok(waited && log.dependencies.includes(waited.urn));

    const without = await built(network({ flowLogs: false }));
    assert.equal(ofAwsType(without.recorded, "ec2/flowLog:FlowLog").length, 0);
    assert.equal(ofAwsType(without.recorded, "cloudwatch/logGroup:LogGroup").length, 0);
  });

  it("closes the group that AWS makes by itself", async () => {
    const { recorded } = await built();
    const { inputs } = one(recorded, "ec2/defaultSecurityGroup:DefaultSecurityGroup", "acme-default");
    assert.deepEqual([list(inputs["ingress"]), list(inputs["egress"])], [[], []]);
  });

  it("makes groups without rules, and a resource for each rule", async () => {
    const gateway = { allowedCidrs: ["198.51.100.0/24"] };
    const it = await built({ engine: "chunks", aws: { gateway } });
    for (const { inputs } of ofAwsType(it.recorded, "ec2/securityGroup:SecurityGroup")) {
      assert.ok(!("ingress" in inputs) && !("egress" in inputs));
    }
    const expected = rulesOf(flows(it.args.settings), {
      vpcCidrs: [it.args.settings.aws.network.cidr],
      allowedCidrs: gateway.allowedCidrs,
      natGateways: 1,
    });
    const made = [...ofAwsType(it.recorded, ingressRules), ...ofAwsType(it.recorded, egressRules)];
    assert.deepEqual(named(made), expected.map(({ name }) => `acme-${name}`).sort());
    for (const rule of expected) {
      const type = rule.direction === "ingress" ? ingressRules : egressRules;
      const { inputs } = one(it.recorded, type, `acme-${rule.name}`);
      assert.equal(inputs["securityGroupId"], `acme-${rule.group}-id`);
      assert.deepEqual(
        [inputs["ipProtocol"], inputs["fromPort"], inputs["toPort"], inputs["description"]],
        [rule.protocol, rule.port, rule.port, rule.why],
      );
      const peers = [inputs["referencedSecurityGroupId"], inputs["cidrIpv4"], inputs["cidrIpv6"]];
      const peer = peerOf(rule.peer);
      assert.deepEqual(
        peers.filter((one) => one !== undefined),
        [peer],
      );
    }
    for (const [kind, id] of Object.entries(it.tier.securityGroups)) assert.equal(await valueOf(id), `acme-${kind}-id`);
    assert.equal(await valueOf(it.tier.instanceSecurityGroup), "acme-instances-id");
  });

  it("lets a load balancer on the internet be reached from each NAT gateway's address", async () => {
    const certificateArn = "arn:aws:acm:eu-central-1:123456789012:certificate/1";
    const gateway = { scheme: "internet-facing", domain: "cortex.example.org", certificateArn };
    const it = await built({ aws: { gateway, network: { nat: "perZone" } } });
    for (const [index, address] of it.tier.natAddresses.entries()) {
      const { inputs } = one(it.recorded, ingressRules, `acme-gateway-from-nat-${index + 1}-tcp-443`);
      assert.equal(inputs["cidrIpv4"], `${await valueOf(address)}/32`);
    }
  });

  it("is ready when instances have their way out and may speak to each other", async () => {
    const { recorded, tier } = await built({ engine: "chunks" });
    const ready = await Promise.all(tier.ready.map(({ urn }) => valueOf(urn)));
    for (const type of [
      "ec2/route:Route",
      "ec2/routeTableAssociation:RouteTableAssociation",
      "ec2/vpcEndpoint:VpcEndpoint",
      ingressRules,
      egressRules,
    ]) {
      const made = ofAwsType(recorded, type);
      assert.ok(made.length > 0);
      for (const { urn } of made) assert.ok(ready.includes(urn), urn);
    }
  });

  for (const engine of ["blocks", "chunks"]) {
    it(`is planned before anything is there (${engine})`, async () => {
      const planned = await built({ engine }, true);
      const real = await built({ engine });
      assert.deepEqual(named(planned.recorded.all), named(real.recorded.all));
      const [subnet] = subnets(planned);
      assert.equal(subnet?.inputs["ipv6CidrBlock"], unknown);
      assert.equal(subnet.inputs["vpcId"], unknown);
    });
  }

  it("is planned with everything that can be had", async () => {
    const certificateArn = "arn:aws:acm:eu-central-1:123456789012:certificate/1";
    const gateway = { scheme: "internet-facing", domain: "cortex.example.org", certificateArn };
    const network = { nat: "perZone", interfaceEndpoints: ["ssm"] };
    const planned = await built({ engine: "chunks", aws: { gateway, network } }, true);
    const { inputs } = one(planned.recorded, ingressRules, "acme-gateway-from-nat-3-tcp-443");
    assert.equal(inputs["cidrIpv4"], unknown);
    assert.ok(endpoint(planned, "ssm"));
  });
});
