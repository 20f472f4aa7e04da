import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { stringify } from "yaml";
import { dashboards, dashboardSpecs } from "../../../components/cortex/dashboards/index.ts";
import { allQueries, interpolate } from "../../../components/cortex/dashboards/queries.ts";
import { alertingRules } from "../../../components/cortex/rules/alerting.ts";
import { recordingRules } from "../../../components/cortex/rules/recording.ts";
import { combinations, hasPromtool, metricNames, options, promtool, syntaxError } from "./rules-promql.ts";

interface Panel {
  id: number;
  type: string;
  title: string;
  description?: string;
  gridPos: { x: number; y: number; w: number; h: number };
  datasource?: { uid: string };
  targets?: { refId: string; expr: string; datasource: { uid: string } }[];
  fieldConfig?: { defaults: { unit?: string; thresholds?: { steps: { value: number | null }[] } } };
}

interface Model {
  uid: string;
  title: string;
  description: string;
  panels: Panel[];
  templating: { list: { name: string; type: string; current: { value: string } }[] };
}

for (const [combination, given] of Object.entries(combinations)) {
  const files = dashboards(given);
  const models = files.map((file) => JSON.parse(file.json) as Model);

  describe(`dashboards, ${combination}`, () => {
    it("cover overview, writes, reads, ring, store and gateway, on Docker containers too", () => {
      const names = ["overview", "writes", "reads", "ring", "store", "gateway"];
      if (given.platform === "docker") names.push("containers");
      assert.deepEqual(
        files.map((file) => file.fileName),
        names.map((name) => `cortex-${name}.json`),
      );
    });

    it("are small enough for an instance's user data when minified, and say the same", () => {
      const minified = dashboards(given, { minified: true });
      const size = gzipSync(minified.map(({ json }) => json).join("\n"), { level: 9 }).length;
      assert.ok(size <= 10.5 * 1024, `${size} bytes`);
      assert.deepEqual(
        minified.map(({ json }) => JSON.parse(json) as Model),
        models,
      );
      for (const { json } of minified) assert.equal(json, JSON.stringify(JSON.parse(json)));
    });

    it("call the parts by the names that they have there", () => {
      const text = files.map(({ json }) => json).join("\n");
      const isOn = (engine: string, platform: string): boolean =>
        given.engine === engine && given.platform === platform;
      assert.equal(/cassandra/i.test(text), isOn("chunks", "docker"));
      assert.equal(/dynamo/i.test(text), isOn("chunks", "aws"));
      assert.equal(/objstore|cortex_bucket_|alertmanager/.test(text), given.engine === "blocks");
      assert.equal(/container_|cadvisor/i.test(text), given.platform === "docker");
      assert.equal(/flush_queue|unflushed|chunk_store/.test(text), given.engine === "chunks");
      assert.equal(/table_manager/.test(text), given.tableManager);
    });

    it("have uids of their own, equal inside and outside the file", () => {
      assert.equal(new Set(files.map((file) => file.uid)).size, files.length);
      assert.deepEqual(
        models.map((model) => model.uid),
        files.map((file) => file.uid),
      );
    });

    it("are the same text for the same options", () => {
      assert.deepEqual(dashboards({ ...given }), files);
    });

    it("read the data source that is asked for, and let the viewer choose", () => {
      for (const file of dashboards(given, { datasourceUid: "elsewhere" })) {
        const [variable, ...others] = (JSON.parse(file.json) as Model).templating.list;
        assert.deepEqual(others, []);
        assert.equal(variable?.type, "datasource");
        assert.equal(variable.current.value, "elsewhere");
      }
    });

    for (const model of models) {
      describe(model.title, () => {
        const panels = model.panels.filter((panel) => panel.type !== "row");

        it("has a description, and panels with ids of their own", () => {
          assert.ok(model.description.length > 0);
          assert.equal(new Set(model.panels.map((panel) => panel.id)).size, model.panels.length);
          assert.ok(panels.length >= 8);
        });

        it("lays its panels side by side, not over each other, and inside the grid", () => {
          const taken = new Map<string, string>();
          for (const { title, gridPos } of model.panels) {
            assert.ok(gridPos.x + gridPos.w <= 24, title);
            for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
              for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
                assert.equal(taken.get(`${x},${y}`), undefined, `${title} lies over another panel`);
                taken.set(`${x},${y}`, title);
              }
            }
          }
        });

        it("gives every panel a unit, a description and queries of the chosen source", () => {
          for (const panel of panels) {
            const targets = panel.targets ?? [];
            assert.ok(panel.fieldConfig?.defaults.unit, `${panel.title} has no unit`);
            assert.ok((panel.description ?? "").length > 5, `${panel.title} has no description`);
            assert.ok(targets.length > 0, `${panel.title} has no query`);
            assert.equal(new Set(targets.map((target) => target.refId)).size, targets.length, panel.title);
            for (const { datasource } of [panel, ...targets])
              assert.equal(datasource?.uid, "${datasource}", panel.title);
          }
        });

        it("gives every panel thresholds in rising order, from a base", () => {
          for (const panel of panels) {
            const [base, ...steps] = panel.fieldConfig?.defaults.thresholds?.steps ?? [];
            const values = steps.map((step) => step.value ?? Number.NaN);
            assert.equal(base?.value, null, panel.title);
            assert.deepEqual(
              values,
              [...new Set(values)].sort((a, b) => a - b),
              panel.title,
            );
          }
        });
      });
    }
  });

  describe(`all queries, ${combination}`, () => {
    const queries = allQueries(given);
    const known = recordingRules(given).flatMap((group) => group.rules.map((rule) => rule.record));

    it("hold every query of every dashboard's file", () => {
      const listed = new Set(
        queries.filter((query) => query.where.startsWith("dashboard ")).map((query) => query.expr),
      );
      const asked = models.flatMap((model) => model.panels.flatMap((panel) => panel.targets ?? []));
      assert.ok(asked.length > 100);
      for (const { expr } of asked) assert.ok(listed.has(interpolate(expr, given)), expr);
    });

    it("hold every alert and its inputs", () => {
      for (const alert of alertingRules(given).flatMap((group) => group.rules)) {
        assert.equal(queries.filter((query) => query.where === `alert ${alert.name}`).length, 1);
        const inputs = queries.filter((query) => query.where === `input of alert ${alert.name}`);
        assert.deepEqual(
          inputs.map((query) => query.expr),
          alert.inputs.map((input) => input.expr),
        );
      }
    });

    it("say why where no data is right, and nowhere else", () => {
      for (const query of queries) assert.equal(query.faultOnly, (query.reason ?? "").length > 10, query.where);
    });

    it("expect data of every query but a few, alerts aside", () => {
      const excused = queries.filter((query) => query.faultOnly && !query.where.startsWith("alert "));
      const most = { chunks: given.platform === "aws" ? 16 : 12, blocks: 28 }[given.engine];
      assert.ok(excused.length <= most, excused.map((query) => query.where).join("\n"));
    });

    it("leave no variable of Grafana", () => {
      for (const query of queries) assert.ok(!query.expr.includes("$"), query.expr);
    });

    it("read no recorded series that no rule records", () => {
      for (const query of queries) {
        for (const name of metricNames(query.expr)) {
          if (name.includes(":")) assert.ok(known.includes(name), `${query.where}: ${name}`);
        }
      }
    });

    it("are PromQL", () => {
      for (const query of queries) assert.equal(syntaxError(query.expr), undefined, `${query.where}: ${query.expr}`);
    });

    it("are PromQL to promtool", function () {
      if (!hasPromtool()) this.skip();
      const rules = queries.map((query, i) => ({ record: `query_${i}`, expr: query.expr }));
      const file = stringify({ groups: [{ name: "queries", rules }] }, { lineWidth: 0 });
      const { ok, output } = promtool(["check", "rules"], { "queries.yml": file }, ["queries.yml"]);
      assert.ok(ok, output);
      assert.match(output, new RegExp(`SUCCESS: ${queries.length} rules found`));
    });
  });
}

describe("dashboard thresholds", () => {
  it("follow the platform's size", () => {
    const steps = (nodes: number, replicationFactor: number): (number | null)[] =>
      dashboardSpecs({ ...options, nodes, replicationFactor })[0]?.rows[0]?.panels[0]?.thresholds.map(
        (step) => step.value,
      ) ?? [];
    assert.deepEqual(steps(3, 3), [null, 2, 3]);
    assert.deepEqual(steps(1, 1), [null, 1]);
    assert.deepEqual(steps(9, 3), [null, 2, 9]);
  });
});

describe("interpolation of Grafana's interval", () => {
  it("is four scrapes, a minute at the least", () => {
    const expr = "rate(x[$__rate_interval])";
    assert.equal(interpolate(expr, { scrapeIntervalSeconds: 5 }), "rate(x[60s])");
    assert.equal(interpolate(expr, { scrapeIntervalSeconds: 30 }), "rate(x[120s])");
  });
});
