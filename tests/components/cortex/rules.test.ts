import assert from "node:assert/strict";
import { parse } from "yaml";
import { alertingRules } from "../../../components/cortex/rules/alerting.ts";
import { recorded, recordingRules } from "../../../components/cortex/rules/recording.ts";
import { renderRules } from "../../../components/cortex/rules/render.ts";
import { condition } from "../../../components/cortex/rules/rule.ts";
import { hasPromtool, metricNames, options, promtool, syntaxError } from "./rules-promql.ts";

const recording = recordingRules(options);
const alerting = alertingRules(options);
const alerts = alerting.flatMap((group) => group.rules);

describe("recording rules", () => {
  const rules = recording.flatMap((group) => group.rules);

  it("record each name once, and just the names that others are offered", () => {
    assert.deepEqual(rules.map((rule) => rule.record).sort(), Object.values(recorded).sort());
  });

  it("are named level:metric:operation", () => {
    for (const { record } of rules) assert.match(record, /^[a-z_]+:[a-z_]+:[a-z0-9]+$/);
  });

  it("are PromQL", () => {
    for (const rule of rules) assert.equal(syntaxError(rule.expr), undefined, rule.record);
  });

  it("are read back from their file as they were", () => {
    const file = parse(renderRules(recording)) as unknown;
    assert.deepEqual(file, {
      groups: recording.map(({ name, rules }) => ({
        name,
        interval: "15s",
        rules: rules.map(({ record, expr }) => ({ record, expr })),
      })),
    });
  });

  it("look back over at least four scrapes", () => {
    assert.match(renderRules(recordingRules({ ...options, scrapeIntervalSeconds: 60 })), /\[240s\]/);
    assert.match(renderRules(recordingRules({ ...options, scrapeIntervalSeconds: 60 })), /interval: 60s/);
    assert.doesNotMatch(renderRules(recording), /\[(?!60s|300s)/);
  });
});

describe("alerting rules", () => {
  it("have names of their own, in groups of their own", () => {
    assert.equal(new Set(alerts.map((alert) => alert.name)).size, alerts.length);
    assert.equal(new Set(alerting.map((group) => group.name)).size, alerting.length);
  });

  it("are PromQL, as are their inputs", () => {
    for (const alert of alerts) {
      for (const expr of [condition(alert), ...alert.inputs.map((input) => input.expr)]) {
        assert.equal(syntaxError(expr), undefined, `${alert.name}: ${expr}`);
      }
    }
  });

  it("say what they mean, what to do, and why there", () => {
    for (const alert of alerts) {
      for (const text of [alert.summary, alert.description, alert.runbook, alert.reason]) {
        assert.ok(text.length > 10, alert.name);
      }
    }
  });

  it("name every metric that they read among their inputs", () => {
    for (const alert of alerts) {
      const inputs = new Set(alert.inputs.flatMap((input) => metricNames(input.expr)));
      for (const name of metricNames(alert.measure)) assert.ok(inputs.has(name), `${alert.name}: ${name}`);
    }
  });

  it("do not need Cortex to be evaluated", () => {
    for (const alert of alerts) {
      for (const name of metricNames(alert.measure)) assert.ok(!name.includes(":"), `${alert.name} reads ${name}`);
    }
  });

  it("are read back from their file as they were", () => {
    const file = parse(renderRules(alerting)) as {
      groups: { rules: { alert: string; expr: string; for?: string }[] }[];
    };
    const read = file.groups.flatMap((group) => group.rules);
    assert.deepEqual(
      read.map((rule) => [rule.alert, rule.expr, rule.for ?? "0s"]),
      alerts.map((alert) => [alert.name, condition(alert), `${alert.forSeconds}s`]),
    );
  });

  it("take their thresholds from the platform's size", () => {
    const threshold = (name: string, replicationFactor: number): number | undefined =>
      alertingRules({ ...options, replicationFactor })
        .flatMap((group) => group.rules)
        .find((alert) => alert.name === name)?.threshold;
    assert.equal(threshold("CortexWriteQuorumLost", 1), 1);
    assert.equal(threshold("CortexWriteQuorumLost", 3), 2);
    assert.equal(threshold("CortexWriteQuorumLost", 5), 3);
    assert.equal(threshold("CortexTooFewIngesters", 5), 5);
  });

  it("expect no spare Consul server where there is one only", () => {
    const names = (consulServers: number): string[] =>
      alertingRules({ ...options, consulServers }).flatMap((group) => group.rules.map((alert) => alert.name));
    assert.ok(!names(1).includes("ConsulCannotLoseAServer"));
    assert.ok(names(3).includes("ConsulCannotLoseAServer"));
  });
});

describe("rule files, by promtool", () => {
  before(function () {
    if (!hasPromtool()) this.skip();
  });

  for (const [name, groups] of Object.entries({ recording, alerting })) {
    it(`${name} rules are accepted`, () => {
      const { ok, output } = promtool(["check", "rules"], { "rules.yml": renderRules(groups) }, ["rules.yml"]);
      assert.ok(ok, output);
    });
  }
});

describe("the always-on check of PromQL", () => {
  it("finds what is not PromQL", () => {
    for (const expr of ["sum(rate(x[5m])", "rate(x[5z])", "x by (y)", "x{a=b}", "1 +", "nosuch(x)"]) {
      assert.notEqual(syntaxError(expr), undefined, expr);
    }
    assert.equal(syntaxError(`sum by (a) (rate(x{b=~"c.+"}[5m])) / on (a) group_left () y > 0`), undefined);
  });

  it("finds the metrics that are read", () => {
    assert.deepEqual(metricNames(`sum(rate(x{y="z"}[5m])) / on (a) b:c:d or vector(0)`), ["x", "b:c:d"]);
  });
});
