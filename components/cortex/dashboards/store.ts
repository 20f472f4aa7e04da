import { Seconds, Short } from "@grafana/grafana-foundation-sdk/units";
import { runningContainers } from "../rules/containers.ts";
import type { MonitoringOptions } from "../rules/options.ts";
import { words } from "../rules/words.ts";
import { cassandraRow, dynamodbRow } from "./chunk-stores.ts";
import { flushRow } from "./flush.ts";
import { query, stat, tooHigh, tooLow } from "./panels.ts";
import type { DashboardSpec, PanelSpec } from "./spec.ts";

/** `engine: chunks`: from the ingesters' memory to the store, and the store itself. */
export function store(options: MonitoringOptions): DashboardSpec {
  const { maxChunkAgeSeconds: age, tablePollSeconds: poll } = options;
  const name = words(options).store;
  const onDocker = options.platform === "docker";
  const cassandra = `name=~"${options.prefix}-cassandra(-[0-9]+)?"`;
  const tableManager: PanelSpec = stat(
    "Last run of the table manager",
    `Age of the last successful run; one every ${poll} s.`,
    Seconds,
    query("time() - max(cortex_table_manager_sync_success_timestamp_seconds)", "age"),
    { width: 6, thresholds: tooHigh(3 * poll, 10 * poll) },
  );
  const running: PanelSpec = stat(
    "Cassandra containers",
    `Containers that run, of ${options.cassandraNodes}.`,
    Short,
    query(`count(${runningContainers(cassandra, options)}) or vector(0)`, "running"),
    { width: 6, thresholds: tooLow(options.cassandraNodes) },
  );
  return {
    uid: "cortex-store",
    title: `Cortex / ${name} and flush`,
    description: `Chunks from the ingesters to ${name}, the tables they go to, and ${name} itself.`,
    rows: [
      {
        title: "State",
        panels: [
          stat(
            "Oldest chunk in memory only",
            `Age of the oldest chunk that is not in ${name}; each is flushed after ${age} s at the latest.`,
            Seconds,
            query("time() - min(cortex_oldest_unflushed_chunk_timestamp_seconds > 0)", "age"),
            { width: 6, thresholds: tooHigh(1.25 * age, 2 * age) },
          ),
          stat(
            "Waiting to be flushed",
            "Series in the ingesters' flush queues.",
            Short,
            query("sum(cortex_ingester_flush_queue_length)", "series"),
            { width: 6 },
          ),
          ...(options.tableManager ? [tableManager] : []),
          ...(onDocker ? [running] : []),
        ],
      },
      flushRow(name),
      onDocker ? cassandraRow(cassandra) : dynamodbRow(options.tableManager),
    ],
  };
}
