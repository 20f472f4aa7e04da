import type { MonitoringOptions } from "../options.ts";
import { failureShare, quantile, rateWindow, sumRate } from "../promql.ts";
import { runningContainers } from "../containers.ts";
import type { Alert } from "../rule.ts";

const requests = "cortex_cassandra_request_duration_seconds";
const queue = "cortex_ingester_flush_queue_length";
const oldestChunk = "cortex_oldest_unflushed_chunk_timestamp_seconds";
const synced = "cortex_table_manager_sync_success_timestamp_seconds";

/** Cassandra and the way to it: samples that cannot be flushed live in the ingesters' memory and logs only. */
export function storeAlerts(options: MonitoringOptions): Alert[] {
  const window = rateWindow(options.scrapeIntervalSeconds, 300);
  const cassandra = `name=~"${options.prefix}-cassandra(-[0-9]+)?"`;
  return [
    {
      name: "CassandraDown",
      severity: "critical",
      measure: `(count(${runningContainers(cassandra, options)}) or vector(0)) and on () max(up{job="cadvisor"}) == 1`,
      op: "<",
      threshold: options.cassandraNodes,
      reason: "the number of Cassandra nodes; a minute beside the one that counts as seen leaves out a restart",
      forSeconds: 60,
      summary: "{{ $value }} of " + options.cassandraNodes + " Cassandra containers run",
      description: "Nothing is flushed and old samples cannot be read while too few nodes are left.",
      runbook: "Read the container's log (heap, disk); `pulumi up --refresh` puts back one that is gone.",
      inputs: [{ expr: `container_last_seen{${cassandra}}` }, { expr: `up{job="cadvisor"}` }],
    },
    {
      name: "CassandraErrors",
      severity: "critical",
      measure: failureShare(
        sumRate(`${requests}_count{status_code!="200"}`, window, ["operation"]),
        sumRate(`${requests}_count`, window, ["operation"]),
      ),
      op: ">",
      threshold: 0.01,
      reason: "the 1 % of the request alerts: a request that Cassandra refuses is a query or a flush that fails",
      forSeconds: 300,
      summary: "{{ $value | humanizePercentage }} of Cassandra's {{ $labels.operation }} requests fail",
      description: "INSERT: chunks are not flushed and stay in memory. SELECT: queries over older samples fail.",
      runbook: "Read Cassandra's log; check disk space, heap and that the tables of the current period exist.",
      inputs: [{ expr: `${requests}_count` }],
    },
    {
      name: "CassandraSlow",
      severity: "warning",
      measure: quantile(0.99, requests, "", window, ["operation"]),
      op: ">",
      threshold: 1,
      reason: "half of the 2 s after which Cassandra gives up on a write (write_request_timeout)",
      forSeconds: 900,
      summary: "1 % of Cassandra's {{ $labels.operation }} requests take longer than {{ $value | humanizeDuration }}",
      description: "Queries over older samples are slow and flushing may fall behind.",
      runbook: "Look at Cassandra's CPU, heap (`cassandra.heapMiB`) and disk.",
      inputs: [{ expr: `${requests}_bucket` }],
    },
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
      runbook: "Check CassandraErrors and CassandraSlow; then raise `ingester.concurrent_flushes` or add nodes.",
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
      summary: "{{ $labels.instance }} holds a chunk of {{ $value | humanizeDuration }} that is not in Cassandra",
      description: "The samples are in this ingester's log only; with it they would be lost.",
      runbook: "Do not remove the node or its volume. Check Cassandra; POST /flush on the node once it answers again.",
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
      runbook: "Read the table manager's log; there must be one of it, and the keyspace must exist.",
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
      runbook: "Read the table manager's log; check that nothing else creates tables in the keyspace.",
      inputs: [{ expr: "cortex_table_manager_create_failures" }, { expr: "cortex_table_manager_delete_failures" }],
    },
  ];
}
