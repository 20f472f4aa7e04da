import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { parse } from "yaml";
import { prometheusPaths, prometheusYaml, type PrometheusInputs } from "../../../components/cortex/prometheus-yaml.ts";
import { at } from "../../support/at.ts";
import { onPath, run } from "../../support/process.ts";

const inputs: PrometheusInputs = {
  scrapeIntervalSeconds: 15,
  cluster: "acme",
  replica: "prometheus-1",
  jobs: [
    {
      job: "nodes",
      targets: [
        { host: "node-1", port: 80 },
        { host: "node-2", port: 81 },
      ],
    },
    {
      job: "consul",
      targets: [{ host: "consul-1", port: 8500 }],
      path: "/v1/agent/metrics",
      params: { format: ["prometheus"] },
    },
  ],
  remoteWrite: { gateway: { host: "way-in", port: 8080 }, username: "ops" },
  alertmanager: true,
};

const config = (change: Partial<PrometheusInputs> = {}): unknown => parse(prometheusYaml({ ...inputs, ...change }));

describe("prometheus.yml", () => {
  it("scrapes every target of every job, on its own path", () => {
    assert.deepEqual(at(config(), "scrape_configs"), [
      { job_name: "nodes", static_configs: [{ targets: ["node-1:80", "node-2:81"] }] },
      {
        job_name: "consul",
        metrics_path: "/v1/agent/metrics",
        params: { format: ["prometheus"] },
        static_configs: [{ targets: ["consul-1:8500"] }],
      },
    ]);
  });

  it("renames the label that Cortex's metrics about a tenant's HA pair have, which would pass for the pair of the batch", () => {
    const jobs = [
      { job: "cortex", targets: [{ host: "node-1", port: 80 }] },
      { job: "nginx", targets: [{ host: "nginx", port: 9113 }] },
    ];
    const [cortex, other] = [0, 1].map((index) => at(config({ jobs }), `scrape_configs.${index}`));
    assert.deepEqual(at(cortex, "metric_relabel_configs"), [
      { source_labels: ["cluster"], regex: "(.+)", target_label: "ha_cluster" },
      { action: "labeldrop", regex: "cluster" },
    ]);
    assert.equal(at(other, "metric_relabel_configs"), undefined);
  });

  it("sends again what a rate limit refused", () => {
    assert.equal(at(config(), "remote_write.0.queue_config.retry_on_http_429"), true);
  });

  it("finds a service's instances through Consul, with labels as those of fixed targets", () => {
    const consul = { host: "127.0.0.1", port: 8500 };
    const jobs = [
      { job: "nodes", service: "cortex" },
      { job: "consul", service: "consul", port: 8500, path: "/v1/agent/metrics" },
    ];
    const [nodes, servers] = [0, 1].map((index) => at(config({ jobs, consul }), `scrape_configs.${index}`));
    assert.equal(at(nodes, "job_name"), "nodes");
    assert.deepEqual(at(nodes, "consul_sd_configs"), [
      { server: "127.0.0.1:8500", services: ["cortex"], refresh_interval: "15s" },
    ]);
    const port = "__meta_consul_service_port";
    assert.deepEqual(at(nodes, "relabel_configs"), [
      { source_labels: ["__meta_consul_address", port], separator: ":", target_label: "__address__" },
      { source_labels: ["__meta_consul_node", port], separator: ":", target_label: "instance" },
    ]);
    assert.equal(at(servers, "metrics_path"), "/v1/agent/metrics");
    assert.deepEqual(at(servers, "relabel_configs"), [
      { source_labels: ["__meta_consul_address"], target_label: "__address__", replacement: "$1:8500" },
      { source_labels: ["__meta_consul_node"], target_label: "instance", replacement: "$1:8500" },
    ]);
  });

  it("does not look for services where no agent is named", () => {
    assert.throws(() => config({ jobs: [{ job: "nodes", service: "cortex" }] }), /no agent is named/);
  });

  it("writes by HTTPS where the gateway has it", () => {
    const remoteWrite = { gateway: { host: "way-in", port: 443, https: true }, username: "ops" };
    assert.equal(at(config({ remoteWrite }), "remote_write.0.url"), "https://way-in:443/api/v1/push");
  });

  it("sends its alerts to the tenant's Alertmanager behind the gateway, both replicas' as one", () => {
    const [manager, ...others] = [at(config(), "alerting.alertmanagers")].flat();
    assert.deepEqual(others, []);
    assert.deepEqual(at(manager, "static_configs"), [{ targets: ["way-in:8080"] }]);
    assert.equal(at(manager, "scheme"), "http");
    assert.equal(at(manager, "path_prefix"), "/alertmanager");
    assert.deepEqual(at(manager, "basic_auth"), at(config(), "remote_write.0.basic_auth"));
    assert.deepEqual(at(config(), "alerting.alert_relabel_configs"), [{ action: "labeldrop", regex: "__replica__" }]);
    const remoteWrite = { gateway: { host: "way-in", port: 443, https: true }, username: "ops" };
    assert.equal(at(config({ remoteWrite }), "alerting.alertmanagers.0.scheme"), "https");
  });

  it("sends them nowhere where there is none", () => {
    assert.equal(at(config({ alertmanager: false }), "alerting"), undefined);
  });

  it("has the labels of the HA pair, and differs between its replicas in one of them alone", () => {
    assert.deepEqual(at(config(), "global.external_labels"), { cluster: "acme", __replica__: "prometheus-1" });
    const one = prometheusYaml(inputs).split("\n");
    const two = prometheusYaml({ ...inputs, replica: "prometheus-2" }).split("\n");
    const different = one.flatMap((line, i) => (line === two[i] ? [] : [line.trim()]));
    assert.equal(two.length, one.length);
    assert.deepEqual(different, ["__replica__: prometheus-1"]);
  });

  it("writes through the gateway, its password read from a file", () => {
    assert.equal(at(config(), "remote_write.0.url"), "http://way-in:8080/api/v1/push");
    assert.deepEqual(at(config(), "remote_write.0.basic_auth"), {
      username: "ops",
      password_file: prometheusPaths.password,
    });
    assert.doesNotMatch(prometheusYaml(inputs), /password:/);
  });

  it("reads the rules where they are put", () => {
    assert.deepEqual(at(config(), "rule_files"), [prometheusPaths.rules]);
  });

  it("never waits longer for a scrape than until the next: Prometheus refuses that", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 120 }), (scrapeIntervalSeconds) => {
        const changed = config({ scrapeIntervalSeconds });
        const seconds = (path: string): number => Number(/^(\d+)s$/.exec(String(at(changed, path)))?.[1]);
        assert.equal(seconds("global.scrape_interval"), scrapeIntervalSeconds);
        assert.ok(seconds("global.scrape_timeout") >= 1);
        assert.ok(seconds("global.scrape_timeout") <= scrapeIntervalSeconds);
      }),
    );
  });

  it("is the same text for the same inputs, and keeps any name whole", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9!_.*'()@+-]{1,150}$/), (username) => {
        const change = { remoteWrite: { ...inputs.remoteWrite, username } };
        assert.equal(at(config(change), "remote_write.0.basic_auth.username"), username);
        assert.equal(
          prometheusYaml({ ...inputs, ...change }),
          prometheusYaml(structuredClone({ ...inputs, ...change })),
        );
      }),
    );
  });
});

