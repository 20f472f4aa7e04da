// The whole platform on Docker, as the engine would hear of it.
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import {
  container,
  fields,
  filesOf,
  inTheOpen,
  labelsOf,
  list,
  namesOf,
  ofType,
  text,
  texts,
  types,
} from "../../support/containers.ts";
import { jobs } from "../../../components/cortex/rules/options.ts";
import { imageReference } from "../../../components/docker/part.ts";
import { stackImages } from "../../../components/docker/stack-images.ts";
import { settingsOf } from "../../support/settings.ts";
import { generated, stack, valueOf, type Registration } from "../../support/mocks.ts";
import { built, type Built } from "../../support/platform.ts";
import { clearTexts, isSecret, open } from "../../support/wire.ts";

const containers = ({ recorded }: Built): Registration[] => ofType(recorded, "container");
const memory = 333;
const kinds = [
  "cassandra",
  "consul",
  "cortex",
  "tableManager",
  "nginx",
  "nginxExporter",
  "prometheus",
  "cadvisor",
  "grafana",
];

describe("docker: the whole platform", () => {
  let whole: Built;
  before(async () => {
    whole = await built({
      prefix: "acme",
      cassandra: { nodes: 2, heapMiB: 256 },
      resources: Object.fromEntries(
        kinds.map((kind, i) => [kind, { memoryMiB: kind === "cassandra" ? 999 : memory + i }]),
      ),
    });
  });

  it("is every part, as often as set", () => {
    const roles = containers(whole).map((one) => `${labelsOf(one)["cortex.tier"]} ${labelsOf(one)["cortex.role"]}`);
    assert.deepEqual(roles.sort(), [
      "cluster node",
      "cluster node",
      "cluster node",
      "cluster table-manager",
      "collection cadvisor",
      "collection nginx-exporter",
      "collection prometheus",
      "collection prometheus",
      "datastore cassandra",
      "datastore cassandra",
      "discovery consul",
      "discovery consul",
      "discovery consul",
      "gateway nginx",
      "query grafana",
    ]);
  });

  it("starts every name with the stack's prefix, on the engine as in the state", () => {
    for (const { name, type, inputs } of whole.recorded.all) {
      assert.ok(name === "acme" || name.startsWith("acme-"), `${type} ${name}`);
      if (type === types.container || type === types.volume || type === types.network) assert.equal(inputs.name, name);
      if (name === "acme") assert.match(type, /^cortex:/, "what is more than a group has a name of its own");
    }
  });

  it("registers each resource once, below its tier, and each tier below the platform", () => {
    const urns = whole.recorded.all.map(({ urn }) => urn);
    assert.equal(new Set(urns).size, urns.length);
    const tier = new Map(
      whole.recorded.all.filter(({ type }) => type.startsWith("cortex:")).map((one) => [one.urn, one]),
    );
    for (const { parent, type, name } of whole.recorded.all) {
      if (type === "cortex:docker:Platform") continue;
      assert.ok(tier.has(parent), `${type} ${name} has no tier`);
      if (type.startsWith("cortex:")) assert.equal(tier.get(parent)?.type, "cortex:docker:Platform");
    }
  });

  it("labels what it puts on the engine with the stack", () => {
    const labelled = whole.recorded.all.filter(({ type }) =>
      [types.container, types.volume, types.network].some((one) => one === type),
    );
    assert.ok(labelled.length > 20);
    for (const one of labelled) assert.equal(labelsOf(one)["cortex.stack"], stack, one.name);
  });

  it("publishes the gateway, Grafana and Prometheus on 127.0.0.1, each port once, and nothing else", () => {
    const ports = containers(whole).flatMap((one) =>
      list(one.inputs.ports).map((port) => ({ of: one.name, ...fields(port) })),
    );
    assert.deepEqual(ports.map(({ of }) => of).sort(), [
      "acme-grafana",
      "acme-nginx",
      "acme-prometheus-1",
      "acme-prometheus-2",
    ]);
    for (const port of ports) assert.equal(fields(port).ip, "127.0.0.1");
    assert.equal(new Set(ports.map((port) => fields(port).external)).size, ports.length);
    for (const { inputs, name } of containers(whole)) assert.notEqual(inputs.networkMode, "host", name);
  });

  it("gives no container more rights than it was born with", () => {
    for (const { inputs, name } of containers(whole)) {
      assert.ok(!inputs.privileged, name);
      assert.equal(inputs.capabilities, undefined, name);
      assert.ok(texts(inputs.securityOpts).includes("no-new-privileges:true"), name);
      const paths = list(inputs.volumes)
        .map(fields)
        .filter(({ hostPath }) => hostPath !== undefined);
      for (const path of paths) assert.equal(path.readOnly, true, name);
    }
  });

  it("limits each container's memory as set for its kind", () => {
    const limits = new Map(containers(whole).map(({ name, inputs }) => [name.slice("acme-".length), inputs.memory]));
    const expected = [
      "cassandra-1",
      "consul-1",
      "cortex-1",
      "table-manager",
      "nginx",
      "nginx-exporter",
      "prometheus-1",
      "cadvisor",
      "grafana",
    ];
    assert.deepEqual(
      expected.map((name) => limits.get(name)),
      kinds.map((kind, i) => (kind === "cassandra" ? 999 : memory + i)),
    );
    for (const { inputs, name } of containers(whole))
      assert.equal(inputs.memorySwap, inputs.memory, `${name} may not swap`);
  });

  it("runs images that are resources of the stack, each pinned and kept", () => {
    const images = ofType(whole.recorded, "image");
    const ids = images.map(({ name }) => `sha256:id-of-${name}`);
    for (const { inputs, name } of containers(whole)) assert.ok(ids.includes(text(inputs.image)), name);
    for (const { inputs } of images) {
      assert.match(text(inputs.name), /^[^:@]+:[^:@]+(?:@sha256:[0-9a-f]{64})?$/);
      assert.equal(inputs.keepLocally, true);
    }
  });

  it("keeps every upload secret, and every password out of what anybody may see", () => {
    const passwords = ofType(whole.recorded, "password").map(({ name }) => generated(name));
    assert.equal(passwords.length, 3, "two tenants and Grafana's administrator");
    assert.equal(new Set(passwords).size, 3);
    for (const one of whole.recorded.all) {
      const clear = clearTexts(one.inputs).join("\n");
      for (const password of passwords) assert.ok(!clear.includes(password), `${one.name} has a password in clear`);
      if (one.type !== types.container) continue;
      for (const password of passwords) assert.ok(!inTheOpen(one).includes(password), one.name);
      const { uploads } = one.inputs;
      if (uploads === undefined || isSecret(uploads)) continue;
      assert.ok(Array.isArray(uploads));
      for (const upload of uploads) assert.ok(isSecret(upload) || isSecret(fields(upload).content), one.name);
    }
    for (const outputs of whole.recorded.outputs.values()) {
      const clear = clearTexts(outputs).join("\n");
      for (const password of passwords) assert.ok(!clear.includes(password));
    }
    // Else the checks above would look for something that is nowhere.
    const everything = JSON.stringify(whole.recorded.all.map(({ inputs }) => open(inputs)));
    for (const password of passwords)
      if (password !== generated("acme-demo-password")) assert.ok(everything.includes(password));
  });

  it("uploads nothing empty: the provider refuses that", () => {
    for (const one of containers(whole))
      for (const [path, content] of filesOf(one)) assert.ok(content.length > 0, path);
  });

  it("names no host that no container of the stack has", () => {
    const known = new Set(containers(whole).flatMap(namesOf));
    const named = containers(whole).flatMap((one) => {
      const all = [...filesOf(one).values(), ...texts(one.inputs.command), ...texts(one.inputs.envs)].join("\n");
      const patterns = [
        /https?:\/\/([a-z][\w-]*):\d+/g,
        /^\s*- ([a-z][\w-]*):\d+$/gm,
        /-retry-join=(\S+)/g,
        /set \$cortex ([\w-]+):/g,
      ];
      const more = [/^\s*host: ([\w-]+):\d+$/gm, /^\s*addresses: (\S+)$/gm, /CASSANDRA_SEEDS=(\S+)/g];
      return [...patterns, ...more].flatMap((pattern) =>
        [...all.matchAll(pattern)].flatMap(([, host = ""]) => host.split(",")),
      );
    });
    assert.ok(new Set(named).size >= 10, [...new Set(named)].join(", "));
    for (const host of named) assert.ok(known.has(host), `no container answers to ${host}`);
  });

  it("has Prometheus scrape every part that speaks its language", () => {
    const files = filesOf(container(whole.recorded, "acme-prometheus-1"));
    const config = [...files.values()].find((content) => content.includes("scrape_configs")) ?? "";
    const speaking = containers(whole).flatMap((one) => {
      const role = labelsOf(one)["cortex.role"];
      return role === "cassandra" || role === "grafana" || role === "nginx" ? [] : namesOf(one).slice(0, 1);
    });
    assert.equal(speaking.length, 11);
    for (const host of speaking) assert.match(config, new RegExp(`- ${host}:\\d+$`, "m"), host);
  });

  it("waits only for what says when it is well", () => {
    const byUrn = new Map(whole.recorded.all.map((one) => [one.urn, one]));
    let waits = 0;
    for (const { dependencies, name } of containers(whole)) {
      for (const urn of dependencies) {
        const other = byUrn.get(urn);
        assert.ok(other, `${name} waits for ${urn}, which nobody registered`);
        if (other.type !== types.container) continue;
        waits++;
        assert.equal(other.inputs.wait, true, `${name} waits for ${other.name}, which has no health check`);
      }
    }
    assert.ok(waits > 10);
  });

  it("tells where everything is, the logins secret", async () => {
    const { gatewayUrl, logins, prometheusUrls, grafanaUrl, grafanaLogin } = whole.platform.outputs;
    assert.equal(await valueOf(gatewayUrl), "http://127.0.0.1:8080");
    assert.ok(prometheusUrls);
    assert.deepEqual(await valueOf(prometheusUrls), ["http://127.0.0.1:9090", "http://127.0.0.1:9091"]);
    assert.ok(grafanaUrl && grafanaLogin);
    assert.equal(await valueOf(grafanaUrl), "http://127.0.0.1:3000");
    assert.deepEqual(Object.keys(await valueOf(logins)), ["operations", "demo"]);
    assert.ok((await valueOf(grafanaLogin)).password);
    assert.equal(await pulumi.isSecret(logins), true);
    assert.equal(await pulumi.isSecret(grafanaLogin), true);
  });
});

