import assert from "node:assert/strict";
import { stringify } from "yaml";
import { alertingRules } from "../../../components/cortex/rules/alerting.ts";
import type { MonitoringOptions } from "../../../components/cortex/rules/options.ts";
import { renderRules } from "../../../components/cortex/rules/render.ts";
import { condition, type Alert } from "../../../components/cortex/rules/rule.ts";
import { casesOf } from "./rules-alert-cases.ts";
import type { AlertCase, Course } from "./rules-courses.ts";
import { combinations, hasPromtool, promtool } from "./rules-promql.ts";

const alertsOf = (options: MonitoringOptions): Alert[] => alertingRules(options).flatMap((group) => group.rules);

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

function check(alert: Alert, course: Course, minute: number, expected: Expected[]): void {
  const files = {
    "rules.yml": renderRules([{ name: "one", rules: [alert] }]),
    "test.yml": promtoolTest(course, minute, expected),
  };
  const { ok, output } = promtool(["test", "rules"], files, ["test.yml"]);
  assert.ok(ok, output);
}

/** What is asked, and for how long: the same on two platforms needs one trial. */
const trial = (alert: Alert): string => JSON.stringify([alert.name, condition(alert), alert.forSeconds, alert.inputs]);

describe("alerts on the course of their series", () => {
  for (const [name, options] of Object.entries(combinations)) {
    it(`have a case each: ${name}`, () => {
      const cases = Object.keys(casesOf(options));
      for (const alert of alertsOf(options)) {
        assert.equal(cases.includes(alert.name), alert.severity !== "none", alert.name);
      }
    });
  }

  it("are all there are cases for", () => {
    const names = Object.values(combinations).flatMap((options) => alertsOf(options).map((alert) => alert.name));
    const cases = Object.values(combinations).flatMap((options) => Object.keys(casesOf(options)));
    assert.deepEqual([...new Set([...cases, "Watchdog"])].sort(), [...new Set(names)].sort());
  });

  describe("by promtool", () => {
    before(function () {
      if (!hasPromtool()) this.skip();
    });

    const tried = new Set<string>();
    for (const [combination, options] of Object.entries(combinations)) {
      const cases: Record<string, AlertCase | undefined> = casesOf(options);
      for (const alert of alertsOf(options)) {
        const known = cases[alert.name];
        if (tried.has(trial(alert))) continue;
        tried.add(trial(alert));
        if (!known) {
          it(`${alert.name} fires when nothing else is known`, () => {
            check(alert, {}, 1, [{ expr: firing(alert.name), value: 1 }]);
          });
          continue;
        }
        const minute = known.minute ?? 40;

        it(`${alert.name} fires on the bad course (${combination})`, () => {
          check(alert, known.bad, minute, [{ expr: firing(alert.name), value: known.firing ?? 1 }]);
        });

        it(`${alert.name} is silent on the good course, with data in each of its inputs (${combination})`, () => {
          const inputs = alert.inputs.map(({ expr }) => ({ expr: `count(${expr}) > bool 0`, value: 1 }));
          check(alert, known.good, minute, [{ expr: firing(alert.name) }, ...inputs]);
        });
      }
    }
  });
});
