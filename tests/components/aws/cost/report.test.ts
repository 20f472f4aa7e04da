import assert from "node:assert/strict";
import { choices } from "../../../../components/aws/cost/choices.ts";
import { estimate, sum } from "../../../../components/aws/cost/estimate.ts";
import { costReport } from "../../../../components/aws/cost/report.ts";
import { networkSetting } from "../../../support/aws-existing.ts";
import { settingsOf } from "../../../support/settings.ts";
import type { Settings } from "../../../../settings.ts";

const of = (aws: Record<string, unknown> = {}, values: Record<string, unknown> = {}): Settings =>
  settingsOf({ platform: "aws", engine: "blocks", ...values, aws });

/** The two numbers at the end of the row that begins with `text`. */
function numbers(report: string, text: string): [number, number] {
  const rows = report.split("\n").filter((row) => row.startsWith(text));
  const found = /(\d+\.\d\d) +(\d+\.\d\d)$/.exec(rows[0] ?? "");
  assert(found && rows.length === 1, `${rows.length} rows begin with ${text}`);
  return [Number(found[1]), Number(found[2])];
}

describe("AWS: the report of cost", () => {
  it("adds up: tiers to the whole, lines to their tier", () => {
    const report = costReport(of());
    const { least, most } = sum(estimate(of()));
    assert.deepEqual(numbers(report, "in all"), [Number(least.toFixed(2)), Number(most.toFixed(2))]);
    const tiers = [
      "permissions",
      "network",
      "service discovery",
      "gateway",
      "cluster",
      "data collection",
      "data query",
      "monitoring",
    ];
    const total = tiers.reduce((all, tier) => all + numbers(report, tier)[0], 0);
    assert.ok(Math.abs(total - least) < 0.05, `${total} is not ${least}`);
  });

  it("says at once which prices are another region's", () => {
    const report = costReport(of());
    assert.match(report, /^! The price of us-east-1 stands for that of eu-central-1, which was not found: alarm/m);
    assert.ok(report.indexOf("! The price") < report.indexOf("in all"), "the warning comes after the number");
    assert.doesNotMatch(report, /^! This stack is in/m);
  });

  it("says that a stack elsewhere is not what the prices are of", () => {
    assert.match(
      costReport(of({ region: "us-east-1" })),
      /^! This stack is in us-east-1; the prices are those of eu-central-1/m,
    );
  });

  it("says that a price is missing, and that the sum is too low", () => {
    const report = costReport(of({ instances: { grafana: { instanceType: "x9z.huge" } } }));
    assert.match(report, /^! No price is known of x9z\.huge: NOT in the sums/m);
    assert.match(report, /1 × x9z\.huge, no price +\? +\?$/m);
  });

  it("names the day and the place of every price, and what is not counted", () => {
    const report = costReport(of());
    assert.match(report, /^- 2025-03-02: Apache Libcloud/m);
    assert.match(report, /^- traffic: through NAT/m);
    assert.match(report, /^- 2024-09-17: a bill for eu-central-1/m);
  });

  it("fits a terminal of 120 columns where numbers stand", () => {
    for (const row of costReport(of()).split("\n")) if (/\d\.\d\d$/.test(row)) assert.ok(row.length <= 120, row);
  });
});

describe("AWS: the choices side by side", () => {
  it("say what is so now, once of each setting, and that is what the stack costs", () => {
    const settings = of({ network: { nat: "perZone", interfaceEndpoints: ["ssm"] } });
    const { least, most } = sum(estimate(settings));
    const now = choices(settings).filter((choice) => choice.now);
    const keys = now.map(({ setting }) => setting.split(":")[0]);
    assert.equal(new Set(keys).size, keys.length);
    assert.equal(new Set(choices(settings).map(({ setting }) => setting.split(":")[0])).size, keys.length);
    for (const choice of now) assert.deepEqual([choice.least, choice.most], [least, most], choice.setting);
  });

  const cost = (settings: Settings, setting: string): number => {
    const found = choices(settings).find((choice) => choice.setting === setting);
    assert(found, setting);
    return found.least;
  };

  it("differ by what the setting costs", () => {
    const settings = of();
    const nat = cost(settings, "aws.network.nat: perZone") - cost(settings, "aws.network.nat: one");
    assert.ok(Math.abs(nat - 2 * (0.052 + 0.005) * 730 - 4 * 0.1) < 0.001, `${nat}`); // with an alarm for each of two more
    assert.ok(cost(settings, "aws.architecture: x86_64") > cost(settings, "aws.architecture: arm64"));
    assert.ok(cost(settings, "grafana.enabled: never") < cost(settings, "grafana.enabled: auto"));
  });

  it("leave out NAT where the network stands already", () => {
    const settings = of({ network: { existing: networkSetting } });
    assert.ok(choices(of()).some(({ setting }) => setting.startsWith("aws.network.nat")));
    assert.ok(!choices(settings).some(({ setting }) => setting.startsWith("aws.network.nat")));
    assert.doesNotMatch(costReport(settings), /NAT gateway/);
  });

  it("leave a type that the user chose as it is in the other architecture", () => {
    const instances = Object.fromEntries(
      ["consul", "cortex", "prometheus", "grafana"].map((kind) => [kind, { instanceType: "m6g.xlarge" }]),
    );
    const settings = of({ instances });
    assert.equal(cost(settings, "aws.architecture: x86_64"), cost(settings, "aws.architecture: arm64"));
  });
});
