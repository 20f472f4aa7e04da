// What is asked of things that stand already, and what is said where they do not suit.
import assert from "node:assert/strict";
import type { ExistingCalls } from "../../../../components/aws/existing/facts.ts";
import { lookAtExisting } from "../../../../components/aws/existing/index.ts";
import type { AwsSettings } from "../../../../settings/aws.ts";
import * as existing from "../../../support/aws-existing.ts";
import { place } from "../../../support/aws-tiers.ts";
import { settingsOf } from "../../../support/settings.ts";

const aws = (values: Record<string, unknown> = {}): AwsSettings => settingsOf({ platform: "aws", aws: values }).aws;

const inNetwork = (changes: Record<string, unknown> = {}, others: Record<string, unknown> = {}): AwsSettings =>
  aws({ network: { existing: { ...existing.networkSetting, ...changes }, ...others } });

const zoneOf = (id: string): string => place.zones[Number(id.at(-1)) - 1] ?? "";
const nobody = (): Promise<never> => Promise.reject(new Error("nobody should ask"));
const refused = (answer: string) => (): Promise<never> => Promise.reject(new Error(`a long story\n${answer}`));

/** AWS where all suits, but for what is told otherwise. */
const answers = (changes: Partial<ExistingCalls> = {}): ExistingCalls => ({
  vpc: () => Promise.resolve({ cidrs: existing.network.cidrs, dnsSupport: true, dnsHostnames: true }),
  subnet: (id) => Promise.resolve({ vpcId: existing.vpcId, zone: zoneOf(id) }),
  key: (id) =>
    Promise.resolve({ arn: `arn-of-${id}`, enabled: true, usage: "ENCRYPT_DECRYPT", spec: "SYMMETRIC_DEFAULT" }),
  zone: () => Promise.resolve({ name: "example.org", isPrivate: false }),
  bucketRegion: () => Promise.resolve(place.region),
  bucketKey: () => Promise.resolve(undefined),
  ...changes,
});

/** The lines of the one message, without its first and last. */
async function problems(settings: AwsSettings, changes: Partial<ExistingCalls>): Promise<string[]> {
  const error: unknown = await lookAtExisting(settings, answers(changes)).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert(error instanceof Error, "it was let through");
  assert.equal(error.constructor.name, "RunError");
  const lines = error.message.split("\n");
  const count = lines.length - 2;
  const first = `${count === 1 ? "1 setting names" : `${count} settings name`} what stands already, and does not suit:`;
  assert.equal(lines[0], first);
  assert.equal(lines.at(-1), "Nothing was touched.");
  return lines.slice(1, -1).map((line) => line.trim());
}

async function problem(settings: AwsSettings, changes: Partial<ExistingCalls>): Promise<string> {
  const [line = "", ...others] = await problems(settings, changes);
  assert.deepEqual(others, []);
  return line;
}

describe("AWS: what stands already is looked at", () => {
  it("by nobody where nothing is named", async () => {
    const silent: ExistingCalls = {
      vpc: nobody,
      subnet: nobody,
      key: nobody,
      zone: nobody,
      bucketRegion: nobody,
      bucketKey: nobody,
    };
    assert.deepEqual(await lookAtExisting(aws(), silent), { bucketKeys: {} });
  });

  it("and a network is known by its blocks and zones, whatever order its subnets are named in", async () => {
    const mixed = {
      privateSubnetIds: existing.privateSubnetIds.toReversed(),
      natAddresses: existing.natAddresses.toReversed(),
    };
    assert.deepEqual(await lookAtExisting(inNetwork(mixed), answers()), { network: existing.network, bucketKeys: {} });
    const { network } = await lookAtExisting(
      aws({ network: { existing: { vpcId: existing.vpcId, privateSubnetIds: existing.privateSubnetIds } } }),
      answers(),
    );
    assert.deepEqual([network?.publicSubnets, network?.natAddresses], [[], []]);
  });

  it("and everything that is wrong is told at once", async () => {
    const settings = aws({
      network: { existing: existing.networkSetting },
      kmsKeyArn: existing.kmsKeyArn,
      s3: { existingBuckets: { blocks: "gone", ruler: "elsewhere" } },
      gateway: { domain: "cortex.example.org", zoneId: "Z1" },
    });
    const lines = await problems(settings, {
      subnet: (id) =>
        id === existing.privateSubnetIds[1]
          ? refused("NotFound")()
          : Promise.resolve({ vpcId: existing.vpcId, zone: zoneOf(id) }),
      key: refused("NotFoundException"),
      zone: refused("NoSuchHostedZone"),
      bucketRegion: (name) => (name === "gone" ? refused("404")() : Promise.resolve("eu-west-1")),
    });
    assert.deepEqual(
      lines.map((line) => line.split(": ")[0]),
      [
        "cortex:aws.network.existing.privateSubnetIds",
        "cortex:aws.s3.existingBuckets.blocks",
        "cortex:aws.s3.existingBuckets.ruler",
        "cortex:aws.kmsKeyArn",
        "cortex:aws.gateway.zoneId",
      ],
    );
  });
});

