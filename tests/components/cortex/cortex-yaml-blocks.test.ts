import assert from "node:assert/strict";
import fc from "fast-check";
import { parse } from "yaml";
import {
  alertmanagerFallbackYaml,
  cortexPaths,
  nodeTarget,
  nodeYaml,
  tableManagerYaml,
  type CortexInputs,
} from "../../../components/cortex/cortex-yaml.ts";
import { at } from "../../support/at.ts";
import { blocks, cortexInputs, goSeconds, s3 } from "../../support/cortex-inputs.ts";

const yaml = (more: Partial<CortexInputs> = {}, values: Record<string, unknown> = {}): string =>
  nodeYaml(cortexInputs({ engine: "blocks", ...values }, { store: blocks, ...more }));
const node = (more?: Partial<CortexInputs>, values?: Record<string, unknown>): unknown => parse(yaml(more, values));

/** Every ring of a node, and where its word for the zone stands. */
const rings = {
  "distributor.ring": undefined,
  "ingester.lifecycler.ring": "ingester.lifecycler.availability_zone",
  "store_gateway.sharding_ring": "store_gateway.sharding_ring.instance_availability_zone",
  "compactor.sharding_ring": undefined,
  "ruler.ring": undefined,
  "alertmanager.sharding_ring": "alertmanager.sharding_ring.instance_availability_zone",
};

