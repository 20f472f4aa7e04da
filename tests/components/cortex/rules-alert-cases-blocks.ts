import { histogram, ring, rising, up, type AlertCase, type Course } from "./rules-courses.ts";

const node = `instance="a", job="cortex"`;
const unshipped = `cortex_ingester_oldest_unshipped_block_timestamp_seconds{${node}}`;
const uploaded = `thanos_objstore_bucket_last_successful_upload_time{component="ingester", bucket="", ${node}}`;
const ingested = `cortex_ingester_ingested_samples_total{${node}}`;
const synced = `cortex_bucket_stores_blocks_last_successful_sync_timestamp_seconds{component="store-gateway", ${node}}`;
const compacted = `cortex_compactor_last_successful_run_timestamp_seconds{${node}}`;
const started = `process_start_time_seconds{${node}}`;
const cleaned = `cortex_compactor_block_cleanup_last_successful_run_timestamp_seconds{user_status="active", ${node}}`;
const index = `cortex_bucket_index_last_successful_update_timestamp_seconds{user="t", ${node}}`;
const halted = `cortex_compactor_compaction_error_total{user="t", type="halt", ${node}}`;
const partial = `cortex_bucket_blocks_partials_count{user="t", ${node}}`;
const member = (name: string, zone: string, state: string): string =>
  ring(state).replace("ingester", name).replace("}", `, zone="${zone}"}`);
const bucket = (what: string): string =>
  `thanos_objstore_bucket_${what}{component="ingester", operation="upload", ${node}}`;
const sent = (what: string): string =>
  `cortex_alertmanager_notifications_${what}{user="t", integration="email", ${node}}`;

/** Counters of failures of one node, of which one moves, or none. */
function counters(names: string[], moving: string | undefined, course: string): Course {
  return Object.fromEntries(names.map((name) => [`${name}{${node}}`, name === moving ? course : "0x60"]));
}

const head = ["cortex_ingester_tsdb_compactions_failed_total", "cortex_ingester_tsdb_head_truncations_failed_total"];
const wal = [
  "cortex_ingester_tsdb_wal_corruptions_total",
  "cortex_ingester_tsdb_wal_writes_failed_total",
  "cortex_ingester_tsdb_wal_truncations_failed_total",
  "cortex_ingester_tsdb_checkpoint_creations_failed_total",
];
const alertmanager = [
  "cortex_alertmanager_sync_configs_failed_total",
  "cortex_alertmanager_state_persist_failed_total",
];