describe("AWS: a network that stands already is refused", () => {
  it("where its VPC is not there; its subnets are not asked for then", async () => {
    const line = await problem(inNetwork(), { vpc: refused("InvalidVpcID.NotFound"), subnet: nobody });
    assert.equal(
      line,
      "cortex:aws.network.existing.vpcId: there is no vpc-0a1b2c3d to be seen in eu-central-1. " +
        "The answer was: InvalidVpcID.NotFound",
    );
  });

  it("without DNS, and without DNS names where interface endpoints need them", async () => {
    const without = (dnsSupport: boolean) => ({
      vpc: () => Promise.resolve({ cidrs: ["10.0.0.0/16"], dnsSupport, dnsHostnames: false }),
    });
    assert.match(await problem(inNetwork(), without(false)), /vpcId: vpc-0a1b2c3d has no DNS \(enableDnsSupport\)/);
    const endpoints = inNetwork({}, { interfaceEndpoints: ["ssm"] });
    assert.match(await problem(endpoints, without(true)), /no DNS names \(enableDnsHostnames\).*interfaceEndpoints/);
    await lookAtExisting(inNetwork(), answers(without(true)));
  });

  const subnets: [what: string, id: string, facts: { vpcId: string; zone: string }, expected: RegExp][] = [
    [
      "with a subnet of another VPC",
      existing.privateSubnetIds[1],
      { vpcId: "vpc-other", zone: place.zones[1] },
      /privateSubnetIds: subnet-a0000002 belongs to vpc-other, not to vpc-0a1b2c3d/,
    ],
    [
      "with two subnets in one zone",
      existing.privateSubnetIds[2],
      { vpcId: existing.vpcId, zone: place.zones[0] },
      /privateSubnetIds: subnet-a0000001 and subnet-a0000003 are both in eu-central-1a: name one subnet in each/,
    ],
    [
      "with a subnet in a local zone",
      existing.publicSubnetIds[0],
      { vpcId: existing.vpcId, zone: "eu-central-1-ham-1a" },
      /publicSubnetIds: subnet-b0000001 is in eu-central-1-ham-1a, which is none of the region's own zones/,
    ],
    [
      "with public subnets in other zones than the private ones",
      existing.publicSubnetIds[0],
      { vpcId: existing.vpcId, zone: "eu-central-1d" },
      /publicSubnetIds: they are in eu-central-1b, eu-central-1c, eu-central-1d, the private ones in eu-central-1a,/,
    ],
  ];
  for (const [what, id, facts, expected] of subnets) {
    it(what, async () => {
      const subnet: ExistingCalls["subnet"] = (asked) =>
        Promise.resolve(asked === id ? facts : { vpcId: existing.vpcId, zone: zoneOf(asked) });
      assert.match(await problem(inNetwork(), { subnet }), expected);
    });
  }
});

