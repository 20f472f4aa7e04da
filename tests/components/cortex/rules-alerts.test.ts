import assert from "node:assert/strict";
import { stringify } from "yaml";
import { alertingRules } from "../../../components/cortex/rules/alerting.ts";
import { renderRules } from "../../../components/cortex/rules/render.ts";
import { alertCases, type Course } from "./rules-alert-cases.ts";
import { hasPromtool, options, promtool } from "./rules-promql.ts";

const alerts = alertingRules(options).flatMap((group) => group.rules);

/** A query, and the one number that it must give; without a number, no data. */
interface Expected {
  expr: string;
  value?: number;
}

/** promtool's test file: what the queries must give at one minute of a course. */
function promtoolTest(course: Course, minute: number, expected: Expected[]): string {
  return stringify(
    {
      rule_files: ["rules.yml"],
      evaluation_interval: "30s",
      tests: [
        {
          interval: "1m",
          input_series: Object.entries(course).map(([series, values]) => ({ series, values })),
          promql_expr_test: expected.map(({ expr, value }) => ({
            expr,
            eval_time: `${minute}m`,
            exp_samples: value === undefined ? [] : [{ labels: "{}", value }],
          })),
        },
      ],
    },
    { lineWidth: 0 },
  );
}

const firing = (name: string): string => `count(ALERTS{alertname="${name}", alertstate="firing"})`;

function check(name: string, course: Course, minute: number, expected: Expected[]): void {
  const rules = alerts.filter((alert) => alert.name === name);
  const files = {
    "rules.yml": renderRules([{ name: "one", rules }]),
    "test.yml": promtoolTest(course, minute, expected),
  };
  const { ok, output } = promtool(["test", "rules"], files, ["test.yml"]);
  assert.ok(ok, output);
}

describe("alerts on the course of their series", () => {
  it("are all tried", () => {
    const names = alerts.map((alert) => alert.name).filter((name) => name !== "Watchdog");
    assert.deepEqual(Object.keys(alertCases).sort(), names.sort());
  });

  describe("by promtool", () => {
    before(function () {
      if (!hasPromtool()) this.skip();
    });

    it("Watchdog fires when nothing else is known", () => {
      check("Watchdog", {}, 1, [{ expr: firing("Watchdog"), value: 1 }]);
    });

    for (const alert of alerts) {
      const known = alertCases[alert.name];
      if (!known) continue;
      // A chunk's age is hours: its course is judged later than the others'.
      const minute = alert.name === "CortexChunksNotFlushed" ? 300 : 40;

      it(`${alert.name} fires on the bad course`, () => {
        check(alert.name, known.bad, minute, [{ expr: firing(alert.name), value: known.firing ?? 1 }]);
      });

      it(`${alert.name} is silent on the good course, with data in each of its inputs`, () => {
        const inputs = alert.inputs.map(({ expr }) => ({ expr: `count(${expr}) > bool 0`, value: 1 }));
        check(alert.name, known.good, minute, [{ expr: firing(alert.name) }, ...inputs]);
      });
    }
  });
});
