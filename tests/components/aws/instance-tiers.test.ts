// The tiers of instances: Consul, Cortex, Prometheus, Grafana.
import assert from "node:assert/strict";
import { parse } from "yaml";
import { Consul } from "../../../components/aws/consul.ts";
import { Cortex } from "../../../components/aws/cortex.ts";
import { dataStore } from "../../../components/aws/data-store.ts";
import { Grafana } from "../../../components/aws/grafana.ts";
import { groupParts } from "../../../components/aws/group-parts.ts";
import { Prometheus } from "../../../components/aws/prometheus.ts";
import { monitoringOptions } from "../../../components/cortex/rules/options.ts";
import { recordingRules } from "../../../components/cortex/rules/recording.ts";
import { at } from "../../support/at.ts";
import { ofAwsType, one } from "../../support/aws-tiers.ts";
import { fields, list, text } from "../../support/containers.ts";
import { files, group, instanceTier, loadBalancer, template } from "../../support/instance-tiers.ts";
import { startMocks, type Recorded } from "../../support/mocks.ts";
import { discovery } from "../../support/tiers.ts";
import { unknown } from "../../support/wire.ts";

interface Built {
  recorded: Recorded;
  consul: Consul;
  cortex: Cortex;
  prometheus: Prometheus;
  grafana: Grafana;
}

async function built(values: Record<string, unknown> = {}, preview = false): Promise<Built> {
  const recorded = await startMocks({ preview });
  const args = { ...instanceTier(values), loadBalancer: loadBalancer() };
  const rules = recordingRules(monitoringOptions(args.settings));
  const consul = new Consul("acme", args);
  const cortex = new Cortex("acme", { ...args, dataStore: dataStore("acme", args), discovery: discovery(), rules });
  const prometheus = new Prometheus("acme", { ...args, cluster: "acme", rules: "groups: []\n", after: [consul] });
  const dashboards = [{ fileName: "a.json", json: "{}" }];
  const grafana = new Grafana("acme", { ...args, dashboards, after: [consul] });
  await recorded.settled();
  return { recorded, consul, cortex, prometheus, grafana };
}

/** The nodes alone. */
async function nodes(values: Record<string, unknown> = {}): Promise<Recorded> {
  const recorded = await startMocks();
  const args = { ...instanceTier(values), loadBalancer: loadBalancer() };
  const rules = recordingRules(monitoringOptions(args.settings));
  new Cortex("acme", { ...args, dataStore: dataStore("acme", args), discovery: discovery(), rules });
  await recorded.settled();
  return recorded;
}

const subnets = (recorded: Recorded, part: string): unknown => group(recorded, part).inputs["vpcZoneIdentifiers"];
const zones = ["a", "b", "c"].map((letter) => `private-eu-central-1${letter}`);

