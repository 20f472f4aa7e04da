import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { parse } from "yaml";
import { alertingRules } from "../../../components/cortex/rules/alerting.ts";
import { jobs, monitoringOptions, type MonitoringOptions } from "../../../components/cortex/rules/options.ts";
import { recorded, recordingRules } from "../../../components/cortex/rules/recording.ts";
import { renderRules } from "../../../components/cortex/rules/render.ts";
import { condition, type Alert } from "../../../components/cortex/rules/rule.ts";
import { settingsOf } from "../../support/settings.ts";
import { combinations, hasPromtool, metricNames, options, promtool, syntaxError } from "./rules-promql.ts";

const alertsOf = (given: MonitoringOptions): Alert[] => alertingRules(given).flatMap((group) => group.rules);
const recordedBy = (given: MonitoringOptions): string[] =>
  recordingRules(given).flatMap((group) => group.rules.map((rule) => rule.record));

for (const [combination, given] of Object.entries(combinations)) {
  const recording = recordingRules(given);
  const alerting = alertingRules(given);
  const alerts = alertsOf(given);

  describe(`recording rules, ${combination}`, () => {
    const rules = recording.flatMap((group) => group.rules);

    it("record each name once, and only names that others are offered", () => {
      const offered: string[] = Object.values(recorded);
      for (const { record } of rules) assert.ok(offered.includes(record), record);
      assert.equal(new Set(rules.map((rule) => rule.record)).size, rules.length);
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
      assert.match(renderRules(recordingRules({ ...given, scrapeIntervalSeconds: 60 })), /\[240s\]/);
      assert.match(renderRules(recordingRules({ ...given, scrapeIntervalSeconds: 60 })), /interval: 60s/);
      assert.doesNotMatch(renderRules(recording), /\[(?!60s|300s)/);
    });
  });

  describe(`alerting rules, ${combination}`, () => {
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

    it("name in their runbooks only alerts that there are", () => {
      const names = alerts.map((alert) => alert.name);
      const all = new Set(Object.values(combinations).flatMap((other) => alertsOf(other).map((alert) => alert.name)));
      for (const alert of alerts) {
        const text = [alert.summary, alert.description, alert.runbook, alert.reason].join(" ");
        for (const word of text.match(/[A-Z]\w+/g) ?? []) {
          if (all.has(word)) assert.ok(names.includes(word), `${alert.name} names ${word}`);
        }
      }
    });

    it("are read back from their file as they were", () => {
      const file = parse(renderRules(alerting)) as {
        groups: { rules: { alert: string; expr: string; for?: string; annotations: Record<string, string> }[] }[];
      };
      const read = file.groups.flatMap((group) => group.rules);
      assert.deepEqual(
        read.map((rule) => [rule.alert, rule.expr, rule.for ?? "0s", rule.annotations["threshold"]]),
        alerts.map((alert) => [alert.name, condition(alert), `${alert.forSeconds}s`, alert.reason]),
      );
    });

    it("leave room for others in an instance's user data", () => {
      const text = renderRules(alerting, { brief: true });
      assert.doesNotMatch(text, /threshold:/);
      const size = gzipSync(text, { level: 9 }).length;
      assert.ok(size <= 7 * 1024, `${size} bytes`);
    });

    it("expect no spare Consul server where there is one only", () => {
      const names = (consulServers: number): string[] =>
        alertsOf({ ...given, consulServers }).map((alert) => alert.name);
      assert.ok(!names(1).includes("ConsulCannotLoseAServer"));
      assert.ok(names(3).includes("ConsulCannotLoseAServer"));
    });
  });

  describe(`rule files, by promtool, ${combination}`, () => {
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
}

describe("rules of the engines and platforms", () => {
  const text = (given: MonitoringOptions): string => renderRules([...recordingRules(given), ...alertingRules(given)]);
  const of = (combination: string): string => {
    const given = combinations[combination];
    assert.ok(given);
    return text(given);
  };

  it("record together every name that others are offered", () => {
    const all = Object.values(combinations).flatMap(recordedBy);
    assert.deepEqual([...new Set(all)].sort(), Object.values(recorded).sort());
  });

  it("ask about Cassandra, DynamoDB or blocks just where there are such", () => {
    const mentions: Record<string, RegExp> = {
      "chunks on Docker": /cassandra/i,
      "chunks on AWS": /dynamo/i,
      "blocks on Docker": /cortex_bucket_|objstore/,
      "blocks on AWS": /cortex_bucket_|objstore/,
    };
    for (const combination of Object.keys(mentions)) {
      for (const [other, mentioned] of Object.entries(mentions)) {
        const expected = String(mentioned) === String(mentions[combination]);
        assert.equal(mentioned.test(of(combination)), expected, `${combination} has what is of ${other}`);
      }
    }
    for (const combination of ["blocks on Docker", "blocks on AWS"]) {
      assert.doesNotMatch(of(combination), /flush_queue|unflushed|table.manager|chunk_store/);
    }
  });

  it("ask cAdvisor on Docker alone, and speak of no container elsewhere", () => {
    for (const [combination, given] of Object.entries(combinations)) {
      assert.equal(/container_|cadvisor/.test(text(given)), given.platform === "docker", combination);
      if (given.platform === "aws") assert.doesNotMatch(text(given), /[cC]ontainer|[dD]ocker|pulumi up/);
    }
  });

  it("ask about the table manager where Cortex makes the tables", () => {
    const synced = /table_manager_sync/;
    assert.match(of("chunks on Docker"), synced);
    assert.match(of("chunks on AWS"), synced);
    assert.doesNotMatch(of("chunks on AWS, tables by Pulumi"), synced);
  });

  it("count the members of a ring over its zones", () => {
    for (const given of Object.values(combinations)) {
      for (const alert of alertsOf(given).filter(({ measure }) => measure.includes("cortex_ring_members"))) {
        assert.match(alert.measure, /sum by \(name, state, instance\) \(cortex_ring_members/, alert.name);
      }
    }
  });

  it("expect the jobs of the platform", () => {
    assert.deepEqual(jobs({ engine: "chunks", platform: "docker" }), [
      "cortex",
      "table-manager",
      "consul",
      "nginx",
      "cadvisor",
      "prometheus",
    ]);
    assert.deepEqual(jobs({ engine: "blocks", platform: "docker" }), [
      "cortex",
      "consul",
      "nginx",
      "seaweedfs",
      "cadvisor",
      "prometheus",
    ]);
    for (const engine of ["chunks", "blocks"] as const) {
      assert.deepEqual(jobs({ engine, platform: "aws" }), ["cortex", "consul", "nginx", "prometheus"]);
    }
  });

  it("take their thresholds from the platform's size", () => {
    const threshold = (name: string, replicationFactor: number): number | undefined =>
      alertsOf({ ...options, replicationFactor }).find((alert) => alert.name === name)?.threshold;
    assert.equal(threshold("CortexWriteQuorumLost", 1), 1);
    assert.equal(threshold("CortexWriteQuorumLost", 3), 2);
    assert.equal(threshold("CortexWriteQuorumLost", 5), 3);
    assert.equal(threshold("CortexTooFewIngesters", 5), 5);
  });

  it("give the HA tracker its time", () => {
    const limit = (scrapeIntervalSeconds: number): number | undefined =>
      alertsOf({ ...options, scrapeIntervalSeconds }).find(({ name }) => name === "CortexHAStreamStopped")?.threshold;
    assert.deepEqual([15, 60].map(limit), [120, 480]);
  });

  it("give a drain its time", () => {
    const waits = (drainSeconds: number): number | undefined =>
      alertsOf({ ...options, drainSeconds }).find(({ name }) => name === "CortexRingMemberNotActive")?.forSeconds;
    assert.equal(waits(0), 900);
    assert.equal(waits(1800), 1800);
  });
});

describe("what rules and dashboards know of a stack", () => {
  it("is what its settings say", () => {
    for (const [combination, given] of Object.entries(combinations)) {
      const tables = combination.endsWith("by Pulumi") ? { aws: { dynamodb: { tables: "pulumi" } } } : {};
      const { engine, platform } = given;
      assert.deepEqual(monitoringOptions(settingsOf({ engine, platform, ...tables })), given, combination);
    }
  });
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
