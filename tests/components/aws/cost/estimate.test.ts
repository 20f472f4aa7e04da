import assert from "node:assert/strict";
import * as fc from "fast-check";
import { estimate, sum, tiers, type Line } from "../../../../components/aws/cost/estimate.ts";
import { hoursPerMonth, instancePrices, prices, sources } from "../../../../components/aws/cost/prices.ts";
import { buckets, kmsKeyArn, networkSetting } from "../../../support/aws-existing.ts";
import { settingsOf } from "../../../support/settings.ts";

const linesOf = (aws: Record<string, unknown> = {}, values: Record<string, unknown> = {}): Line[] =>
  estimate(settingsOf({ platform: "aws", engine: "blocks", ...values, aws }));

function line(lines: Line[], tier: string, what: RegExp): Line {
  const found = lines.filter((one) => one.tier === tier && what.test(one.what));
  const [first] = found;
  assert(first && found.length === 1, `${found.length} lines of ${tier} are ${String(what)}`);
  return first;
}

const near = (one: number, other: number): void => {
  assert.ok(Math.abs(one - other) < 1e-6, `${one} is not ${other}`);
};

describe("AWS: the estimate of cost", () => {
  it("counts what the stack has", () => {
    const lines = linesOf();
    assert.equal(line(lines, "service discovery", /t4g\.small/).least, 3);
    assert.equal(line(lines, "data collection", /t4g\.medium/).least, 2);
    assert.equal(line(lines, "data query", /t4g\.medium/).least, 1);
    const cluster = line(lines, "cluster", /m7g\.large/);
    assert.deepEqual([cluster.least, cluster.most], [3, 6]);
    const disks = line(lines, "cluster", /GiB/);
    assert.deepEqual([disks.least, disks.most], [150, 300]);
    assert.equal(line(lines, "network", /^NAT gateway$/).least, 1);
    assert.equal(line(lines, "permissions", /key/).least, 1);
    assert.ok(line(lines, "monitoring", /^alarm$/).least > 30);
  });

  it("counts what instances are measured by: seven metrics of each by EC2, three of each group by the agent", () => {
    const lines = linesOf();
    // 3 Consul servers, 2 Prometheus, Grafana, 3 to 6 Cortex nodes; 3, 2, 1 and 1 groups.
    const detailed = line(lines, "monitoring", /detailed/);
    assert.deepEqual([detailed.least, detailed.most], [7 * 9, 7 * 12]);
    const agent = line(lines, "monitoring", /agent/);
    assert.deepEqual([agent.least, agent.most], [3 * 7, 3 * 7]);
  });

  it("is the price of a unit, by the hour or the month, as often as the unit is there", () => {
    near(line(linesOf(), "gateway", /load balancer/).usdPerMonth ?? 0, prices.loadBalancer.usd * hoursPerMonth);
    near(line(linesOf(), "permissions", /key/).usdPerMonth ?? 0, 1);
    // By hand: 3 and 6 m7g.large and 50 GiB each.
    const { least, most } = sum(linesOf().filter(({ tier }) => tier === "cluster"));
    near(least, 3 * (0.0978 * 730 + 50 * 0.0952));
    near(most, 2 * least);
  });

  it("follows the settings", () => {
    assert.equal(line(linesOf({ network: { nat: "perZone" } }), "network", /^NAT gateway$/).least, 3);
    const endpoints = { network: { interfaceEndpoints: ["ssm", "logs"] } };
    assert.equal(line(linesOf(endpoints), "network", /endpoint/).least, 6);
    assert.ok(!linesOf().some(({ what }) => what.includes("endpoint")));
    const facing = { gateway: { scheme: "internet-facing", domain: "c.example.org", zoneId: "Z1" } };
    assert.equal(line(linesOf(facing), "gateway", /address/).least, 3);
    assert.ok(!linesOf().some(({ tier, what }) => tier === "gateway" && what.includes("address")));
    assert.ok(!linesOf({}, { grafana: { enabled: "never" } }).some(({ tier }) => tier === "data query"));
    const buckets = (engine: string): number => line(linesOf({}, { engine }), "monitoring", /bucket/).least;
    assert.equal(buckets("blocks"), 3 * buckets("chunks"));
    const alarms = (nat: string): number => line(linesOf({ network: { nat } }), "monitoring", /^alarm$/).least;
    assert.equal(alarms("perZone"), alarms("one") + 4);
    const withoutAgent = linesOf({ artifacts: { cloudWatchAgent: false } });
    assert.ok(!withoutAgent.some(({ what }) => what.includes("agent")));
  });

  it("counts nothing of what stands already: no NAT, no key, no metrics and no alarms of its buckets", () => {
    const own = linesOf();
    const given = linesOf({
      network: { existing: networkSetting },
      kmsKeyArn,
      s3: { existingBuckets: { blocks: buckets.blocks.blocks, ruler: buckets.blocks.ruler } },
    });
    assert.ok(!given.some(({ what }) => /NAT|KMS/.test(what)));
    assert.equal(3 * line(given, "monitoring", /bucket/).least, line(own, "monitoring", /bucket/).least);
    // NAT: 2; two buckets: 5xx each, 4xx of the blocks.
    assert.equal(line(own, "monitoring", /^alarm$/).least - line(given, "monitoring", /^alarm$/).least, 5);
    assert.equal(line(given, "service discovery", /t4g/).least, line(own, "service discovery", /t4g/).least);
    const all = linesOf({ s3: { existingBuckets: buckets.blocks } });
    assert.ok(!all.some(({ what }) => what.includes("bucket")));
  });

  it("leaves a type without a price out of the sums, and says so", () => {
    const lines = linesOf({ instances: { cortex: { instanceType: "u7i-12tb.224xlarge" } } });
    const unknown = line(lines, "cluster", /u7i/);
    assert.equal(unknown.usdPerMonth, undefined);
    assert.ok(sum([unknown]).least === 0 && sum(lines).least > 0);
  });

  it("never costs less with more: nodes, disks, NAT gateways", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 50 }),
        fc.integer({ min: 0, max: 50 }),
        fc.integer({ min: 8, max: 16_000 }),
        (nodes, more, diskGiB) => {
          const cost = (one: number, disk: number, nat: string) =>
            sum(
              linesOf(
                { network: { nat }, cluster: { maxNodes: one + more }, instances: { cortex: { diskGiB: disk } } },
                { cluster: { nodes: one } },
              ),
            );
          const { least, most } = cost(nodes, diskGiB, "one");
          assert.ok(least <= most);
          if (nodes < 50) assert.ok(cost(nodes + 1, diskGiB, "one").least > least);
          assert.ok(cost(nodes, diskGiB + 1, "one").least > least);
          assert.ok(cost(nodes, diskGiB, "perZone").least > least);
        },
      ),
      { numRuns: 30 },
    );
  });

  it("puts every line into a tier, each with a number of units", () => {
    for (const { tier, least, most, what } of linesOf()) {
      assert.ok(tiers.includes(tier));
      assert.ok(most >= least && most > 0, what);
    }
  });
});

