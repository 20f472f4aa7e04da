import { CountsPerSecond, OpsPerSecond, PercentUnit, Seconds, Short } from "@grafana/grafana-foundation-sdk/units";
import { failureShare, mean, sumRate } from "../rules/promql.ts";
import { recorded } from "../rules/recording.ts";
import { graph, query, tooHigh } from "./panels.ts";
import type { PanelSpec, RowSpec } from "./spec.ts";

const window = "$__rate_interval";
const cassandraRequests = "cortex_cassandra_request_duration_seconds_count";
const dynamodbRequests = "cortex_dynamo_request_duration_seconds_count";
const chunkRequests = "cortex_s3_request_duration_seconds";
const firstChunk = "appears with the first chunk that is flushed, up to ingester.max_chunk_idle after the start";
const firstFault = "Cortex creates the counter with the first such request";

const requests = (store: string, series: string): PanelSpec =>
  graph(
    "Requests",
    `Requests a second from Cortex to ${store} by kind and outcome.`,
    OpsPerSecond,
    query(series, "{{operation}} {{status_code}}"),
  );

const latency = (store: string, series: string): PanelSpec =>
  graph("Latency", `99 % of ${store}'s answers take no longer.`, Seconds, query(series, "{{operation}}"), {
    thresholds: tooHigh(0.25, 1),
  });

const failing = (title: string, counter: string, faultOnly?: string): PanelSpec =>
  graph(
    title,
    "Share of requests that were refused or not answered.",
    PercentUnit,
    query(
      failureShare(
        sumRate(`${counter}{status_code!="200"}`, window, ["operation"]),
        sumRate(counter, window, ["operation"]),
      ),
      "{{operation}}",
      faultOnly,
    ),
    { thresholds: tooHigh(0.01) },
  );

/** The table manager's runs. */
export const tableManagerPanel = graph(
  "Table manager",
  "Mean time of a run that compares the tables with the schema, and creates or deletes some.",
  Seconds,
  query(mean("cortex_table_manager_sync_duration_seconds", "", window), "run"),
);

/** Cassandra; `container` matches its containers. */
export function cassandraRow(container: string): RowSpec {
  return {
    title: "Cassandra",
    panels: [
      requests("Cassandra", recorded.cassandraRequests),
      latency("Cassandra", recorded.cassandraLatencyP99),
      failing("Requests failing", cassandraRequests),
      tableManagerPanel,
      graph("CPU", "Cores in use by Cassandra.", Short, query(`${recorded.containerCpu}{${container}}`, "{{name}}")),
      graph(
        "Memory",
        "Memory in use by Cassandra, as a share of the container's limit.",
        PercentUnit,
        query(`${recorded.containerMemoryShare}{${container}}`, "{{name}}"),
        { thresholds: tooHigh(0.9), max: 1 },
      ),
    ],
  };
}

/** DynamoDB, which holds the index, and the bucket, which holds the chunks. */
export function dynamodbRow(tableManager: boolean): RowSpec {
  return {
    title: "DynamoDB and S3",
    panels: [
      requests("DynamoDB", recorded.dynamodbRequests),
      latency("DynamoDB", recorded.dynamodbLatencyP99),
      failing("Requests failing", dynamodbRequests),
      graph(
        "Throttled and given up",
        "Requests a second that DynamoDB put off, and those that Cortex gave up. Empty is good.",
        CountsPerSecond,
        [
          query(sumRate("cortex_dynamo_throttled_total", window, ["operation"]), "{{operation}} throttled", firstFault),
          query(
            sumRate("cortex_dynamo_dropped_requests_total", window, ["operation", "error"]),
            "{{operation}} {{error}}",
            firstFault,
          ),
        ],
        { thresholds: tooHigh(0.01), noValue: "none" },
      ),
      graph(
        "Capacity",
        "Capacity units a second in use by table; on-demand tables are paid by these.",
        CountsPerSecond,
        query(
          sumRate("cortex_dynamo_consumed_capacity_total", window, ["table", "operation"]),
          "{{table}} {{operation}}",
        ),
      ),
      graph(
        "Chunks to and from S3",
        "Requests a second by kind and outcome.",
        OpsPerSecond,
        query(
          sumRate(`${chunkRequests}_count`, window, ["operation", "status_code"]),
          "{{operation}} {{status_code}}",
          firstChunk,
        ),
      ),
      failing("S3 requests failing", `${chunkRequests}_count`, firstChunk),
      graph(
        "S3 latency",
        "Mean time of a request.",
        Seconds,
        query(mean(chunkRequests, "", window, ["operation"]), "{{operation}}", firstChunk),
      ),
      ...(tableManager ? [tableManagerPanel] : []),
    ],
  };
}
