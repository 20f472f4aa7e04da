// Settings of what stands already and is used instead of made.
import assert from "node:assert/strict";
import { parseSettings, type Settings } from "../settings.ts";
import {
  buckets,
  kmsKeyArn,
  natAddresses,
  networkSetting,
  privateSubnetIds,
  publicSubnetIds,
  vpcId,
} from "./support/aws-existing.ts";
import { complaints, settingsOf } from "./support/settings.ts";

const aws = (values: object, others: object = {}): Settings => settingsOf({ platform: "aws", aws: values, ...others });

describe("settings of what stands already", () => {
  it("are none where nothing is said", () => {
    const { network, aws: onAws } = settingsOf({ platform: "aws" });
    assert.deepEqual(network, {});
    assert.ok(!("existing" in onAws.network) && !("kmsKeyArn" in onAws));
    assert.deepEqual(onAws.s3.existingBuckets, {});
    assert.equal(onAws.network.flowLogs, true);
  });

  it("name a Docker network by name or id", () => {
    for (const existing of ["team_a.net", "0a1b".repeat(16)]) {
      assert.deepEqual(settingsOf({ network: { existing } }).network, { existing });
    }
  });

  it("name a VPC with its private subnets; flow logs are then its owner's", () => {
    const existing = { vpcId, privateSubnetIds };
    const { network } = aws({ network: { existing } }).aws;
    assert.deepEqual(network.existing, { ...existing, natAddresses: [] });
    assert.equal(network.flowLogs, false);
    assert.equal(aws({ network: { existing, flowLogs: false } }).aws.network.flowLogs, false);
  });

  it("name all that an internet-facing load balancer needs of a network", () => {
    const gateway = { scheme: "internet-facing", domain: "c.example.org", zoneId: "Z1" };
    const { network } = aws({ network: { existing: networkSetting }, gateway }).aws;
    assert.deepEqual(network.existing, { vpcId, privateSubnetIds, publicSubnetIds, natAddresses });
  });

  it("name buckets by what they hold, some or all of them, and a key", () => {
    assert.deepEqual(aws({ s3: { existingBuckets: buckets.blocks } }).aws.s3.existingBuckets, buckets.blocks);
    assert.deepEqual(aws({ s3: { existingBuckets: { ruler: "rules" } } }).aws.s3.existingBuckets, { ruler: "rules" });
    const chunks = aws({ s3: { existingBuckets: buckets.chunks }, kmsKeyArn }, { engine: "chunks" }).aws;
    assert.deepEqual([chunks.s3.existingBuckets, chunks.kmsKeyArn], [buckets.chunks, kmsKeyArn]);
  });

  const network = (existing: object, others: object = {}) => ({ network: { existing, ...others } });
  const both = { vpcId, privateSubnetIds };
  const facing = { scheme: "internet-facing", domain: "c.example.org", zoneId: "Z1" };
  const path = "cortex:aws.network.existing";
  const wrong: [name: string, aws: object, line: string][] = [
    [
      "a VPC without subnets",
      network({ vpcId }),
      `${path}.vpcId: "${vpcId}" given, must be given with aws.network.existing.privateSubnetIds`,
    ],
    [
      "subnets without a VPC",
      network({ privateSubnetIds }),
      `${path}.privateSubnetIds: a list of 3 given, must be given with aws.network.existing.vpcId`,
    ],
    [
      "addresses without a VPC",
      network({ natAddresses }),
      `${path}.natAddresses: a list of 2 given, must be given with aws.network.existing.vpcId`,
    ],
    [
      "two subnets",
      network({ vpcId, privateSubnetIds: privateSubnetIds.slice(1) }),
      `${path}.privateSubnetIds: a list of 2 given, must be 3 ids of subnets, one a zone`,
    ],
    [
      "one subnet twice",
      network({ vpcId, privateSubnetIds: [privateSubnetIds[0], ...privateSubnetIds.slice(0, 2)] }),
      `${path}.privateSubnetIds: "subnet-a0000001, subnet-a0000001, subnet-a0000002" given, must be 3 different subnets`,
    ],
    [
      "a subnet that is private and public",
      network({ ...both, publicSubnetIds: [privateSubnetIds[0], ...publicSubnetIds.slice(1)] }),
      `${path}.publicSubnetIds: "subnet-a0000001, subnet-b0000002, subnet-b0000003" given, must be 3 different subnets, ` +
        "none of aws.network.existing.privateSubnetIds",
    ],
    [
      "a subnet for a VPC",
      network({ ...both, vpcId: privateSubnetIds[0] }),
      `${path}.vpcId: "subnet-a0000001" given, must be the id of a VPC, as in vpc-0123456789abcdef0`,
    ],
    [
      "a block for a VPC that has one",
      network(both, { cidr: "10.1.0.0/16" }),
      'cortex:aws.network.cidr: "10.1.0.0/16" given, must be left out beside aws.network.existing.vpcId: that VPC has its own',
    ],
    [
      "zones beside subnets",
      network(both, { zones: ["eu-central-1a", "eu-central-1b", "eu-central-1c"] }),
      "cortex:aws.network.zones: a list of 3 given, must be left out beside aws.network.existing.vpcId: the zones are those of its subnets",
    ],
    [
      "NAT for a VPC that has its own",
      network(both, { nat: "perZone" }),
      'cortex:aws.network.nat: "perZone" given, must be left out beside aws.network.existing.vpcId: that VPC has its own ways out',
    ],
    [
      "flow logs of a VPC that is somebody's",
      network(both, { flowLogs: true }),
      "cortex:aws.network.flowLogs: true given, must be false or left out beside aws.network.existing.vpcId: flow logs are for the VPC's owner to keep",
    ],
    [
      "a load balancer on the internet without a place",
      { ...network(both), gateway: facing },
      'cortex:aws.gateway.scheme: "internet-facing" given, must be internal, or given with ' +
        "aws.network.existing.publicSubnetIds and aws.network.existing.natAddresses",
    ],
    [
      "a load balancer on the internet that Prometheus could not reach",
      { ...network({ ...both, publicSubnetIds }), gateway: facing },
      'cortex:aws.gateway.scheme: "internet-facing" given, must be internal, or given with aws.network.existing.natAddresses',
    ],
    [
      "no address",
      network({ ...both, natAddresses: ["198.51.100.0/24"] }),
      `${path}.natAddresses[0]: "198.51.100.0/24" given, must be an IPv4 address, as in 192.0.2.1`,
    ],
    [
      "a bucket of the other engine",
      { s3: { existingBuckets: buckets.chunks } },
      'cortex:aws.s3.existingBuckets.chunks: "owned-by-others-chunks" given, must be left out with engine blocks, which keeps nothing in it',
    ],
    [
      "one bucket for two things",
      { s3: { existingBuckets: { blocks: "data", ruler: "data" } } },
      'cortex:aws.s3.existingBuckets.ruler: "data" given, must be a bucket of its own; aws.s3.existingBuckets.blocks is the same',
    ],
    [
      "a bucket with a dot",
      { s3: { existingBuckets: { blocks: "data.example.org" } } },
      'cortex:aws.s3.existingBuckets.blocks: "data.example.org" given, must be a bucket\'s name: lower-case letters, digits, hyphens, 3 to 63',
    ],
    [
      "a key of another region",
      { kmsKeyArn: kmsKeyArn.replace("eu-central-1", "eu-west-1") },
      'cortex:aws.kmsKeyArn: "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-existing" given, must be a key in aws.region (eu-central-1)',
    ],
    [
      "an alias",
      { kmsKeyArn: "arn:aws:kms:eu-central-1:123456789012:alias/data" },
      'cortex:aws.kmsKeyArn: "arn:aws:kms:eu-central-1:123456789012:alias/data" given, must be the ARN of a KMS key (not of an alias)',
    ],
  ];
  for (const [name, values, line] of wrong) {
    it(`refuse ${name}`, () => {
      assert.deepEqual(
        complaints(() => aws(values)),
        [line],
      );
    });
  }

  it("refuse a Docker network on AWS, where a VPC would be made unawares", () => {
    assert.deepEqual(
      complaints(() => aws({}, { network: { existing: "team" } })),
      ['cortex:network.existing: "team" given, must be given with platform docker; for AWS it is aws.network.existing'],
    );
  });

  it("are not looked at together on another platform", () => {
    const config = JSON.stringify(network({ vpcId }));
    assert.equal(parseSettings({ "cortex:aws": config }).platform, "docker");
  });
});