describe("AWS: buckets that stand already", () => {
  const settings = aws({ s3: { existingBuckets: existing.buckets.blocks } });

  it("are known by the key that they are encrypted by, where that is nobody's but their owner's", async () => {
    const bucketKey = (name: string): Promise<string | undefined> =>
      Promise.resolve(name.endsWith("ruler") ? "alias/of-rules" : undefined);
    assert.deepEqual(await lookAtExisting(settings, answers({ bucketKey })), {
      bucketKeys: { ruler: "arn-of-alias/of-rules" },
    });
  });

  const only = aws({ s3: { existingBuckets: { blocks: "data-bucket" } } });
  const cases: [what: string, changes: Partial<ExistingCalls>, expected: RegExp][] = [
    [
      "that are not there",
      { bucketRegion: refused("404"), bucketKey: nobody },
      /there is no bucket data-bucket, or the credentials may not see it\. The answer was: 404$/,
    ],
    [
      "in another region",
      { bucketRegion: () => Promise.resolve("eu-west-1"), bucketKey: nobody },
      /data-bucket is in eu-west-1, the stack in eu-central-1 \(cortex:aws\.region\)\.$/,
    ],
    [
      "whose encryption nobody may see",
      { bucketKey: refused("AccessDenied") },
      /how data-bucket is encrypted \(s3:GetEncryptionConfiguration\)\. The answer was: AccessDenied$/,
    ],
    [
      "whose key nobody may see",
      { bucketKey: () => Promise.resolve("alias/secret"), key: refused("AccessDenied") },
      /data-bucket is encrypted by alias\/secret, which the credentials may not see \(kms:DescribeKey\)/,
    ],
  ];
  for (const [what, changes, expected] of cases) {
    it(`are refused ${what}`, async () => {
      const line = await problem(only, changes);
      assert.match(line, /^cortex:aws\.s3\.existingBuckets\.blocks: /);
      assert.match(line, expected);
    });
  }
});

describe("AWS: a key that stands already is refused", () => {
  const settings = aws({ kmsKeyArn: existing.kmsKeyArn });
  const key = (changes: Record<string, unknown>): ExistingCalls["key"] => {
    const facts = { arn: "", enabled: true, usage: "ENCRYPT_DECRYPT", spec: "SYMMETRIC_DEFAULT" };
    return () => Promise.resolve({ ...facts, ...changes });
  };

  it("where it is not there", async () => {
    const line = await problem(settings, { key: refused("NotFoundException") });
    assert.match(line, /^cortex:aws\.kmsKeyArn: there is no such key.*The answer was: NotFoundException$/);
  });

  it("where it is disabled", async () => {
    assert.match(await problem(settings, { key: key({ enabled: false }) }), /kmsKeyArn: the key is disabled/);
  });

  it("where it does not encrypt data", async () => {
    const signing = key({ usage: "SIGN_VERIFY", spec: "RSA_2048" });
    assert.match(await problem(settings, { key: signing }), /the key is for SIGN_VERIFY by RSA_2048/);
    const ofTwo = key({ spec: "RSA_2048" });
    assert.match(await problem(settings, { key: ofTwo }), /name a symmetric one that encrypts/);
  });
});

describe("AWS: a hosted zone is refused", () => {
  const certificateArn = "arn:aws:acm:eu-central-1:123456789012:certificate/1";
  const gateway = { domain: "cortex.example.org", zoneId: "Z1" };
  const zone = (name: string, isPrivate = false): Partial<ExistingCalls> => ({
    zone: () => Promise.resolve({ name, isPrivate }),
  });

  it("where it is not there", async () => {
    const line = await problem(aws({ gateway }), { zone: refused("NoSuchHostedZone") });
    assert.match(line, /^cortex:aws\.gateway\.zoneId: there is no Z1, .*The answer was: NoSuchHostedZone$/);
  });

  it("where it does not hold the domain", async () => {
    for (const name of ["example.com", "x.example.org", "ample.org"]) {
      const line = await problem(aws({ gateway }), zone(name));
      assert.equal(
        line,
        `cortex:aws.gateway.zoneId: Z1 is the zone of ${name}, which does not hold cortex.example.org (cortex:aws.gateway.domain).`,
      );
    }
    await lookAtExisting(aws({ gateway }), answers(zone("cortex.example.org")));
  });

  it("where it is private and a certificate is to be proved there", async () => {
    assert.match(await problem(aws({ gateway }), zone("example.org", true)), /Z1 is a private zone.*certificateArn/);
    await lookAtExisting(aws({ gateway: { ...gateway, certificateArn } }), answers(zone("example.org", true)));
  });
});