describe("cortex.yaml of a node of the blocks engine", () => {
  it("keeps blocks, rules and alerts each in a bucket of the store", () => {
    const config = node();
    for (const [part, bucket] of [
      ["blocks_storage", "some-blocks"],
      ["ruler_storage", "some-rules"],
      ["alertmanager_storage", "some-alerts"],
    ]) {
      assert.equal(at(config, `${part}.backend`), "s3", part);
      assert.equal(at(config, `${part}.s3.bucket_name`), bucket, part);
      assert.equal(at(config, `${part}.s3.endpoint`), "objects:8333", part);
      assert.equal(at(config, `${part}.s3.region`), "here-1", part);
      assert.equal(at(config, `${part}.s3.insecure`), true, part);
      assert.equal(at(config, `${part}.s3.bucket_lookup_type`), "path", part);
    }
    for (const gone of ["storage", "schema", "table_manager"]) assert.equal(at(config, gone), undefined, gone);
  });

  it("names the variables of the S3 keys, and never a key; beside AWS' own chain not even those", () => {
    assert.equal(at(node(), "blocks_storage.s3.access_key_id"), "${S3_ACCESS_KEY}");
    assert.equal(at(node(), "blocks_storage.s3.secret_access_key"), "${S3_SECRET_KEY}");
    const store = { ...blocks, s3: { ...s3, keysFromEnvironment: false, pathStyle: false } };
    assert.doesNotMatch(yaml({ store }), /key|secret|\$/i);
    assert.equal(at(node({ store }), "blocks_storage.s3.bucket_lookup_type"), "auto");
  });

  it("asks for Amazon's plain names, which the gateway endpoint carries, and says nothing of that to another server", () => {
    const own = { endpoint: "s3.there-2.amazonaws.com", pathStyle: false };
    for (const part of ["blocks_storage", "ruler_storage", "alertmanager_storage"]) {
      const amazon = node({ store: { ...blocks, s3: { ...s3, ...own } } });
      assert.equal(at(amazon, `${part}.s3.disable_dualstack`), true, part);
      assert.equal(at(node(), `${part}.s3.disable_dualstack`), undefined, part);
    }
  });

  it("runs every module, Alertmanager, compactor and store gateway among them, and no table manager", () => {
    assert.equal(nodeTarget(blocks), "all");
    assert.throws(() => tableManagerYaml(cortexInputs({}, { store: blocks })));
  });

  it("has every ring and the HA tracker in Consul", () => {
    const config = node();
    for (const path of [...Object.keys(rings), "distributor.ha_tracker"]) {
      assert.equal(at(config, `${path}.kvstore.store`), "consul", path);
      assert.equal(at(config, `${path}.kvstore.consul.host`), "found-here:8500", path);
    }
    for (const part of [
      "store_gateway.sharding_enabled",
      "compactor.sharding_enabled",
      "alertmanager.sharding_enabled",
    ])
      assert.equal(at(config, part), true, part);
    assert.equal(at(config, "ruler.enable_sharding"), true);
  });

  it("shares blocks and alerts out among at most three, and never among more than hold a series", () => {
    for (const [replicationFactor, copies] of [
      [1, 1],
      [2, 2],
      [3, 3],
      [5, 3],
    ] as const) {
      const config = node({ replicationFactor });
      assert.equal(at(config, "ingester.lifecycler.ring.replication_factor"), replicationFactor);
      for (const ring of ["store_gateway.sharding_ring", "alertmanager.sharding_ring"])
        assert.equal(at(config, `${ring}.replication_factor`), copies, ring);
    }
  });

  it("spreads replicas over zones where one is given", () => {
    const config = node({ zone: "${ZONE}", interfaceNames: ["ens5"] });
    for (const [ring, zone] of Object.entries(rings)) {
      assert.equal(at(config, `${ring}.zone_awareness_enabled`), zone === undefined ? undefined : true, ring);
      if (zone !== undefined) assert.equal(at(config, zone), "${ZONE}");
      const interfaces = ring.startsWith("ingester")
        ? "ingester.lifecycler.interface_names"
        : `${ring}.instance_interface_names`;
      assert.deepEqual(at(config, interfaces), ["ens5"], interfaces);
    }
    assert.doesNotMatch(yaml(), /zone|interface/);
  });

  it("comes back to its volume with the tokens it had, and ships nothing at a stop; without a volume it ships all", () => {
    const stays = node({ flushOnShutdown: false });
    const leaves = node({ flushOnShutdown: true });
    for (const ring of ["ingester.lifecycler", "store_gateway.sharding_ring"]) {
      const file = at(stays, `${ring}.tokens_file_path`);
      assert.ok(typeof file === "string" && file.startsWith(`${cortexPaths.data}/`), ring);
    }
    assert.equal(at(stays, "blocks_storage.tsdb.flush_blocks_on_shutdown"), false);
    assert.equal(at(leaves, "blocks_storage.tsdb.flush_blocks_on_shutdown"), true);
  });

  it("writes nothing beside its volume, each part into a folder of its own", () => {
    const config = node();
    const folders = [
      "blocks_storage.tsdb.dir",
      "blocks_storage.bucket_store.sync_dir",
      "compactor.data_dir",
      "querier.active_query_tracker_dir",
      "ruler.rule_path",
      "alertmanager.data_dir",
    ].map((path) => at(config, path));
    for (const folder of folders) assert.ok(typeof folder === "string" && folder.startsWith(`${cortexPaths.data}/`));
    assert.equal(new Set(folders).size, folders.length);
  });

  it("asks ingesters for as long as they keep what they shipped, less the time until others have found it", () => {
    const config = node({ blockSyncSeconds: 600 });
    const kept = goSeconds(at(config, "blocks_storage.tsdb.retention_period"));
    const asked = goSeconds(at(config, "querier.query_ingesters_within"));
    assert.ok(asked > 2 * 3600, "a head spans two hours");
    assert.ok(kept - asked > 2 * 600);
  });

  it("looks into the bucket as often as set, and takes over from a dead compactor before the next look", () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 1200 }), (blockSyncSeconds) => {
        const config = node({ blockSyncSeconds });
        assert.equal(goSeconds(at(config, "blocks_storage.bucket_store.sync_interval")), blockSyncSeconds);
        assert.equal(goSeconds(at(config, "compactor.cleanup_interval")), blockSyncSeconds);
        const timeout = goSeconds(at(config, "compactor.cleaner_visit_marker_timeout"));
        const update = goSeconds(at(config, "compactor.cleaner_visit_marker_file_update_interval"));
        assert.ok(update < timeout && timeout < blockSyncSeconds);
      }),
      { numRuns: 50 },
    );
    assert.equal(at(node(), "compactor.cleanup_interval"), "300s");
  });

  it("deletes blocks older than the retention, never where it is 0, and answers no further back", () => {
    const kept = node({}, { storage: { retentionHours: 100 } });
    assert.equal(at(kept, "limits.compactor_blocks_retention_period"), "100h");
    assert.equal(at(kept, "limits.max_query_lookback"), "100h");
    const forEver = node({}, { storage: { retentionHours: 0 } });
    assert.equal(goSeconds(at(forEver, "limits.compactor_blocks_retention_period")), 0);
    assert.equal(at(forEver, "limits.max_query_lookback"), undefined);
  });

  it("takes its limits from the settings, late samples among them", () => {
    const config = node({}, { limits: { ingestionRate: 1234, outOfOrderMinutes: 25 } });
    assert.equal(at(config, "limits.ingestion_rate"), 1234);
    assert.equal(at(config, "limits.out_of_order_time_window"), "25m");
    assert.equal(at(node(), "limits.out_of_order_time_window"), "10m");
  });

  it("gives every tenant an Alertmanager that works, and the ruler's alerts go there", () => {
    const config = node();
    assert.equal(at(config, "alertmanager.enable_api"), true);
    assert.equal(at(config, "alertmanager.fallback_config_file"), cortexPaths.alertmanagerFallback);
    assert.equal(at(config, "ruler.alertmanager_url"), "http://127.0.0.1:80/alertmanager");
    assert.equal(at(config, "alertmanager.external_url"), "/alertmanager");
    const fallback: unknown = parse(alertmanagerFallbackYaml());
    const receiver = at(fallback, "route.receiver");
    assert.deepEqual(at(fallback, "receivers"), [{ name: receiver }]);
  });

  it("is the same text for the same inputs, and yaml without aliases", () => {
    const text = yaml({ zone: "a" });
    assert.equal(yaml({ zone: "a" }), text);
    assert.doesNotMatch(text, /[&*!]\w/);
    assert.doesNotMatch(text, /undefined|NaN|\[object/);
  });
});