describe("AWS: the table of prices", () => {
  it("names for each price a source, which is used", () => {
    const used = new Set([...Object.values(prices).map(({ source }) => source), "libcloud"]);
    assert.deepEqual([...used].toSorted(), Object.keys(sources).toSorted());
    for (const { date, where } of Object.values(sources)) {
      assert.match(date, /20\d\d-\d\d-\d\d$/);
      assert.ok(where.length > 20);
    }
  });

  it("holds sizes that are multiples of each other, as AWS prices them", () => {
    const size: Record<string, number> = {
      nano: 1 / 16,
      micro: 1 / 8,
      small: 1 / 4,
      medium: 1 / 2,
      large: 1,
      xlarge: 2,
      "2xlarge": 4,
      "4xlarge": 8,
    };
    const families = new Map<string, number[]>();
    for (const [type, usd] of Object.entries(instancePrices)) {
      const [family = "", name = ""] = type.split(".");
      const large = usd / (size[name] ?? Number.NaN);
      assert.ok(large > 0, type);
      families.set(family, [...(families.get(family) ?? []), large]);
    }
    for (const [family, larges] of families) {
      const spread = Math.max(...larges) / Math.min(...larges);
      assert.ok(spread < 1.003, `${family} is ${spread} times apart: one is not of shared hardware`);
    }
  });

  it("knows every type that is used when nothing is said", () => {
    for (const architecture of ["arm64", "x86_64"]) {
      for (const { what, usdPerMonth } of linesOf({ architecture })) assert.ok(usdPerMonth !== undefined, what);
    }
  });
});
