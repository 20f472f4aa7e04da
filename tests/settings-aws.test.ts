import assert from "node:assert/strict";
import fc from "fast-check";
import { parseSettings, type Settings } from "../settings.ts";
import { userGroups } from "../settings/aws/users.ts";
import { complaints } from "./support/settings.ts";

const today = new Date("2026-06-01T00:00:00Z");

function parse(aws: object, others: object = {}): Settings {
  const values: Record<string, unknown> = { platform: "aws", aws, ...others };
  const config = Object.entries(values).map(([key, value]): [string, string] => [
    `cortex:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return parseSettings(Object.fromEntries(config), today);
}

describe("settings of AWS", () => {
  it("are a whole platform when nothing is said", () => {
    const { engine, aws } = parse({});
    assert.equal(engine, "blocks");
    assert.equal(aws.region, "eu-central-1");
    assert.deepEqual(aws.machineImage, { ssmParameter: "/aws/service/debian/release/12/latest/arm64" });
    assert.equal(aws.instances.cortex.instanceType, "m7g.large");
    assert.equal(aws.gateway.scheme, "internal");
    assert.equal(aws.cluster.maxNodes, 6);
    assert.equal(aws.deletionProtection, true);
    assert.equal(aws.s3.encryption, "kms");
    assert.deepEqual(aws.users, {});
  });

  it("leave out what has no value, so that no tier sees undefined", () => {
    const { aws } = parse({});
    for (const key of ["endpoint", "instanceEndpoint", "accountId"]) assert.ok(!(key in aws), key);
    assert.ok(!("zones" in aws.network) && !("domain" in aws.gateway) && !("mirror" in aws.artifacts));
  });

  it("follow the architecture", () => {
    const { aws } = parse({ architecture: "x86_64", instances: { consul: { diskGiB: 20 } } });
    assert.deepEqual(aws.machineImage, { ssmParameter: "/aws/service/debian/release/12/latest/amd64" });
    assert.deepEqual(aws.instances.consul, { instanceType: "t3.small", diskGiB: 20 });
    assert.equal(aws.instances.cortex.instanceType, "m7i.large");
  });

  it("take the emulator's address for the instances too, unless they have their own", () => {
    assert.equal(parse({ endpoint: "http://127.0.0.1:5566" }).aws.instanceEndpoint, "http://127.0.0.1:5566");
    const both = { endpoint: "http://127.0.0.1:5566", instanceEndpoint: "http://10.20.0.1:5566" };
    assert.equal(parse(both).aws.instanceEndpoint, both.instanceEndpoint);
  });

  it("take an image by owner and name in place of the parameter", () => {
    const image = { owner: "136693071363", name: "debian-12-arm64-*" };
    assert.deepEqual(parse({ machineImage: image }).aws.machineImage, image);
  });

  it("choose the engine of Docker and of AWS, and either when it is said", () => {
    assert.equal(parseSettings({}, today).engine, "chunks");
    assert.equal(parse({}, { engine: "chunks" }).engine, "chunks");
  });

  const mails = (count: number): string[] => Array.from({ length: count }, (_, index) => `ops${index}@example.org`);

  it("take every prefix that no name of AWS forbids, and ten mail addresses with a budget, more without", () => {
    for (const prefix of ["team-aws", "sgx", "internals", "my-internal"])
      assert.equal(parse({}, { prefix }).prefix, prefix);
    for (const prefix of ["aws", "sg", "internal"]) {
      assert.equal(parseSettings({ "cortex:platform": "docker", "cortex:prefix": prefix }, today).prefix, prefix);
    }
    const emails = (monitoring: object): number => parse({ monitoring }).aws.monitoring.emails.length;
    assert.equal(emails({ monthlyBudgetUsd: 100, emails: mails(10) }), 10);
    assert.equal(emails({ emails: mails(11) }), 11);
  });

  type Wrong = [string, object, object, RegExp];
  const wrong: Wrong[] = [
    [
      "a region with a typing error",
      { region: "eu-central1" },
      {},
      /^cortex:aws\.region: "eu-central1" given, must be an AWS region/,
    ],
    [
      "a zone of another region",
      { network: { zones: ["eu-west-1a", "eu-west-1b", "eu-west-1c"] } },
      {},
      /zones of aws\.region \(eu-central-1\)/,
    ],
    [
      "the same zone twice",
      { network: { zones: ["eu-central-1a", "eu-central-1a", "eu-central-1b"] } },
      {},
      /3 different zones/,
    ],
    ["a public address space", { network: { cidr: "8.8.0.0/16" } }, {}, /private IPv4 block from \/16 to \/20/],
    ["an address space too small", { network: { cidr: "10.0.0.0/24" } }, {}, /private IPv4 block from \/16 to \/20/],
    [
      "an unknown key",
      { gateway: { schema: "internal" } },
      {},
      /cortex:aws\.gateway\.schema: no such setting.*did you mean cortex:aws\.gateway\.scheme\?/,
    ],
    [
      "fewer nodes at most than at least",
      { cluster: { maxNodes: 2 } },
      {},
      /cortex:aws\.cluster\.maxNodes: 2 given, must be at least cluster\.nodes \(3, the default\)/,
    ],
    ["more copies than zones", {}, { cluster: { nodes: 5, replicationFactor: 5 } }, /at most 3 on AWS/],
    ["the internet without a certificate", { gateway: { scheme: "internet-facing" } }, {}, /logins need HTTPS/],
    ["a domain without a zone", { gateway: { domain: "cortex.example.org" } }, {}, /given with aws\.gateway\.zoneId/],
    ["a zone without a domain", { gateway: { zoneId: "Z0123456789ABC" } }, {}, /given with aws\.gateway\.domain/],
    [
      "a certificate of no name",
      { gateway: { certificateArn: "arn:aws:acm:eu-central-1:123456789012:certificate/1" } },
      {},
      /cortex:aws\.gateway\.certificateArn: .* given with aws\.gateway\.domain/,
    ],
    ["a budget that nobody hears of", { monitoring: { monthlyBudgetUsd: 100 } }, {}, /somebody must be told/],
    [
      "more mail addresses than a budget takes",
      { monitoring: { monthlyBudgetUsd: 100, emails: mails(11) } },
      {},
      /^cortex:aws\.monitoring\.emails: a list of 11 given, must be at most 10 with aws\.monitoring\.monthlyBudgetUsd \(100\)$/,
    ],
    ...["aws", "aws-metrics", "awsome", "ssm", "ssmall"].map((prefix): Wrong => [
      `the prefix ${prefix}, which no parameter may begin with`,
      {},
      { prefix },
      /^cortex:prefix: "\w+(?:-\w+)?" given, must be on AWS one that begins with neither aws nor ssm/,
    ]),
    ...["sg", "sg-1"].map((prefix): Wrong => [
      `the prefix ${prefix}, which no security group may begin with`,
      {},
      { prefix },
      /^cortex:prefix: "sg(?:-1)?" given, must be on AWS neither sg nor one that begins with sg-/,
    ]),
    ...["internal", "internal-metrics"].map((prefix): Wrong => [
      `the prefix ${prefix}, which no load balancer may begin with`,
      {},
      { prefix },
      /^cortex:prefix: "internal(?:-metrics)?" given, must be on AWS neither internal nor one that begins with internal-/,
    ]),
    [
      "tables that have run out, counted as Cortex counts them",
      { dynamodb: { tables: "pulumi", periods: 21 } },
      { engine: "chunks", storage: { schemaFrom: "2026-01-07" } },
      /21 given, must be enough periods of 168 h from 2026-01-07/,
    ],
    ["half an image filter", { machineImage: { owner: "136693071363" } }, {}, /owner and name together/],
    ["a checksum that is none", { artifacts: { checksums: { cortex: "abc" } } }, {}, /64 hexadecimal digits/],
    [
      "a group that is none",
      { users: { ann: { groups: ["admins"] } } },
      {},
      /cortex:aws\.users\.ann\.groups\[0\].*one of administrators, operators, viewers/,
    ],
    ["days that no log group takes", { monitoring: { logRetentionDays: 10 } }, {}, /one of 1, 3, 5, 7, 14/],
    [
      "tables that have run out",
      { dynamodb: { tables: "pulumi", periods: 2 } },
      { engine: "chunks" },
      /cortex:aws\.dynamodb\.periods: 2 given, must be enough periods of 168 h from 2026-01-01 to reach beyond today \(2026-06-01\)/,
    ],
  ];
  for (const [name, aws, others, message] of wrong) {
    it(`refuse ${name}`, () => {
      const lines = complaints(() => parse(aws, others));
      assert.equal(lines.length, 1, lines.join("\n"));
      assert.match(lines[0] ?? "", message);
    });
  }

  it("name every mistake at once", () => {
    const lines = complaints(() =>
      parse({ region: "x", cluster: { maxNodes: 1 }, gateway: { scheme: "internet-facing" } }),
    );
    assert.equal(lines.length, 3, lines.join("\n"));
  });

  it("do not complain of AWS on another platform", () => {
    const aws = JSON.stringify({ gateway: { scheme: "internet-facing" } });
    assert.equal(parseSettings({ "cortex:platform": "docker", "cortex:aws": aws }, today).platform, "docker");
  });

  it("take any user in any groups", () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Za-z0-9+=,.@_-]{1,64}$/).filter((name) => name !== "__proto__"),
        fc.uniqueArray(fc.constantFrom(...userGroups), { minLength: 1 }),
        (name, groups) => {
          assert.deepEqual(parse({ users: { [name]: { groups } } }).aws.users[name], { groups });
        },
      ),
    );
  });
});
