import type { MonitoringOptions } from "../options.ts";
import { failureShare, rateWindow, sumRate } from "../promql.ts";
import { ringMembers } from "../ring-members.ts";
import type { Alert } from "../rule.ts";

const unshipped = "cortex_ingester_oldest_unshipped_block_timestamp_seconds";
const uploaded = `thanos_objstore_bucket_last_successful_upload_time{component="ingester"}`;
const ingested = "cortex_ingester_ingested_samples_total";
const synced = `cortex_bucket_stores_blocks_last_successful_sync_timestamp_seconds{component="store-gateway"}`;
const loads = "cortex_bucket_store_block_load_failures_total";
const checks = "cortex_querier_blocks_consistency_checks";
const members = `name!="ingester", state="ACTIVE"`;
const mixin = "as in the alerts that Cortex ships (docs/getting-started/alerts.yaml at v1.21.1)";

/** What can go wrong on a counter: it, or nothing. */
const increases = (counters: string[], window: string): string =>
  counters.map((counter) => `increase(${counter}[${window}])`).join(" + ");
const head = ["cortex_ingester_tsdb_compactions_failed_total", "cortex_ingester_tsdb_head_truncations_failed_total"];
const wal = [
  "cortex_ingester_tsdb_wal_corruptions_total",
  "cortex_ingester_tsdb_wal_writes_failed_total",
  "cortex_ingester_tsdb_wal_truncations_failed_total",
  "cortex_ingester_tsdb_checkpoint_creations_failed_total",
];

/** The way of a block: from an ingester's head to the bucket, and from there through the store gateways to queries. */
export function blocksAlerts(options: MonitoringOptions): Alert[] {
  const window = rateWindow(options.scrapeIntervalSeconds, 300);
  return [
    {
      name: "CortexBlockNotShipped",
      severity: "critical",
      measure: `time() - (${unshipped} > 0)`,
      op: ">",
      threshold: 3600,
      reason: `an hour for 15 minutes, ${mixin}`,
      forSeconds: 900,
      summary: "{{ $labels.instance }} holds a block of {{ $value | humanizeDuration }} that is not in the bucket",
      description: "Its samples are on this ingester's disk only; with it they would be lost.",
      runbook: "Do not remove the node or its volume. Check BucketErrors; POST /ingester/flush on the node afterwards.",
      inputs: [{ expr: unshipped }],
    },
    {
      name: "CortexNoBlocksShipped",
      severity: "critical",
      measure: `time() - (${uploaded} > 0) and on (instance) rate(${ingested}[4h]) > 0`,
      op: ">",
      threshold: 14_400,
      reason: `two block ranges of two hours, ${mixin}`,
      forSeconds: 900,
      summary: "{{ $labels.instance }} has shipped nothing for {{ $value | humanizeDuration }}",
      description: "It takes samples and makes no blocks of them: its log and memory grow.",
      runbook: "Check CortexHeadNotCompacted; read the node's log for `compact` and `shipper`.",
      inputs: [{ expr: uploaded }, { expr: ingested }],
    },
    {
      name: "CortexHeadNotCompacted",
      severity: "critical",
      measure: increases(head, window),
      op: ">",
      threshold: 0,
      reason: `any for 15 minutes, ${mixin}: a head is tried again every minute`,
      forSeconds: 900,
      summary: "{{ $labels.instance }} cannot make blocks of what it holds",
      description: "Memory and log grow until the ingester dies.",
      runbook: "Read the node's log for `compact`; check the volume's space.",
      inputs: head.map((expr) => ({ expr })),
    },
    {
      name: "CortexWALFailing",
      severity: "critical",
      measure: increases(wal, "1h"),
      op: ">",
      threshold: 0,
      reason: "any: the log is what brings back the samples of an ingester that dies",
      forSeconds: 0,
      summary: "The write-ahead log of {{ $labels.instance }} fails",
      description: "If this ingester dies now, samples that are in no other replica are lost.",
      runbook: "Check the volume's space and health; flush (POST /ingester/flush) before the node is restarted.",
      inputs: wal.map((expr) => ({ expr })),
    },
    {
      name: "CortexTooFewMembers",
      severity: "warning",
      measure: `min by (name) (${ringMembers(members)})`,
      op: "<",
      threshold: options.replicationFactor,
      reason: "each node is in each ring; ten minutes outlast a roll",
      forSeconds: 600,
      summary: "Only {{ $value }} live members in the {{ $labels.name }} ring",
      description:
        "store-gateway: fewer copies of each block answer. compactor, ruler, alertmanager: fewer share the work.",
      runbook: "See CortexNodeDown; a node that is up and not in the ring says why in its log.",
      inputs: [{ expr: `cortex_ring_members{${members}}` }],
    },
    {
      name: "CortexStoreGatewayNotSyncing",
      severity: "critical",
      measure: `time() - (${synced} > 0)`,
      op: ">",
      threshold: 1800,
      reason: `half an hour, ${mixin}`,
      forSeconds: 300,
      summary: "The store gateway {{ $labels.instance }} has not looked for blocks for {{ $value | humanizeDuration }}",
      description: "Queries that need newer blocks fail, or are answered by the other replicas alone.",
      runbook: "Check BucketErrors; read the node's log for `synchronize`.",
      inputs: [{ expr: synced }],
    },
    {
      name: "CortexBlockLoadsFailing",
      severity: "warning",
      measure: increases([loads], window),
      op: ">",
      threshold: 0,
      reason: "any for 15 minutes: a failed load is tried again at each sync",
      forSeconds: 900,
      summary: "The store gateway {{ $labels.instance }} cannot load blocks",
      description: "Queries over these blocks are answered by the other replicas, or fail.",
      runbook: "The node's log names the block; check its disk and BucketErrors.",
      inputs: [{ expr: loads }],
    },
    {
      name: "CortexBlocksMissedByQueries",
      severity: "critical",
      measure: failureShare(sumRate(`${checks}_failed_total`, window), sumRate(`${checks}_total`, window)),
      op: ">",
      threshold: 0.01,
      reason: "the 1 % of CortexReadErrors: such a query ends in an error",
      forSeconds: 300,
      summary: "{{ $value | humanizePercentage }} of queries miss blocks",
      description: "A block that should be asked is loaded by no store gateway.",
      runbook: "Check CortexStoreGatewayNotSyncing and CortexTooFewMembers.",
      inputs: [{ expr: `${checks}_total` }, { expr: `${checks}_failed_total` }],
    },
  ];
}
