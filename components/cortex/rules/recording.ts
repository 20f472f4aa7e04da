import { containerWindow, memoryShare } from "./containers.ts";
import type { MonitoringOptions } from "./options.ts";
import { failureShare, quantile, rateWindow, selector, sumRate } from "./promql.ts";
import { readRoutes, serverError, writeRoutes } from "./routes.ts";
import type { RecordingRule, RuleGroup } from "./rule.ts";

/** The names of the recorded series, for those who query them. */
export const recorded = {
  requests: "job_route_code:cortex_requests:rate",
  latencyP50: "job_route:cortex_request_duration_seconds:p50",
  latencyP99: "job_route:cortex_request_duration_seconds:p99",
  writeErrors: "job:cortex_write_errors:ratio",
  readErrors: "job:cortex_read_errors:ratio",
  samplesReceived: "user:cortex_samples_received:rate",
  samplesDeduped: "user:cortex_samples_deduped:rate",
  samplesDiscarded: "user_reason:cortex_samples_discarded:rate",
  kvLatencyP99: "kv_operation:cortex_kv_request_duration_seconds:p99",
  /** Of the engine `chunks` on Docker. */
  cassandraRequests: "operation_code:cortex_cassandra_requests:rate",
  cassandraLatencyP99: "operation:cortex_cassandra_request_duration_seconds:p99",
  /** Of the engine `chunks` on AWS. */
  dynamodbRequests: "operation_code:cortex_dynamo_requests:rate",
  dynamodbLatencyP99: "operation:cortex_dynamo_request_duration_seconds:p99",
  /** Of the engine `blocks`. */
  bucketRequests: "component_operation:thanos_objstore_bucket_operations:rate",
  bucketLatencyP99: "operation:thanos_objstore_bucket_operation_duration_seconds:p99",
  /** On Docker. */
  containerCpu: "name:container_cpu_usage_seconds:rate",
  containerMemory: "name:container_memory_working_set_bytes:max",
  containerMemoryShare: "name:container_memory_limit:ratio",
} as const;

/** The series that Cortex's own ruler computes for the tenant that Prometheus writes to. */
export function recordingRules(options: MonitoringOptions): RuleGroup<RecordingRule>[] {
  const window = rateWindow(options.scrapeIntervalSeconds, 60);
  const intervalSeconds = Math.max(15, options.scrapeIntervalSeconds);
  const group = (name: string, rules: RecordingRule[]): RuleGroup<RecordingRule> => ({ name, intervalSeconds, rules });
  return [
    group("cortex-requests", requestRules(window)),
    group("cortex-samples", sampleRules(window)),
    group("cortex-stores", [
      ...storeRules(options, window),
      {
        record: recorded.kvLatencyP99,
        expr: quantile(0.99, "cortex_kv_request_duration_seconds", "", window, ["kv_name", "operation"]),
      },
    ]),
    ...(options.platform === "docker" ? [group("containers", containerRules(options))] : []),
  ];
}

function requestRules(window: string): RecordingRule[] {
  const requests = "cortex_request_duration_seconds";
  const failed = (routes: string): string =>
    failureShare(
      sumRate(selector(`${requests}_count`, `${routes}, ${serverError}`), window, ["job"]),
      sumRate(selector(`${requests}_count`, routes), window, ["job"]),
    );
  return [
    { record: recorded.requests, expr: sumRate(`${requests}_count`, window, ["job", "route", "status_code"]) },
    { record: recorded.latencyP50, expr: quantile(0.5, requests, "", window, ["job", "route"]) },
    { record: recorded.latencyP99, expr: quantile(0.99, requests, "", window, ["job", "route"]) },
    { record: recorded.writeErrors, expr: failed(writeRoutes) },
    { record: recorded.readErrors, expr: failed(readRoutes) },
  ];
}

function sampleRules(window: string): RecordingRule[] {
  return [
    { record: recorded.samplesReceived, expr: sumRate("cortex_distributor_received_samples_total", window, ["user"]) },
    { record: recorded.samplesDeduped, expr: sumRate("cortex_distributor_deduped_samples_total", window, ["user"]) },
    {
      record: recorded.samplesDiscarded,
      expr: sumRate("cortex_discarded_samples_total", window, ["user", "reason"]),
      faultOnly: "Cortex creates the counter of a reason with the first sample that it discards for it",
    },
  ];
}

function storeRules({ engine, platform }: MonitoringOptions, window: string): RecordingRule[] {
  const requests = (store: string): string =>
    sumRate(`cortex_${store}_request_duration_seconds_count`, window, ["operation", "status_code"]);
  const latency = (histogram: string): string => quantile(0.99, histogram, "", window, ["operation"]);
  if (engine === "blocks") {
    return [
      {
        record: recorded.bucketRequests,
        expr: sumRate("thanos_objstore_bucket_operations_total", window, ["component", "operation"]),
      },
      { record: recorded.bucketLatencyP99, expr: latency("thanos_objstore_bucket_operation_duration_seconds") },
    ];
  }
  return platform === "docker"
    ? [
        { record: recorded.cassandraRequests, expr: requests("cassandra") },
        { record: recorded.cassandraLatencyP99, expr: latency("cortex_cassandra_request_duration_seconds") },
      ]
    : [
        { record: recorded.dynamodbRequests, expr: requests("dynamo") },
        { record: recorded.dynamodbLatencyP99, expr: latency("cortex_dynamo_request_duration_seconds") },
      ];
}

function containerRules(options: MonitoringOptions): RecordingRule[] {
  return [
    {
      record: recorded.containerCpu,
      expr: sumRate(`container_cpu_usage_seconds_total{name!=""}`, containerWindow(options), ["name"]),
    },
    { record: recorded.containerMemory, expr: `max by (name) (container_memory_working_set_bytes{name!=""})` },
    { record: recorded.containerMemoryShare, expr: memoryShare },
  ];
}
