import assert from "node:assert/strict";
import fc from "fast-check";
import { parseSettings, SettingsError, type ImageSetting, type ResourceLimits, type Settings } from "../settings.ts";

const now = new Date("2026-03-01T12:00:00Z");

/** As Pulumi hands a stack's configuration over. */
function serialise(settings: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings).map(([key, value]): [string, string] => [
      `cortex:${key}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}

const int = (min: number, max: number) => fc.integer({ min, max });
const textOf = (alphabet: string, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength: 1, maxLength });

const letters = "abcdefghijklmnopqrstuvwxyz";
const tenantName = textOf(`${letters}ABC0123456789!-_.*'()`, 150).filter(
  (name) => ![".", "..", "__proto__"].includes(name),
);

const image: fc.Arbitrary<ImageSetting> = fc
  .record({
    name: fc.array(textOf(`${letters}09`, 10), { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/")),
    tag: textOf(`${letters}AB09_.-`, 128).filter((tag) => /^[\w]/.test(tag) && tag !== "latest"),
    digest: fc.option(fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 64, maxLength: 64 })),
  })
  .map(({ name, tag, digest }) => (digest === null ? { name, tag } : { name, tag, digest: `sha256:${digest}` }));

const limits = (least: number): fc.Arbitrary<ResourceLimits> =>
  fc
    .record({ memoryMiB: int(least, 1_048_576), cpus: fc.option(int(1, 6400)) })
    .map(({ memoryMiB, cpus }) => (cpus === null ? { memoryMiB } : { memoryMiB, cpus: cpus / 100 }));

const nodes = (most: number) =>
  int(1, most).chain((count) => fc.record({ nodes: fc.constant(count), replicationFactor: int(1, count) }));

const storage = int(1, 365).chain((days) =>
  fc.record({
    retentionHours: int(0, Math.floor(87_600 / (24 * days))).map((periods) => periods * 24 * days),
    tablePeriodHours: fc.constant(24 * days),
    schemaFrom: fc
      .date({ min: new Date("1970-01-01"), max: now, noInvalidDate: true })
      .map((day) => day.toISOString().slice(0, 10)),
  }),
);

const tenants = fc
  .uniqueArray(fc.tuple(tenantName, textOf(`${letters}09@+._-`, 150)), {
    selector: ([name]) => name,
    minLength: 1,
    maxLength: 5,
  })
  .filter((all) => new Set(all.map(([, username]) => username.toLowerCase())).size === all.length)
  .map((all) => Object.fromEntries(all.map(([name, username]) => [name, { username }])));

const { aws, terraform } = parseSettings({}, now);
const others = { aws, terraform };

/** Every setting, with all that two of them must fulfil together. */
const anySettings: fc.Arbitrary<Settings> = fc
  .record({
    prefix: textOf(`${letters}09-`, 20).filter((prefix) => /^[a-z]/.test(prefix) && !prefix.endsWith("-")),
    cluster: nodes(50),
    cassandra: fc
      .record({ size: nodes(9), heapMiB: int(256, 16_384) })
      .map(({ size, heapMiB }) => ({ ...size, heapMiB })),
    consul: fc.record({ servers: fc.constantFrom(1, 3, 5, 7) }),
    scrape: fc.record({ scrapeIntervalSeconds: int(1, 120), retentionHours: int(1, 8760) }),
    storage,
    rate: int(1, 100_000_000),
    burst: int(0, 100_000_000),
    series: fc.record({
      maxLabelNamesPerSeries: int(1, 1000),
      maxSeriesPerUser: int(0, 1_000_000_000),
      outOfOrderMinutes: int(0, 1440),
    }),
    query: int(1, 87_600),
    ports: fc.uniqueArray(int(1, 65_535), { minLength: 4, maxLength: 4 }),
    network: fc
      .option(textOf(`${letters}AZ09_.-`, 255).filter((name) => /^[A-Za-z0-9]/.test(name)))
      .map((existing) => (existing === null ? {} : { existing })),
    tenants,
    picks: fc.tuple(fc.nat(), fc.nat()),
    enabled: fc.constantFrom("auto" as const, "always" as const, "never" as const),
    engine: fc.constantFrom("chunks" as const, "blocks" as const),
    confirmed: fc.boolean(),
    images: fc.record({
      cassandra: image,
      seaweedfs: image,
      consul: image,
      cortex: image,
      nginx: image,
      nginxExporter: image,
      prometheus: image,
      cadvisor: image,
      grafana: image,
    }),
    resources: fc.record({
      cassandra: limits(16_640),
      seaweedfs: limits(128),
      consul: limits(64),
      cortex: limits(128),
      tableManager: limits(64),
      nginx: limits(16),
      nginxExporter: limits(16),
      prometheus: limits(64),
      cadvisor: limits(64),
      grafana: limits(128),
    }),
  })
  .map(({ scrape, rate, burst, series, query, ports, picks, enabled, confirmed, ...rest }) => {
    const names = Object.keys(rest.tenants);
    const pick = (index: number) => names[index % names.length] ?? "";
    const [gateway = 1, grafana = 2, first = 3, second = 4] = ports;
    const { retentionHours } = rest.storage;
    // A clone, since the records that fast-check makes have no prototype now and then, and those of JSON always do.
    return structuredClone<Settings>({
      ...rest,
      platform: "docker",
      ...(confirmed ? { confirmEngineSwitch: rest.engine } : {}),
      // What only AWS reads has tests of its own.
      ...others,
      prometheus: { ...scrape, tenant: pick(picks[0]) },
      limits: {
        ...series,
        ingestionRate: rate,
        ingestionBurstSize: Math.max(2_000, rate + burst),
        maxQueryLengthHours: retentionHours === 0 ? query : Math.min(query, retentionHours),
      },
      ports: { gateway, grafana, prometheus: [first, second] },
      grafana: { enabled, tenant: pick(picks[1]) },
    });
  });

/** Where a whole number stands, the least and the most it may be. */
const ranges: [path: string[], least: number, most: number][] = [
  [["cluster", "nodes"], 1, 50],
  [["cluster", "replicationFactor"], 1, 50],
  [["cassandra", "nodes"], 1, 9],
  [["cassandra", "heapMiB"], 256, 16_384],
  [["cassandra", "replicationFactor"], 1, 9],
  [["consul", "servers"], 1, 7],
  [["prometheus", "scrapeIntervalSeconds"], 1, 120],
  [["prometheus", "retentionHours"], 1, 8_760],
  [["storage", "retentionHours"], 0, 87_600],
  [["storage", "tablePeriodHours"], 24, 8_760],
  [["limits", "ingestionRate"], 1, 100_000_000],
  [["limits", "ingestionBurstSize"], 2_000, 200_000_000],
  [["limits", "maxLabelNamesPerSeries"], 1, 1_000],
  [["limits", "maxSeriesPerUser"], 0, 1_000_000_000],
  [["limits", "outOfOrderMinutes"], 0, 1_440],
  [["limits", "maxQueryLengthHours"], 1, 87_600],
  [["ports", "gateway"], 1, 65_535],
  [["ports", "grafana"], 1, 65_535],
  [["resources", "cassandra", "memoryMiB"], 512, 1_048_576],
  [["resources", "seaweedfs", "memoryMiB"], 128, 1_048_576],
  [["resources", "consul", "memoryMiB"], 64, 1_048_576],
  [["resources", "cortex", "memoryMiB"], 128, 1_048_576],
  [["resources", "tableManager", "memoryMiB"], 64, 1_048_576],
  [["resources", "nginx", "memoryMiB"], 16, 1_048_576],
  [["resources", "nginxExporter", "memoryMiB"], 16, 1_048_576],
  [["resources", "prometheus", "memoryMiB"], 64, 1_048_576],
  [["resources", "cadvisor", "memoryMiB"], 64, 1_048_576],
  [["resources", "grafana", "memoryMiB"], 128, 1_048_576],
  [["resources", "nginx", "cpus"], 0.01, 64],
];

function problemKeys(values: Record<string, string>): string[] {
  try {
    parseSettings(values, now);
    return [];
  } catch (error) {
    assert.ok(error instanceof SettingsError, String(error));
    assert.ok(error.problems.length > 0);
    assert.equal(error.message.split("\n").length, error.problems.length + 2, error.message);
    return error.problems.map(({ key }) => key);
  }
}

/** `{a: {b: value}}` for the path a, b, below its top-level key. */
const nested = (path: readonly string[], value: unknown): unknown =>
  path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);

