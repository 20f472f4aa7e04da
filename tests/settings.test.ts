import assert from "node:assert/strict";
import { cortexImages, images } from "../components/cortex/releases.ts";
import { parseSettings, SettingsError, type Settings } from "../settings.ts";
import { today, wrongInputs } from "./settings-wrong-inputs.ts";

/** As Pulumi hands a stack's configuration over: text as it is, all else as JSON. */
function configOf(given: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given).map(([key, value]): [string, string] => [
      `cortex:${key}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}

const parse = (given: object): Settings => parseSettings(configOf(given), today);

function errorOf(given: object): SettingsError {
  try {
    parse(given);
  } catch (error) {
    if (error instanceof SettingsError) return error;
    throw error;
  }
  assert.fail("nothing was wrong");
}

const lastLine =
  "Every setting, with its unit and default, is described in settings.ts; npm run config:schema teaches them to an editor.";

describe("settings: wrong inputs", () => {
  for (const [name, given, line] of wrongInputs) {
    it(name, () => {
      const error = errorOf(given);
      assert.equal(error.message, `1 setting of this stack is wrong:\n  ${line}\n${lastLine}`);
      assert.equal(error.problems.length, 1);
    });
  }

  it("reports everything at once, in the order given", () => {
    const error = errorOf({
      platfrom: "docker",
      ports: { gateway: 3000, prometheus: [9090, "x"] },
      cluster: { nodes: 51, replicationFactor: 0, node: 1 },
      storage: { tablePeriodHours: 48, retentionHours: 100 },
      tenants: { "a b": {}, demo: { usrname: "x" } },
      prometheus: { tenant: "dmo" },
    });
    assert.deepEqual(
      error.problems.map(({ key }) => key),
      [
        "cortex:platfrom",
        "cortex:ports.gateway",
        "cortex:ports.prometheus[1]",
        "cortex:cluster.nodes",
        "cortex:cluster.replicationFactor",
        "cortex:cluster.node",
        "cortex:storage.retentionHours",
        'cortex:tenants["a b"]',
        "cortex:tenants.demo.usrname",
        "cortex:prometheus.tenant",
      ],
    );
    const lines = error.message.split("\n");
    assert.equal(lines.length, 12);
    assert.equal(lines[0], "10 settings of this stack are wrong:");
    assert.equal(lines[11], lastLine);
  });

  it("holds two ports against each other although a third is wrong", () => {
    assert.deepEqual(
      errorOf({ ports: { gateway: 8000, prometheus: ["x", 8000] } }).problems.map(({ key }) => key),
      ["cortex:ports.prometheus[0]", "cortex:ports.prometheus[1]"],
    );
  });

  it("does not hold a value against one that is wrong itself", () => {
    const pairs = [
      { cluster: { nodes: 0, replicationFactor: 5 } },
      { cassandra: { nodes: "x", replicationFactor: 3 } },
      { storage: { retentionHours: 100, tablePeriodHours: 25 } },
      { limits: { ingestionRate: -1, ingestionBurstSize: 2000 } },
      { limits: { maxQueryLengthHours: 9000 }, storage: { retentionHours: "x" } },
      { resources: { cassandra: { memoryMiB: 512 } }, cassandra: { heapMiB: 1 } },
      { ports: { gateway: "x", grafana: 8080 } },
      { tenants: "none", prometheus: { tenant: "other" }, grafana: { tenant: "third" } },
    ];
    for (const given of pairs) assert.equal(errorOf(given).problems.length, 1, JSON.stringify(given));
  });

  it("gives each problem's parts", () => {
    assert.deepEqual(errorOf({ grafana: { enabled: "nevr" } }).problems, [
      {
        key: "cortex:grafana.enabled",
        value: '"nevr"',
        allowed: "one of auto, always, never",
        hint: 'did you mean "never"?',
      },
    ]);
  });

  it("never repeats what may be a password", () => {
    const { message } = errorOf({
      password: "hunter2",
      tenants: {
        a: "hunter2",
        b: { password: "hunter2" },
        c: { username: "c:hunter2" },
        d: ["hunter2"],
        e: { x: "hunter2" },
      },
    });
    assert.equal(message.split("\n").length, 8);
    assert.doesNotMatch(message, /hunter2/);
    assert.doesNotMatch(errorOf({ tenants: "demo: hunter2" }).message, /hunter2/);
  });

  it("tells two long keys apart that begin alike", () => {
    assert.equal(errorOf({ cluster: { [`${"x".repeat(80)}1`]: 1, [`${"x".repeat(80)}2`]: 1 } }).problems.length, 2);
  });

  it("survives a value that is nested without end", () => {
    const deep = `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`;
    assert.throws(() => parseSettings({ "cortex:cluster": deep }), SettingsError);
  });
});

describe("settings: right inputs", () => {
  // What only AWS reads, and Terraform's states, have tests of their own.
  const { aws, terraform } = parse({});
  const defaults: Settings = {
    aws,
    terraform,
    platform: "docker",
    engine: "chunks",
    prefix: "cortex",
    cluster: { nodes: 3, replicationFactor: 3 },
    cassandra: { nodes: 1, heapMiB: 512, replicationFactor: 1 },
    consul: { servers: 3 },
    prometheus: { scrapeIntervalSeconds: 15, retentionHours: 24, tenant: "operations" },
    storage: { retentionHours: 672, tablePeriodHours: 168, schemaFrom: "2026-01-01" },
    limits: {
      ingestionRate: 100_000,
      ingestionBurstSize: 200_000,
      maxLabelNamesPerSeries: 40,
      maxSeriesPerUser: 0,
      outOfOrderMinutes: 10,
      maxQueryLengthHours: 672,
    },
    network: {},
    ports: { gateway: 8080, grafana: 3000, prometheus: [9090, 9091] },
    tenants: { operations: { username: "operations" }, demo: { username: "demo" } },
    grafana: { enabled: "auto", tenant: "operations" },
    images: {
      cassandra: { name: images.cassandra.name, tag: images.cassandra.tag },
      seaweedfs: { name: images.seaweedfs.name, tag: images.seaweedfs.tag },
      consul: { name: images.consul.name, tag: images.consul.tag },
      cortex: { name: cortexImages.chunks.name, tag: cortexImages.chunks.tag },
      nginx: { name: images.nginx.name, tag: images.nginx.tag },
      nginxExporter: { name: images.nginxExporter.name, tag: images.nginxExporter.tag },
      prometheus: { name: images.prometheus.name, tag: images.prometheus.tag },
      cadvisor: { name: images.cadvisor.name, tag: images.cadvisor.tag },
      grafana: { name: images.grafana.name, tag: images.grafana.tag },
    },
    resources: {
      cassandra: { memoryMiB: 1536 },
      seaweedfs: { memoryMiB: 512 },
      consul: { memoryMiB: 256 },
      cortex: { memoryMiB: 1024 },
      tableManager: { memoryMiB: 256 },
      nginx: { memoryMiB: 128 },
      nginxExporter: { memoryMiB: 64 },
      prometheus: { memoryMiB: 512 },
      cadvisor: { memoryMiB: 256 },
      grafana: { memoryMiB: 512 },
    },
  };

  it("has a default for everything", () => {
    assert.deepEqual(parseSettings({}, today), defaults);
  });

  it("does not look at other namespaces", () => {
    const others = { "docker:host": "tcp://x", "aws:region": "x", "pulumi:tags": "{", "cortexx:nodes": "5" };
    assert.deepEqual(parseSettings(others, today), defaults);
  });

  it("takes a section with nothing in it for one that is not there", () => {
    assert.deepEqual(parse({ cluster: "", storage: null, images: { nginx: null } }), defaults);
  });

  it("takes numbers as text, and a date as Pulumi prints a YAML time stamp", () => {
    const settings = parse({
      cluster: { nodes: "5" },
      consul: { servers: "5" },
      ports: { prometheus: ["9000", "9001"] },
      resources: { nginx: { cpus: "0.5" } },
      storage: { schemaFrom: "2026-02-01 00:00:00 +0000 UTC" },
    });
    assert.equal(settings.cluster.nodes, 5);
    assert.equal(settings.consul.servers, 5);
    assert.deepEqual(settings.ports.prometheus, [9000, 9001]);
    assert.equal(settings.resources.nginx.cpus, 0.5);
    assert.equal(settings.storage.schemaFrom, "2026-02-01");
  });

  it("takes a whole right example", () => {
    const example: Settings = {
      aws,
      terraform,
      platform: "docker",
      engine: "chunks",
      prefix: "team-a",
      cluster: { nodes: 7, replicationFactor: 5 },
      cassandra: { nodes: 3, heapMiB: 2048, replicationFactor: 2 },
      consul: { servers: 5 },
      prometheus: { scrapeIntervalSeconds: 30, retentionHours: 48, tenant: "b" },
      storage: { retentionHours: 0, tablePeriodHours: 24, schemaFrom: "2026-03-01" },
      limits: {
        ingestionRate: 10,
        ingestionBurstSize: 2000,
        maxLabelNamesPerSeries: 30,
        maxSeriesPerUser: 1000,
        outOfOrderMinutes: 0,
        maxQueryLengthHours: 8760,
      },
      network: { existing: "team_a.net" },
      ports: { gateway: 80, grafana: 81, prometheus: [82, 83] },
      tenants: { "a.'(!)*": { username: "a@example.org" }, b: { username: "a" } },
      grafana: { enabled: "never", tenant: "a.'(!)*" },
      images: {
        ...defaults.images,
        nginx: { name: "registry.example.org:5000/team/nginx", tag: "1.27.0", digest: `sha256:${"0a".repeat(32)}` },
      },
      resources: {
        ...defaults.resources,
        cassandra: { memoryMiB: 2304, cpus: 2 },
        cortex: { memoryMiB: 512, cpus: 0.5 },
      },
    };
    assert.deepEqual(parse(example), example);
  });

  it("fits each default to what was set", () => {
    assert.equal(parse({ cluster: { nodes: 2 } }).cluster.replicationFactor, 2);
    assert.equal(parse({ cassandra: { nodes: 5 } }).cassandra.replicationFactor, 3);
    assert.equal(parse({ cassandra: { heapMiB: 1000 } }).resources.cassandra.memoryMiB, 2512);
    assert.equal(parse({ limits: { ingestionRate: 500_000 } }).limits.ingestionBurstSize, 1_000_000);
    assert.equal(parse({ limits: { ingestionRate: 10 } }).limits.ingestionBurstSize, 2000);
    assert.equal(parse({ storage: { tablePeriodHours: 24 } }).storage.retentionHours, 672);
    assert.equal(parse({ storage: { tablePeriodHours: 480 } }).storage.retentionHours, 960);
    assert.equal(parse({ storage: { tablePeriodHours: 480 } }).limits.maxQueryLengthHours, 744);
    assert.equal(parse({ storage: { retentionHours: 168 } }).limits.maxQueryLengthHours, 168);
    assert.equal(parse({ storage: { retentionHours: 0 } }).limits.maxQueryLengthHours, 744);
    assert.equal(parse({ tenants: { b: {}, a: {} } }).prometheus.tenant, "b");
    assert.equal(parse({ tenants: { b: {}, operations: {} } }).prometheus.tenant, "operations");
    assert.equal(parse({ prometheus: { tenant: "demo" } }).grafana.tenant, "demo");
    assert.deepEqual(parse({ tenants: { a: { username: "x" }, b: null } }).tenants, {
      a: { username: "x" },
      b: { username: "b" },
    });
  });

  it("keeps the order of the tenants", () => {
    assert.deepEqual(Object.keys(parse({ tenants: { z: {}, a: {}, m: {} } }).tenants), ["z", "a", "m"]);
  });

  it("keeps what an image's other parts are", () => {
    assert.deepEqual(parse({ images: { cortex: { tag: "v1.13.1" } } }).images.cortex, {
      name: cortexImages.chunks.name,
      tag: "v1.13.1",
    });
  });

  it("takes the Cortex that has the engine", () => {
    const { name, tag } = cortexImages.blocks;
    assert.deepEqual(parse({ engine: "blocks" }).images.cortex, { name, tag });
    const mine = { name: "registry.example.org/cortex", tag: "team-7" };
    assert.deepEqual(parse({ engine: "blocks", images: { cortex: mine } }).images.cortex, mine);
  });

  it("keeps blocks for any time, chunks for whole tables", () => {
    assert.equal(parse({ engine: "blocks", storage: { retentionHours: 100 } }).storage.retentionHours, 100);
    assert.match(errorOf({ storage: { retentionHours: 100 } }).message, /retentionHours/);
  });

  it("may confirm a switch of the engine, and confirms none by itself", () => {
    assert.equal(parse({}).confirmEngineSwitch, undefined);
    assert.equal(parse({ engine: "blocks", confirmEngineSwitch: "blocks" }).confirmEngineSwitch, "blocks");
    assert.match(errorOf({ confirmEngineSwitch: "yes" }).message, /confirmEngineSwitch.*one of chunks, blocks/);
  });

  for (const [engine, tag, other] of [
    ["chunks", "v1.14.0", "v1.13.2"],
    ["chunks", "v1.21.1", "team-7"],
    ["blocks", "v1.13.2", "v1.21.1"],
    ["blocks", "1.20.1", "v1.22.0"],
  ] as const) {
    it(`refuses Cortex ${tag} for ${engine}, and takes ${other}`, () => {
      const { problems } = errorOf({ engine, images: { cortex: { tag } } });
      assert.deepEqual(
        problems.map(({ key }) => key),
        ["cortex:images.cortex.tag"],
      );
      assert.ok(problems[0]?.allowed.includes(engine));
      assert.equal(parse({ engine, images: { cortex: { tag: other } } }).images.cortex.tag, other);
    });
  }
});
