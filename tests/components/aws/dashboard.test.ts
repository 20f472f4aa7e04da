import assert from "node:assert/strict";
import { alarms } from "../../../components/aws/alarms.ts";
import type { Group } from "../../../components/aws/contracts.ts";
import { dashboard } from "../../../components/aws/dashboard.ts";
import { metricAlarmArgs } from "../../../components/aws/metric-alarm.ts";
import { awsTier, place } from "../../support/aws-tiers.ts";

const groups: Group[] = [
  { kind: "cortex", name: "acme-cortex", minSize: 3 },
  { kind: "consul", name: "acme-consul-1", minSize: 1 },
  { kind: "consul", name: "acme-consul-2", minSize: 1 },
];

for (const engine of ["blocks", "chunks"]) {
  describe(`AWS: the dashboard of ${engine}`, () => {
    const { settings, names } = awsTier({ prefix: "acme", engine });
    const balancer = { arnSuffix: "app/acme/1", targetGroupArnSuffix: "targetgroup/acme/1" };
    const all = alarms({ settings, names, balancer, groups, natGatewayIds: ["nat-1"] });
    const { widgets } = dashboard(all, "acme", place);
    const [states, ...charts] = widgets;

    it("shows the state of every alarm under the name that it has", () => {
      const expected = all.map((one) => {
        const { name } = metricAlarmArgs(one, "acme");
        assert(typeof name === "string");
        return `arn:aws:cloudwatch:eu-central-1:123456789012:alarm:${name}`;
      });
      assert.deepEqual(states?.properties.alarms, expected);
    });

    it("draws every number that an alarm watches, once, with its threshold", () => {
      const lines = charts.flatMap(({ properties }) => properties.metrics ?? []);
      assert.equal(lines.length, all.length);
      for (const { name, rule, title, threshold } of all) {
        const chart = charts.find(({ properties }) => properties.title === title);
        assert(chart, `no chart of ${rule}`);
        assert.ok(JSON.stringify(chart.properties.metrics).includes(`"label":"${name}"`));
        assert.ok(chart.properties.annotations?.horizontal.some(({ value }) => value === threshold));
      }
    });

    it("writes a line as CloudWatch reads it: namespace, metric, dimensions in pairs, options", () => {
      for (const line of charts.flatMap(({ properties }) => properties.metrics ?? [])) {
        if (typeof line[0] === "object")
          assert.equal(line.length, 1); // an expression
        else assert.equal(line.length % 2, 1, JSON.stringify(line));
      }
    });

    it("lays tiles side by side, none over another, within the grid", () => {
      const taken = new Set<string>();
      for (const { x, y, width, height } of widgets) {
        assert.ok(x >= 0 && x + width <= 24);
        for (let column = x; column < x + width; column++) {
          for (let row = y; row < y + height; row++) {
            const cell = `${column},${row}`;
            assert.ok(!taken.has(cell), `two tiles at ${cell}`);
            taken.add(cell);
          }
        }
      }
    });
  });
}
