import {
  BytesIEC,
  BytesPerSecondIEC,
  CountsPerSecond,
  OpsPerSecond,
  PercentUnit,
  Seconds,
  Short,
} from "@grafana/grafana-foundation-sdk/units";
import { runningContainers } from "../rules/containers.ts";
import type { MonitoringOptions } from "../rules/options.ts";
import { failureShare, mean, quantile, sumRate } from "../rules/promql.ts";
import { recorded } from "../rules/recording.ts";
import { graph, query, stat, tooHigh, tooLow } from "./panels.ts";
import type { DashboardSpec } from "./spec.ts";

const window = "$__rate_interval";
/** A flush comes every few minutes: a shorter window would mostly hold none. */
const flushWindow = "15m";
const requests = "cortex_cassandra_request_duration_seconds_count";

/** The way of a chunk from an ingester's memory to Cassandra. */
export function store(options: MonitoringOptions): DashboardSpec {
  const cassandra = `name=~"${options.prefix}-cassandra(-[0-9]+)?"`;
  const firstFlush = "appears with the first chunk that is flushed, up to ingester.max_chunk_idle after the start";
  return {
    uid: "cortex-store",
    title: "Cortex / Cassandra and flush",
    description: "Chunks from the ingesters to Cassandra, the tables they go to, and Cassandra itself.",
    rows: [
      {
        title: "State",
        panels: [
          stat(
            "Oldest chunk in memory only",
            `Age of the oldest chunk that is not in Cassandra; each is flushed after ${options.maxChunkAgeSeconds} s at the latest.`,
            Seconds,
            query("time() - min(cortex_oldest_unflushed_chunk_timestamp_seconds > 0)", "age"),
            { width: 6, thresholds: tooHigh(1.25 * options.maxChunkAgeSeconds, 2 * options.maxChunkAgeSeconds) },
          ),
          stat(
            "Waiting to be flushed",
            "Series in the ingesters' flush queues.",
            Short,
            query("sum(cortex_ingester_flush_queue_length)", "series"),
            { width: 6 },
          ),
          stat(
            "Last run of the table manager",
            `Age of the last successful run; one every ${options.tablePollSeconds} s.`,
            Seconds,
            query("time() - max(cortex_table_manager_sync_success_timestamp_seconds)", "age"),
            { width: 6, thresholds: tooHigh(3 * options.tablePollSeconds, 10 * options.tablePollSeconds) },
          ),
          stat(
            "Cassandra containers",
            `Containers that run, of ${options.cassandraNodes}.`,
            Short,
            query(`count(${runningContainers(cassandra, options)}) or vector(0)`, "running"),
            { width: 6, thresholds: tooLow(options.cassandraNodes) },
          ),
        ],
      },
      {
        title: "Flush",
        panels: [
          graph(
            "Flush queue",
            "Series that wait in each ingester: peaks that empty again are fine, a slope is not.",
            Short,
            query("cortex_ingester_flush_queue_length", "{{instance}}"),
          ),
          graph(
            "Series being flushed",
            "Flushes in progress; at its limit (ingester.concurrent_flushes) Cassandra is too slow.",
            Short,
            query("cortex_ingester_flush_series_in_progress", "{{instance}}"),
          ),
          graph(
            "Queued by reason",
            "Series a second that enter the queue, and why: age, idle, full or spread.",
            CountsPerSecond,
            query(
              sumRate("cortex_ingester_flushing_enqueued_series_total", window, ["reason"]),
              "{{reason}}",
              firstFlush,
            ),
          ),
          graph(
            "Left the queue by outcome",
            "Series a second that leave the queue.",
            CountsPerSecond,
            query(
              sumRate("cortex_ingester_flushing_dequeued_series_total", window, ["outcome"]),
              "{{outcome}}",
              firstFlush,
            ),
          ),
          graph(
            "Chunks in memory",
            "Chunks that each ingester holds; much more than its series means that flushing is stuck.",
            Short,
            query("cortex_ingester_memory_chunks", "{{instance}}"),
          ),
          graph(
            "Chunks a series",
            "A flush keeps this near 1; the mixin of Cortex's maintainers calls 1.3 stuck.",
            Short,
            query("cortex_ingester_memory_chunks / (cortex_ingester_memory_series > 0)", "{{instance}}"),
            { thresholds: tooHigh(1.3) },
          ),
          graph(
            "Flushed chunks: how full",
            "Mean share of a chunk's room in use when it was flushed: the more, the less Cassandra has to store.",
            PercentUnit,
            query(mean("cortex_ingester_chunk_utilization", "", flushWindow), "utilisation"),
            { max: 1 },
          ),
          graph(
            "Flushed chunks: size",
            "Mean size of a flushed chunk.",
            BytesIEC,
            query(mean("cortex_ingester_chunk_size_bytes", "", flushWindow), "size"),
          ),
          graph("Age at flush", "Half and 99 % of chunks are flushed by this age.", Seconds, [
            query(quantile(0.5, "cortex_ingester_chunk_age_seconds", "", flushWindow), "p50"),
            query(quantile(0.99, "cortex_ingester_chunk_age_seconds", "", flushWindow), "p99"),
          ]),
          graph(
            "Write-ahead log",
            "Bytes a second that each ingester writes to its log, the copy that survives a crash.",
            BytesPerSecondIEC,
            query(`rate(cortex_ingester_wal_logged_bytes_total[${window}])`, "{{instance}}"),
          ),
        ],
      },
      {
        title: "Cassandra",
        panels: [
          graph(
            "Requests",
            "Requests a second from Cortex by kind and outcome.",
            OpsPerSecond,
            query(recorded.cassandraRequests, "{{operation}} {{status_code}}"),
          ),
          graph(
            "Latency",
            "99 % of Cassandra's answers take no longer.",
            Seconds,
            query(recorded.cassandraLatencyP99, "{{operation}}"),
            { thresholds: tooHigh(0.25, 1) },
          ),
          graph(
            "Requests failing",
            "Share of requests that Cassandra refused or did not answer.",
            PercentUnit,
            query(
              failureShare(
                sumRate(`${requests}{status_code!="200"}`, window, ["operation"]),
                sumRate(requests, window, ["operation"]),
              ),
              "{{operation}}",
            ),
            { thresholds: tooHigh(0.01) },
          ),
          graph(
            "Table manager",
            "Mean time of a run that compares the tables with the schema, and creates or deletes some.",
            Seconds,
            query(mean("cortex_table_manager_sync_duration_seconds", "", window), "run"),
          ),
          graph(
            "CPU",
            "Cores in use by Cassandra.",
            Short,
            query(`${recorded.containerCpu}{${cassandra}}`, "{{name}}"),
          ),
          graph(
            "Memory",
            "Memory in use by Cassandra, as a share of the container's limit.",
            PercentUnit,
            query(`${recorded.containerMemoryShare}{${cassandra}}`, "{{name}}"),
            { thresholds: tooHigh(0.9), max: 1 },
          ),
        ],
      },
    ],
  };
}