export const blocksCases: Record<string, AlertCase> = {
  CortexBlockNotShipped: { bad: { [unshipped]: "1x200" }, good: { [unshipped]: "0x200" }, minute: 100 },
  CortexNoBlocksShipped: {
    bad: { [uploaded]: "60x400", [ingested]: "0+60x400" },
    good: { [uploaded]: "60x400", [ingested]: "5x400" },
    minute: 300,
  },
  CortexHeadNotCompacted: { bad: counters(head, head[1], "0+1x60"), good: counters(head, head[0], "0x20 1x60") },
  CortexWALFailing: { bad: counters(wal, wal[2], "0x20 1x60"), good: counters(wal, undefined, "") },
  CortexTooFewMembers: {
    bad: { [member("store-gateway", "a", "ACTIVE")]: "1x60", [member("store-gateway", "b", "ACTIVE")]: "1x5 0x60" },
    good: {
      [member("compactor", "a", "ACTIVE")]: "1x60",
      [member("compactor", "b", "ACTIVE")]: "2x60",
      [ring("ACTIVE")]: "1x60",
    },
  },
  CortexStoreGatewayNotSyncing: { bad: { [synced]: "1x60" }, good: { [synced]: "1x6 360x60" } },
  CortexBlockLoadsFailing: {
    bad: { [`cortex_bucket_store_block_load_failures_total{${node}}`]: "0+1x60" },
    good: { [`cortex_bucket_store_block_load_failures_total{${node}}`]: "0x20 1x60" },
  },
  CortexBlocksMissedByQueries: {
    bad: {
      [`cortex_querier_blocks_consistency_checks_total{${node}}`]: "0+1000x60",
      [`cortex_querier_blocks_consistency_checks_failed_total{${node}}`]: "0+20x60",
    },
    good: {
      [`cortex_querier_blocks_consistency_checks_total{${node}}`]: "0+1000x60",
      [`cortex_querier_blocks_consistency_checks_failed_total{${node}}`]: "0+5x60",
    },
  },
  BucketErrors: {
    bad: { [bucket("operations_total")]: "0+1000x60", [bucket("operation_failures_total")]: "0+20x60" },
    good: { [bucket("operations_total")]: "0+1000x60", [bucket("operation_failures_total")]: "0+5x60" },
  },
  BucketSlow: {
    bad: histogram("thanos_objstore_bucket_operation_duration_seconds", `operation="get_range"`, "3", "above"),
    good: {
      ...histogram("thanos_objstore_bucket_operation_duration_seconds", `operation="get_range"`, "3", "below"),
      ...histogram("thanos_objstore_bucket_operation_duration_seconds", `operation="upload"`, "3", "above"),
    },
  },
  CortexCompactorNotRunning: {
    // The second node never finished a run.
    bad: {
      [compacted]: "60x1600",
      [started]: "1x1600",
      [compacted.replace(`"a"`, `"b"`)]: "0x1600",
      [started.replace(`"a"`, `"b"`)]: "1x1600",
    },
    good: {
      [compacted]: "0x100 6000x1600",
      [started]: "1x1600",
      [compacted.replace(`"a"`, `"b"`)]: "0x1600",
      [started.replace(`"a"`, `"b"`)]: "6000x1600",
    },
    firing: 2,
    minute: 1510,
  },
  CortexCompactionsFailing: {
    bad: { [`cortex_compactor_runs_failed_total{${node}}`]: "0x10 1x10 2x60" },
    good: { [`cortex_compactor_runs_failed_total{${node}}`]: "0x10 1x60" },
  },
  CortexCompactionHalted: { bad: { [halted]: "_x20 1x300" }, good: { [halted]: "1x300" }, minute: 190 },
  CortexBlocksNotCleaned: { bad: { [cleaned]: "1x500" }, good: { [cleaned]: "0x60 3600x500" }, minute: 430 },
  CortexBucketIndexOld: {
    bad: { [index]: "1x60" },
    // Another node has taken the tenant over.
    good: { [index]: "1x60", [index.replace(`"a"`, `"b"`)]: "0x10 600x60" },
    minute: 50,
  },
  CortexPartialBlocks: { bad: { [partial]: "1x500" }, good: { [partial]: "0x100 1x500" }, minute: 400 },
  AlertmanagerConfigFailing: {
    bad: { [`cortex_alertmanager_config_last_reload_successful{user="t", ${node}}`]: "1x5 0x60" },
    good: { [`cortex_alertmanager_config_last_reload_successful{user="t", ${node}}`]: up },
  },
  AlertmanagerNotSyncing: {
    bad: counters(alertmanager, alertmanager[0], "0+1x60"),
    good: counters(alertmanager, alertmanager[1], "0x15 1x60"),
  },
  AlertmanagerNotificationsFailing: {
    bad: { [sent("total")]: "0+1000x60", [sent("failed_total")]: "0+20x60" },
    good: { [sent("total")]: "0+1000x60", [sent("failed_total")]: "0+5x60" },
  },
  CortexRulerDropsAlerts: {
    bad: { [`cortex_prometheus_notifications_dropped_total{user="t", ${node}}`]: rising },
    good: { [`cortex_prometheus_notifications_dropped_total{user="t", ${node}}`]: "0x33 1x60" },
  },
};