describe("docker: the whole platform with blocks", () => {
  let whole: Built;
  before(async () => {
    whole = await built({ prefix: "acme", engine: "blocks" });
  });

  it("is every part, as often as set: an S3 server instead of Cassandra, no table manager", () => {
    const roles = containers(whole).map((one) => `${labelsOf(one)["cortex.tier"]} ${labelsOf(one)["cortex.role"]}`);
    assert.deepEqual(roles.sort(), [
      "cluster node",
      "cluster node",
      "cluster node",
      "cluster rules",
      "collection cadvisor",
      "collection nginx-exporter",
      "collection prometheus",
      "collection prometheus",
      "datastore seaweedfs",
      "discovery consul",
      "discovery consul",
      "discovery consul",
      "gateway nginx",
      "query grafana",
    ]);
  });

  it("runs just the images that are made ready for it", () => {
    const wanted = stackImages(settingsOf({ engine: "blocks" }));
    const run = new Set(ofType(whole.recorded, "image").map(({ inputs }) => text(inputs.name)));
    assert.deepEqual([...run].sort(), Object.values(wanted).map(imageReference).sort());
  });

  it("publishes no port of the S3 server", () => {
    const published = containers(whole).filter(({ inputs }) => list(inputs.ports).length > 0);
    assert.deepEqual(published.map(({ name }) => name).sort(), [
      "acme-grafana",
      "acme-nginx",
      "acme-prometheus-1",
      "acme-prometheus-2",
    ]);
  });

  it("keeps every password and key out of what anybody may see", () => {
    const passwords = ofType(whole.recorded, "password").map(({ name }) => generated(name));
    assert.equal(new Set(passwords).size, 5, "two tenants, Grafana's administrator, two keys of the S3 server");
    for (const one of whole.recorded.all) {
      const clear = clearTexts(one.inputs).join("\n");
      for (const password of passwords) {
        assert.ok(!clear.includes(password), `${one.name} has a password in clear`);
        if (one.type === types.container) assert.ok(!inTheOpen(one).includes(password), one.name);
      }
    }
  });

  it("has Prometheus scrape every part that speaks its language, by the names that the rules know", () => {
    const files = filesOf(container(whole.recorded, "acme-prometheus-1"));
    const config = [...files.values()].find((content) => content.includes("scrape_configs")) ?? "";
    for (const host of ["cortex-1", "cortex-2", "cortex-3", "seaweedfs", "consul-1", "nginx-exporter", "cadvisor"])
      assert.match(config, new RegExp(`- ${host}:\\d+$`, "m"), host);
    for (const job of jobs({ engine: "blocks", platform: "docker" }))
      assert.match(config, new RegExp(`job_name: ${job}$`, "m"), job);
    assert.doesNotMatch(config, /table-manager/);
  });

  it("lets tenants reach their Alertmanager", () => {
    const files = [...filesOf(container(whole.recorded, "acme-nginx")).values()].join("\n");
    assert.match(files, /location \/alertmanager\//);
  });

  it("sends the platform's alerts to the Alertmanager, which the chunks engine has not", async () => {
    const configuration = ({ recorded }: Built): string =>
      [...filesOf(container(recorded, "acme-prometheus-1")).values()].join("\n");
    assert.match(configuration(whole), /alertmanagers:/);
    assert.doesNotMatch(configuration(await built({ prefix: "acme" })), /alertmanagers:/);
  });

  it("registers in a preview what the update would", async () => {
    const urns = ({ recorded }: Built): string[] => recorded.all.map(({ urn }) => urn).sort();
    assert.deepEqual(urns(await built({ prefix: "acme", engine: "blocks" }, { preview: true })), urns(whole));
  });
});

describe("docker: the images that a stack needs", () => {
  it("are those of its engine, and Cortex in the version that has it", () => {
    const chunks = stackImages(settingsOf());
    const blocks = stackImages(settingsOf({ engine: "blocks" }));
    assert.ok("cassandra" in chunks && !("seaweedfs" in chunks));
    assert.ok("seaweedfs" in blocks && !("cassandra" in blocks));
    assert.notEqual(chunks.cortex?.tag, blocks.cortex?.tag);
  });
});