describe("settings, properties", () => {
  it("every right value parses to itself", () => {
    fc.assert(
      fc.property(anySettings, (settings) => {
        assert.deepEqual(parseSettings(serialise(settings), now), settings);
      }),
    );
  });

  it("any sections that are right alone, with defaults for the rest, parse to what parses to itself", () => {
    fc.assert(
      fc.property(anySettings, fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }), (settings, kept) => {
        const { prometheus, grafana, limits: rates, resources } = settings;
        // These name a tenant or bound another section's number, so that they need that section as well.
        const bound = ["prometheus", "grafana", "limits", "ports", "resources"];
        const free = Object.entries(settings).filter(([key]) => !bound.includes(key));
        const some = Object.fromEntries(free.filter((_entry, index) => kept[index]));
        const whole = {
          ...some,
          prometheus: { ...prometheus, tenant: undefined },
          grafana: { enabled: grafana.enabled },
          limits: { ingestionRate: rates.ingestionRate },
          resources: { nginx: resources.nginx },
        };
        const once = parseSettings(serialise(whole), now);
        assert.deepEqual(parseSettings(serialise(once), now), once);
        for (const [key, value] of Object.entries(some)) {
          assert.deepEqual(Object.getOwnPropertyDescriptor(once, key)?.value, value);
        }
      }),
    );
  });

  it("every number out of its range is reported with its path", () => {
    const outside = fc.constantFrom(...ranges).chain(([path, least, most]) =>
      fc.record({
        path: fc.constant(path),
        value: fc.oneof(
          int(1, 1_000_000_000).map((far) => least - far),
          int(1, 1_000_000_000).map((far) => most + far),
          fc.constant(least - 0.005),
          fc.constant(most + 0.5),
        ),
        asText: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(outside, ({ path, value, asText }) => {
        const [top = "", ...rest] = path;
        const given = { [`cortex:${top}`]: JSON.stringify(nested(rest, asText ? String(value) : value)) };
        assert.deepEqual(problemKeys(given), [`cortex:${path.join(".")}`]);
      }),
      { numRuns: 500 },
    );
  });

  it("both ends of a range are in it", () => {
    // Ends that another setting forbids are met by setting that one as well.
    const partners = {
      cluster: { nodes: 50 },
      cassandra: { nodes: 9, heapMiB: 256 },
      storage: { retentionHours: 0 },
      limits: { ingestionRate: 1 },
      resources: {},
    };
    for (const [path, least, most] of ranges) {
      for (const value of [least, most]) {
        const [top = "", key = "", ...rest] = path;
        const section = Object.getOwnPropertyDescriptor(partners, top)?.value as object | undefined;
        const given = { ...partners, [top]: { ...section, [key]: nested(rest, value) } };
        if (path.join(".") === "storage.retentionHours" && value === most) continue; // 87600 is no multiple of 168
        assert.deepEqual(problemKeys(serialise(given)), [], `${path.join(".")} = ${value}`);
      }
    }
  });

  it("throws nothing but a SettingsError, whatever stands there", () => {
    const tops = ["platform", "cluster", "ports", "tenants", "images", "resources", "grafana", "storage", "x", ""];
    const key = fc.oneof(
      fc.constantFrom(...tops).map((top) => `cortex:${top}`),
      fc.string().map((name) => `cortex:${name}`),
    );
    const value = fc.oneof(
      fc.json(),
      fc.string(),
      fc
        .dictionary(fc.constantFrom("nodes", "demo", "prometheus", "nginx", "__proto__"), fc.jsonValue())
        .map((map) => JSON.stringify(map)),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(key, value), { maxLength: 5 }), (pairs) => {
        problemKeys(Object.fromEntries(pairs));
      }),
      { numRuns: 1000 },
    );
  });

  it("an unknown key is always reported", () => {
    const sections = [
      "cluster",
      "cassandra",
      "consul",
      "prometheus",
      "storage",
      "limits",
      "ports",
      "grafana",
      "images",
      "resources",
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...sections),
        fc.stringMatching(/^[a-z]{3,12}X$/),
        fc.jsonValue(),
        (section, key, value) => {
          const given = { [`cortex:${section}`]: JSON.stringify({ [key]: value }) };
          assert.deepEqual(problemKeys(given), [`cortex:${section}.${key}`]);
        },
      ),
    );
  });
});