describe("AWS: the tiers of instances", () => {
  it("are three Consul servers, one a zone, which find each other by their tag", async () => {
    const { recorded, consul } = await built();
    assert.equal(consul.groups.length, 3);
    for (const [index, part] of groupParts.consul.entries()) {
      const { inputs } = group(recorded, part);
      assert.deepEqual(subnets(recorded, part), zones.slice(index, index + 1));
      assert.equal(inputs["minSize"], 1);
      assert.equal(inputs["maxSize"], 1);
      const tags = list(inputs["tags"]).map(fields);
      assert.ok(tags.some(({ key, value }) => key === "cortex-consul" && value === "acme"));
      const config: unknown = JSON.parse(files(recorded, part).get("/etc/consul.d/consul.json") ?? "");
      assert.deepEqual(at(config, "retry_join"), [
        "provider=aws region=eu-central-1 tag_key=cortex-consul tag_value=acme",
      ]);
      assert.equal(at(config, "bootstrap_expect"), 3);
    }
    assert.deepEqual(consul.address, { host: "127.0.0.1", port: 8500 });
  });

  it("carry Consul's tag on no other instance", async () => {
    const { recorded } = await built();
    for (const part of [...groupParts.cortex, ...groupParts.prometheus, ...groupParts.grafana]) {
      const keys = list(group(recorded, part).inputs["tags"]).map((tag) => text(fields(tag)["key"]));
      assert.ok(!keys.includes("cortex-consul"));
    }
  });

  it("are Cortex nodes over the zones, behind the load balancer, as many as the CPU asks for", async () => {
    const { recorded, cortex } = await built({
      cluster: { nodes: 4 },
      aws: { cluster: { maxNodes: 9, cpuTargetPercent: 45, drainSeconds: 1000 } },
    });
    const { inputs } = group(recorded, "cortex");
    assert.deepEqual(cortex.group, { kind: "cortex", name: "acme-cortex", minSize: 4 });
    assert.deepEqual([inputs["minSize"], inputs["maxSize"]], [4, 9]);
    assert.deepEqual(subnets(recorded, "cortex"), zones);
    assert.equal(list(inputs["targetGroupArns"]).length, 1);
    const policy = one(recorded, "autoscaling/policy:Policy", "acme-cpu").inputs;
    assert.equal(policy["policyType"], "TargetTrackingScaling");
    assert.deepEqual(policy["targetTrackingConfiguration"], {
      predefinedMetricSpecification: { predefinedMetricType: "ASGAverageCPUUtilization" },
      targetValue: 45,
    });
    const hook = one(recorded, "autoscaling/lifecycleHook:LifecycleHook", "acme-cortex-drain").inputs;
    assert.equal(hook["heartbeatTimeout"], 1000);
  });

  it("change nothing on the nodes when only the group's size does", async () => {
    const data = async (values: Record<string, unknown>) => template(await nodes(values), "cortex").inputs["userData"];
    const usual = await data({});
    assert.equal(await data({ aws: { cluster: { maxNodes: 20, cpuTargetPercent: 30 } } }), usual);
    assert.equal(await data({ cluster: { nodes: 5 } }), usual);
    assert.notEqual(await data({ limits: { ingestionRate: 5 } }), usual);
  });

  it("have Cortex know its zone, flush before it ends, and find the store", async () => {
    const blocks = files(await nodes(), "cortex");
    const yaml: unknown = parse(blocks.get("/etc/cortex/cortex.yaml") ?? "");
    assert.equal(at(yaml, "ingester.lifecycler.availability_zone"), "${AVAILABILITY_ZONE}");
    assert.deepEqual(at(yaml, "ingester.lifecycler.interface_names"), ["${INTERFACE}"]);
    assert.match(
      blocks.get("/etc/systemd/system/cortex.service") ?? "",
      /^EnvironmentFile=\/etc\/cortex-platform\/instance\.env$/m,
    );
    assert.equal(at(yaml, "blocks_storage.tsdb.flush_blocks_on_shutdown"), true);
    assert.equal(at(yaml, "blocks_storage.s3.bucket_name"), "acme-123456789012-eu-central-1-blocks");
    assert.match(blocks.get("/etc/systemd/system/cortex.service") ?? "", / -target=all$/m);

    const chunks = files(await nodes({ engine: "chunks" }), "cortex");
    const old: unknown = parse(chunks.get("/etc/cortex/cortex.yaml") ?? "");
    assert.equal(at(old, "ingester.walconfig.flush_on_shutdown_with_wal_enabled"), true);
    assert.match(chunks.get("/etc/systemd/system/cortex.service") ?? "", / -target=\S*ingester\S*,table-manager$/m);
    const premade = await nodes({ engine: "chunks", aws: { dynamodb: { tables: "pulumi" } } });
    assert.doesNotMatch(files(premade, "cortex").get("/etc/systemd/system/cortex.service") ?? "", /table-manager/);
  });

  it("are two Prometheus in two zones that differ in their replica label alone, and write to the load balancer", async () => {
    const { recorded, prometheus } = await built();
    assert.equal(prometheus.groups.length, 2);
    const [one_ = "", two = ""] = groupParts.prometheus.map((part, index) => {
      assert.deepEqual(subnets(recorded, part), zones.slice(index, index + 1));
      return files(recorded, part).get("/etc/prometheus/prometheus.yml") ?? "";
    });
    assert.equal(at(parse(one_), "remote_write.0.url"), "https://way-in.example:443/api/v1/push");
    assert.equal(at(parse(one_), "global.external_labels.__replica__"), "prometheus-1");
    assert.equal(one_.replace("__replica__: prometheus-1", "__replica__: prometheus-2"), two);
  });

  it("are one Grafana over all zones that reads through the load balancer, its password not in the user data", async () => {
    const { recorded, grafana } = await built();
    assert.deepEqual(grafana.group, { kind: "grafana", name: "acme-grafana", minSize: 1 });
    assert.deepEqual(subnets(recorded, "grafana"), zones);
    const source: unknown = parse(
      files(recorded, "grafana").get("/etc/cortex-platform/templates/grafana-reader-password") ?? "",
    );
    assert.equal(at(source, "datasources.0.url"), "https://way-in.example:443/prometheus");
    assert.equal(at(source, "datasources.0.secureJsonData.basicAuthPassword"), "@@");
  });

  it("have no secret in any user data", async () => {
    const { recorded } = await built();
    const secrets = ofAwsType(recorded, "ssm/parameter:Parameter").map(({ inputs }) => inputs["value"]);
    assert.equal(secrets.length, 5);
    const passwords = recorded.all
      .filter(({ type }) => type.startsWith("random:"))
      .map(({ name }) => `Pw${name.replaceAll(/[^a-z0-9]/gi, "")}`.padEnd(32, "7").slice(0, 32));
    assert.ok(passwords.length > 2);
    for (const part of Object.values(groupParts).flat()) {
      const all = [...files(recorded, part).values()].join("\n");
      for (const password of passwords) assert.ok(!all.includes(password));
    }
  });

  it("have unknown user data in a preview of a new stack, where nothing has a version yet", async () => {
    const { recorded } = await built({}, true);
    for (const part of Object.values(groupParts).flat()) {
      assert.equal(template(recorded, part).inputs["userData"], unknown, part);
    }
  });
});
