import { CountsPerSecond, OpsPerSecond, PercentUnit, Seconds, Short } from "@grafana/grafana-foundation-sdk/units";
import type { MonitoringOptions } from "../rules/options.ts";
import { failureShare, mean, quantile, sumRate } from "../rules/promql.ts";
import { recorded } from "../rules/recording.ts";
import { ringMembers } from "../rules/ring-members.ts";
import { graph, query, stat, tooHigh, tooLow } from "./panels.ts";
import type { DashboardSpec, PanelSpec, RowSpec } from "./spec.ts";

const window = "$__rate_interval";
/** Heads are compacted every two hours: a shorter window would mostly hold nothing. */
const blockWindow = "3h";
const firstBlock = "a tenant is counted by the cleanup that follows its first block";
const bucket = "thanos_objstore_bucket";

/** `engine: blocks`: from the ingesters' heads to the bucket, and from there to queries. */
export function blocks(options: MonitoringOptions): DashboardSpec {
  return {
    uid: "cortex-store",
    title: "Cortex / Blocks",
    description:
      "Blocks from the ingesters to the bucket, the store gateways that read them, the compactors that merge them.",
    rows: [state(options), ingesters, requests, storeGateways, compactors],
  };
}

const state = ({ replicationFactor }: MonitoringOptions): RowSpec => ({
  title: "State",
  panels: [
    stat(
      "Oldest block not in the bucket",
      "Age of the oldest block that an ingester alone has; 0 when all are shipped.",
      Seconds,
      query("max((time() - (cortex_ingester_oldest_unshipped_block_timestamp_seconds > 0)) or vector(0))", "age"),
      { thresholds: tooHigh(600, 3600) },
    ),
    stat(
      "Last upload",
      "Time since an ingester last put something into the bucket; every two hours at the latest.",
      Seconds,
      query(
        `time() - max(${bucket}_last_successful_upload_time{component="ingester"} > 0)`,
        "ago",
        "the first block is shipped up to two hours after the start",
      ),
      { thresholds: tooHigh(9000, 14_400), noValue: "none yet" },
    ),
    stat(
      "Store gateways",
      "Live members of their ring.",
      Short,
      query(`min(${ringMembers(`name="store-gateway", state="ACTIVE"`)})`, "active"),
      { thresholds: tooLow(replicationFactor) },
    ),
    stat(
      "Last sync",
      "Time since the store gateway that is furthest behind looked for blocks.",
      Seconds,
      query(
        `time() - min(cortex_bucket_stores_blocks_last_successful_sync_timestamp_seconds{component="store-gateway"})`,
        "ago",
      ),
      { thresholds: tooHigh(1200, 1800) },
    ),
    stat(
      "Bucket index",
      "Age of the oldest tenant's; queriers refuse it after an hour.",
      Seconds,
      query(
        "max(time() - max by (user) (cortex_bucket_index_last_successful_update_timestamp_seconds))",
        "age",
        firstBlock,
      ),
      { thresholds: tooHigh(1800, 2700) },
    ),
    stat(
      "Last compaction",
      "Time since any compactor finished a run.",
      Seconds,
      query(
        "time() - max(cortex_compactor_last_successful_run_timestamp_seconds > 0)",
        "ago",
        "the first run ends up to an hour after the start",
      ),
      { thresholds: tooHigh(7200, 86_400), noValue: "none yet" },
    ),
  ],
});

const perSecond = (title: string, description: string, counters: Record<string, string>): PanelSpec =>
  graph(
    title,
    description,
    CountsPerSecond,
    Object.entries(counters).map(([legend, counter]) => query(sumRate(counter, window), legend)),
    { thresholds: tooHigh(0.001) },
  );

const ingesters: RowSpec = {
  title: "Ingesters",
  panels: [
    graph(
      "Blocks shipped",
      "Blocks that each ingester put into the bucket in three hours: one for each tenant and two hours.",
      Short,
      query(`increase(cortex_ingester_shipper_uploads_total[${blockWindow}])`, "{{instance}}"),
    ),
    perSecond("Shipping and compaction failing", "A second, all ingesters together: anything above 0 is a fault.", {
      uploads: "cortex_ingester_shipper_upload_failures_total",
      compactions: "cortex_ingester_tsdb_compactions_failed_total",
      truncations: "cortex_ingester_tsdb_head_truncations_failed_total",
      "WAL writes": "cortex_ingester_tsdb_wal_writes_failed_total",
      "WAL corruptions": "cortex_ingester_tsdb_wal_corruptions_total",
      checkpoints: "cortex_ingester_tsdb_checkpoint_creations_failed_total",
    }),
    graph("Head", "Chunks in each ingester's heads; it falls when a head is compacted.", Short, [
      query("cortex_ingester_tsdb_head_chunks", "{{instance}}"),
    ]),
    graph(
      "Compactions",
      "Blocks made of heads in three hours, forced flushes among them.",
      Short,
      query(`increase(cortex_ingester_tsdb_compactions_total[${blockWindow}])`, "{{instance}}"),
    ),
    graph(
      "Tenants",
      "Tenants whose samples each ingester holds; idle ones are compacted after an hour and may be closed.",
      Short,
      query("cortex_ingester_memory_users", "{{instance}}"),
    ),
    graph(
      "WAL sync",
      "Mean time to bring a page of the log to the disk.",
      Seconds,
      query(mean("cortex_ingester_tsdb_wal_fsync_duration_seconds", "", window, ["instance"]), "{{instance}}"),
      { thresholds: tooHigh(0.1, 1) },
    ),
  ],
};

