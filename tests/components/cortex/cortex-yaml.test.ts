import assert from "node:assert/strict";
import fc from "fast-check";
import { parse } from "yaml";
import {
  cortexPaths,
  cortexPorts,
  nodeTarget,
  nodeYaml,
  tableManagerTarget,
  tableManagerYaml,
} from "../../../components/cortex/cortex-yaml.ts";
import { cassandra, cortexInputs as inputs, goSeconds as seconds } from "../../support/cortex-inputs.ts";
import { at } from "../../support/at.ts";

const node = (values?: Record<string, unknown>): unknown => parse(nodeYaml(inputs(values)));
const tableManager = (values?: Record<string, unknown>): unknown => parse(tableManagerYaml(inputs(values)));
const below = (folder: string, file: string): boolean => file.startsWith(`${folder}/`);

describe("cortex.yaml of a node beside Cassandra", () => {
  it("keeps every ring and the HA tracker in Consul, at the address that is given", () => {
    const config = node();
    for (const path of ["distributor.ring", "distributor.ha_tracker", "ingester.lifecycler.ring", "ruler.ring"]) {
      assert.equal(at(config, `${path}.kvstore.store`), "consul", path);
      assert.equal(at(config, `${path}.kvstore.consul.host`), "found-here:8500", path);
    }
  });

  it("listens where the other tiers look for it", () => {
    assert.equal(at(node(), "server.http_listen_port"), cortexPorts.http);
    assert.equal(at(node(), "server.grpc_listen_port"), cortexPorts.grpc);
  });

  it("asks for a tenant, and tells samples of an HA pair apart by the labels that Prometheus sends", () => {
    const config = node();
    assert.equal(at(config, "auth_enabled"), true);
    assert.equal(at(config, "distributor.ha_tracker.enable_ha_tracker"), true);
    assert.equal(at(config, "limits.accept_ha_samples"), true);
    assert.equal(at(config, "limits.ha_cluster_label"), "cluster");
    assert.equal(at(config, "limits.ha_replica_label"), "__replica__");
  });

  for (const [nodes, replicationFactor] of [
    [1, 1],
    [3, 3],
    [5, 2],
  ]) {
    it(`keeps ${replicationFactor} copies among ${nodes} nodes`, () => {
      const config = node({ cluster: { nodes, replicationFactor } });
      assert.equal(at(config, "ingester.lifecycler.ring.replication_factor"), replicationFactor);
    });
  }

  it("writes a WAL, hands nothing over, and keeps its tokens where the WAL does not clean", () => {
    const config = node();
    assert.equal(at(config, "ingester.walconfig.wal_enabled"), true);
    assert.equal(at(config, "ingester.walconfig.recover_from_wal"), true);
    assert.equal(at(config, "ingester.max_transfer_retries"), 0);
    const wal = at(config, "ingester.walconfig.wal_dir");
    const tokens = at(config, "ingester.lifecycler.tokens_file_path");
    assert.ok(typeof wal === "string" && typeof tokens === "string");
    assert.ok(below(cortexPaths.data, wal), "the WAL is on the volume");
    assert.ok(below(cortexPaths.data, tokens), "the tokens are on the volume");
    assert.ok(!below(wal, tokens));
  });

  it("writes nothing beside its volume, and reads rules where they are put", () => {
    const config = node();
    for (const path of ["querier.active_query_tracker_dir", "ruler.rule_path"]) {
      const folder = at(config, path);
      assert.ok(typeof folder === "string" && below(cortexPaths.data, folder), path);
    }
    assert.equal(at(config, "ruler_storage.local.directory"), cortexPaths.rules);
    assert.equal(at(config, "ruler.enable_sharding"), true, "else every node would evaluate every rule");
  });

  it("lets a restarted node become ready while another is dead", () => {
    assert.equal(at(node(), "ingester.lifecycler.readiness_check_ring_health"), false);
  });

  it("stores chunks in Cassandra, at a quorum where there are copies", () => {
    const config = node();
    assert.equal(at(config, "storage.engine"), "chunks");
    assert.equal(at(config, "storage.cassandra.addresses"), "store-1,store-2");
    assert.equal(at(config, "storage.cassandra.port"), 9042);
    assert.equal(at(config, "storage.cassandra.keyspace"), "samples");
    assert.equal(at(config, "storage.cassandra.replication_factor"), 2);
    assert.equal(at(config, "storage.cassandra.consistency"), "QUORUM");
    const alone = inputs({}, { store: { ...cassandra, replicationFactor: 1 } });
    assert.equal(at(parse(nodeYaml(alone)), "storage.cassandra.consistency"), "ONE");
  });

  it("takes its limits from the settings", () => {
    const config = node({
      limits: {
        ingestionRate: 1234,
        ingestionBurstSize: 5678,
        maxLabelNamesPerSeries: 17,
        maxSeriesPerUser: 99,
        maxQueryLengthHours: 48,
      },
    });
    assert.equal(at(config, "limits.ingestion_rate"), 1234);
    assert.equal(at(config, "limits.ingestion_burst_size"), 5678);
    assert.equal(at(config, "limits.max_label_names_per_series"), 17);
    assert.equal(at(config, "limits.max_global_series_per_user"), 99);
    assert.equal(at(config, "limits.max_query_length"), "48h");
  });

  it("neither asks nor takes what a table may be gone for already, and all where samples are kept for ever", () => {
    const limits = at(node({ storage: { retentionHours: 336 } }), "limits");
    // The table manager drops a table 3 h (its grace) before all that it holds is as old as the retention.
    assert.equal(at(limits, "max_query_lookback"), "333h");
    assert.equal(at(limits, "reject_old_samples"), true);
    assert.equal(at(limits, "reject_old_samples_max_age"), "333h");
    const forEver = node({ storage: { retentionHours: 0 } });
    for (const key of ["max_query_lookback", "reject_old_samples"])
      assert.equal(at(forEver, `limits.${key}`), undefined);
  });

  it("lets a query end by itself before its connection is cut, and NGINX wait longer", () => {
    assert.equal(seconds(at(node(), "server.http_server_write_timeout")), 123);
    assert.equal(at(node(), "querier.timeout"), undefined, "Cortex's own, 2 min");
  });

  it("keeps an answer only once late samples have had their time", () => {
    assert.equal(at(node(), "limits.max_cache_freshness"), "10m");
    assert.equal(at(node({ limits: { outOfOrderMinutes: 90 } }), "limits.max_cache_freshness"), "90m");
  });

  it("takes the other replica after two scrapes at the earliest", () => {
    const failover = (scrapeIntervalSeconds: number): unknown =>
      at(node({ prometheus: { scrapeIntervalSeconds } }), "distributor.ha_tracker.ha_tracker_failover_timeout");
    assert.deepEqual([1, 15, 60, 120].map(failover), ["30s", "30s", "120s", "240s"]);
  });

  it("queries ingesters for at least as long as they hold what is not in the store", () => {
    const config = node();
    const age = seconds(at(config, "ingester.max_chunk_age"));
    assert.ok(age > 0);
    assert.ok(seconds(at(config, "querier.query_ingesters_within")) > age);
  });

  it("runs every module but the table manager", () => {
    assert.deepEqual(nodeTarget(cassandra).split(",").sort(), [
      "distributor",
      "ingester",
      "querier",
      "query-frontend",
      "ruler",
    ]);
    assert.equal(tableManagerTarget, "table-manager");
  });
});