const promtool = onPath("promtool");
(promtool === undefined ? describe.skip : describe)(
  `prometheus.yml: promtool ${promtool ? "" : "(not on PATH)"}`,
  () => {
    async function check(text: string): Promise<{ status: number | null; output: string }> {
      assert.ok(promtool);
      const folder = mkdtempSync(join(tmpdir(), "cortex-prometheus-"));
      try {
        writeFileSync(join(folder, "rules.yml"), "groups: []\n");
        writeFileSync(join(folder, "password"), "x");
        const here = text
          .replaceAll(prometheusPaths.rules, join(folder, "rules.yml"))
          .replaceAll(prometheusPaths.password, join(folder, "password"));
        writeFileSync(join(folder, "prometheus.yml"), here);
        return await run(promtool, ["check", "config", join(folder, "prometheus.yml")]);
      } finally {
        rmSync(folder, { recursive: true });
      }
    }

    for (const scrapeIntervalSeconds of [1, 15, 120]) {
      it(`accepts it with a scrape each ${scrapeIntervalSeconds} s`, async () => {
        const { status, output } = await check(prometheusYaml({ ...inputs, scrapeIntervalSeconds }));
        assert.equal(status, 0, output);
        assert.doesNotMatch(output, /FAILED|error/i);
      });
    }

    it("refuses a word that Prometheus does not know", async () => {
      assert.notEqual((await check(prometheusYaml(inputs).replace("rule_files:", "rule_fils:"))).status, 0);
    });
  },
);