const requests: RowSpec = {
  title: "Bucket",
  panels: [
    graph(
      "Requests",
      "Requests a second by who asks and what for.",
      OpsPerSecond,
      query(`${recorded.bucketRequests} > 0`, "{{component}} {{operation}}"),
    ),
    graph(
      "Latency",
      "99 % of requests take no longer; a listing includes what is done with its entries.",
      Seconds,
      query(recorded.bucketLatencyP99, "{{operation}}"),
      { thresholds: tooHigh(1, 3) },
    ),
    graph(
      "Requests failing",
      "Share of requests that fail; what Cortex expects to fail is not counted.",
      PercentUnit,
      query(
        failureShare(
          sumRate(`${bucket}_operation_failures_total`, window, ["component"]),
          sumRate(`${bucket}_operations_total`, window, ["component"]),
        ),
        "{{component}}",
      ),
      { thresholds: tooHigh(0.01) },
    ),
    graph(
      "Blocks",
      "Blocks of each tenant in the bucket.",
      Short,
      query("max by (user) (cortex_bucket_blocks_count)", "{{user}}", firstBlock),
    ),
  ],
};

const storeGateways: RowSpec = {
  title: "Store gateways",
  panels: [
    graph(
      "Blocks loaded",
      "Blocks that each store gateway answers for, in all as many as there are times the replication factor.",
      Short,
      query(
        "sum by (instance) (cortex_bucket_store_blocks_loaded)",
        "{{instance}}",
        "the first block is loaded by the sync that follows its upload",
      ),
    ),
    graph(
      "Block loads failing",
      "Loads a second that fail, and queries that missed a block.",
      CountsPerSecond,
      [
        query(sumRate("cortex_bucket_store_block_load_failures_total", window), "loads"),
        query(sumRate("cortex_querier_blocks_consistency_checks_failed_total", window), "queries"),
      ],
      { thresholds: tooHigh(0.01) },
    ),
    graph(
      "Asked by queriers",
      "99 % of questions to a store gateway are answered within this time.",
      Seconds,
      query(
        quantile(0.99, "cortex_storegateway_client_request_duration_seconds", "", window, ["operation"]),
        "{{operation}}",
        "queriers ask once there is a block",
      ),
      { thresholds: tooHigh(1, 3) },
    ),
  ],
};

const compactors: RowSpec = {
  title: "Compactors",
  panels: [
    graph("Runs", "Runs in three hours by outcome; one an hour and compactor.", Short, [
      query(`sum(increase(cortex_compactor_runs_completed_total[${blockWindow}]))`, "completed"),
      query(`sum(increase(cortex_compactor_runs_failed_total[${blockWindow}]))`, "failed"),
    ]),
    graph("Tenants", "Of each compactor's last run. Skipped: another compactor has them.", Short, [
      query("sum(cortex_compactor_tenants_processing_succeeded)", "done"),
      query("sum(cortex_compactor_tenants_processing_failed)", "failed"),
      query("sum(cortex_compactor_tenants_skipped)", "skipped"),
    ]),
    graph("Cleaned up", "Blocks deleted in three hours, and deletions that failed.", Short, [
      query(`sum(increase(cortex_compactor_blocks_cleaned_total[${blockWindow}]))`, "deleted"),
      query(`sum(increase(cortex_compactor_block_cleanup_failures_total[${blockWindow}]))`, "failed"),
    ]),
    graph(
      "To be cleaned up",
      "Blocks marked for deletion, blocks without meta.json, blocks that are left as they are.",
      Short,
      [
        query("sum(max by (user) (cortex_bucket_blocks_marked_for_deletion_count))", "marked", firstBlock),
        query("sum(max by (user) (cortex_bucket_blocks_partials_count))", "partial", firstBlock),
        query("sum(cortex_compactor_blocks_marked_for_no_compaction_total)", "not compacted"),
      ],
    ),
  ],
};