describe("cortex.yaml of the table manager", () => {
  it("has the nodes' schema and storage", () => {
    for (const part of ["schema", "storage", "server"]) assert.deepEqual(at(tableManager(), part), at(node(), part));
  });

  it("spans tables of the set period from the set day", () => {
    const config = tableManager({ storage: { tablePeriodHours: 48, retentionHours: 96, schemaFrom: "2026-02-03" } });
    const [schema, ...others] = [at(config, "schema.configs")].flat();
    assert.deepEqual(others, []);
    assert.equal(at(schema, "from"), "2026-02-03");
    assert.equal(at(schema, "index.period"), "48h");
    assert.equal(at(schema, "chunks.period"), "48h");
    assert.notEqual(at(schema, "index.prefix"), at(schema, "chunks.prefix"));
    assert.equal(at(schema, "store"), "cassandra");
    assert.equal(at(schema, "object_store"), "cassandra");
  });

  it("deletes what is older than the retention, and nothing where samples are kept for ever", () => {
    const kept = tableManager({ storage: { tablePeriodHours: 48, retentionHours: 96 } });
    assert.equal(at(kept, "table_manager.retention_deletes_enabled"), true);
    assert.equal(at(kept, "table_manager.retention_period"), "96h");
    const forEver = tableManager({ storage: { retentionHours: 0 } });
    assert.equal(at(forEver, "table_manager.retention_deletes_enabled"), false);
    assert.equal(at(forEver, "table_manager.retention_period"), "0h");
  });

  it("does not change with the limits, the number of nodes or the replication factor", () => {
    const usual = tableManagerYaml(inputs());
    assert.equal(tableManagerYaml(inputs({ limits: { ingestionRate: 5 } })), usual);
    assert.equal(tableManagerYaml(inputs({ cluster: { nodes: 9, replicationFactor: 5 } })), usual);
  });
});

describe("cortex.yaml", () => {
  const settings = fc.record({
    cluster: fc
      .integer({ min: 1, max: 50 })
      .chain((nodes) =>
        fc.record({ nodes: fc.constant(nodes), replicationFactor: fc.integer({ min: 1, max: nodes }) }),
      ),
    limits: fc.record({ ingestionRate: fc.integer({ min: 1, max: 100_000_000 }) }),
    storage: fc
      .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 12 }))
      .map(([days, tables]) => ({ tablePeriodHours: 24 * days, retentionHours: 24 * days * tables })),
  });

  it("is the same text for the same inputs, and yaml without aliases or tags", () => {
    fc.assert(
      fc.property(settings, (values) => {
        for (const render of [nodeYaml, tableManagerYaml]) {
          const text = render(inputs(values));
          assert.equal(render(structuredClone(inputs(values))), text);
          assert.doesNotMatch(text, /[&*!]\w/);
          assert.doesNotMatch(text, /undefined|NaN|\[object/);
        }
      }),
      { numRuns: 20 },
    );
  });

  it("holds no secret: nobody logs in between Cortex and its stores", () => {
    for (const render of [nodeYaml, tableManagerYaml]) assert.doesNotMatch(render(inputs()), /passw|secret|token:/i);
  });

  it("survives settings at their bounds", () => {
    fc.assert(
      fc.property(settings, (values) => {
        const config = node(values);
        assert.equal(at(config, "ingester.lifecycler.ring.replication_factor"), values.cluster.replicationFactor);
        assert.equal(at(config, "limits.ingestion_rate"), values.limits.ingestionRate);
      }),
      { numRuns: 20 },
    );
  });
});
