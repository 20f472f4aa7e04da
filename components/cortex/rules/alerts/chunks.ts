import type { MonitoringOptions } from "../options.ts";
import type { Alert } from "../rule.ts";
import { words } from "../words.ts";

const queue = "cortex_ingester_flush_queue_length";
const oldestChunk = "cortex_oldest_unflushed_chunk_timestamp_seconds";
const synced = "cortex_table_manager_sync_success_timestamp_seconds";

/** The way of a chunk from an ingester's memory to the store, and the store's tables. */
export function chunksAlerts(options: MonitoringOptions): Alert[] {
  const { store, storeAlerts } = words(options);
  return [
    {
      name: "CortexFlushQueueGrowing",
      severity: "warning",
      measure: `min_over_time(${queue}[15m]) and delta(${queue}[15m]) > 0`,
      op: ">",
      threshold: 0,
      reason:
        "the queue is filled once a minute and emptied before the next; never empty in 15 minutes is falling behind",
      forSeconds: 300,
      summary: "{{ $labels.instance }} has at least {{ $value }} series waiting to be flushed, and more each minute",
      description: "Chunks stay in the ingester's memory: it will run into its limit, and a restart replays longer.",
      runbook: `Check ${storeAlerts}; then raise \`ingester.concurrent_flushes\` or add nodes.`,
      inputs: [{ expr: queue }],
    },
    {
      name: "CortexChunksNotFlushed",
      severity: "critical",
      measure: `time() - (${oldestChunk} > 0)`,
      op: ">",
      threshold: 2 * options.maxChunkAgeSeconds,
      reason: "twice the age at which every chunk is flushed (ingester.max_chunk_age)",
      forSeconds: 300,
      summary: `{{ $labels.instance }} holds a chunk of {{ $value | humanizeDuration }} that is not in ${store}`,
      description: "The samples are in this ingester's log only; with it they would be lost.",
      runbook: `Do not remove the node or its volume. Check ${storeAlerts}; POST /flush on the node once they are over.`,
      inputs: [{ expr: oldestChunk }],
    },
    {
      name: "CortexWALFailing",
      severity: "critical",
      measure:
        "increase(cortex_ingester_wal_corruptions_total[1h]) + increase(cortex_ingester_checkpoint_creations_failed_total[1h])",
      op: ">",
      threshold: 0,
      reason: "any: the log is what brings back the samples of an ingester that dies",
      forSeconds: 0,
      summary: "The write-ahead log of {{ $labels.instance }} fails",
      description: "If this ingester dies now, samples that are in no other replica are lost.",
      runbook: "Check the volume's space and health; flush (POST /flush) before the node is restarted.",
      inputs: [
        { expr: "cortex_ingester_wal_corruptions_total" },
        { expr: "cortex_ingester_checkpoint_creations_failed_total" },
      ],
    },
    ...(options.tableManager ? tableAlerts(options) : []),
  ];
}

/** Tables are made ahead of their period, and deleted when their samples' time is over. */
function tableAlerts(options: MonitoringOptions): Alert[] {
  return [
    {
      name: "CortexTableManagerNotSyncing",
      severity: "critical",
      measure: `time() - max(${synced})`,
      op: ">",
      threshold: 10 * options.tablePollSeconds,
      reason: "ten polls missed (table_manager.poll_interval); tables are made 10 minutes ahead at the least",
      forSeconds: 60,
      summary: "The table manager has not synced for {{ $value | humanizeDuration }}",
      description: "With the next period no table exists: flushes and queries fail then, and old tables stay.",
      runbook: "Read the table manager's log; it must reach the store and may make tables there.",
      inputs: [{ expr: synced }],
    },
    {
      name: "CortexTableChangesFailing",
      severity: "warning",
      measure: "max(cortex_table_manager_create_failures) + max(cortex_table_manager_delete_failures)",
      op: ">",
      threshold: 0,
      reason: "any, on each run for 15 minutes: a single failure is retried with the next poll",
      forSeconds: 900,
      summary: "{{ $value }} tables could not be created or deleted",
      description: "A table that is missing when its period begins fails every flush; one too many costs disk.",
      runbook: "Read the table manager's log; check that nothing else creates such tables.",
      inputs: [{ expr: "cortex_table_manager_create_failures" }, { expr: "cortex_table_manager_delete_failures" }],
    },
  ];
}
