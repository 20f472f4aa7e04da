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
  cassandraRequests: "operation_code:cortex_cassandra_requests:rate",
  cassandraLatencyP99: "operation:cortex_cassandra_request_duration_seconds:p99",
  kvLatencyP99: "kv_operation:cortex_kv_request_duration_seconds:p99",
  containerCpu: "name:container_cpu_usage_seconds:rate",
  containerMemory: "name:container_memory_working_set_bytes:max",
  containerMemoryShare: "name:container_memory_limit:ratio",
} as const;

/** The series that Cortex's own ruler computes for the tenant that Prometheus writes to. */
export function recordingRules(options: MonitoringOptions): RuleGroup<RecordingRule>[] {
  const window = rateWindow(options.scrapeIntervalSeconds, 60);
  const intervalSeconds = Math.max(15, options.scrapeIntervalSeconds);
  const requests = "cortex_request_duration_seconds";
  const cassandra = "cortex_cassandra_request_duration_seconds";
  const failed = (routes: string): string =>
    failureShare(
      sumRate(selector(`${requests}_count`, `${routes}, ${serverError}`), window, ["job"]),
      sumRate(selector(`${requests}_count`, routes), window, ["job"]),
    );
  return [
    {
      name: "cortex-requests",
      intervalSeconds,
      rules: [
        { record: recorded.requests, expr: sumRate(`${requests}_count`, window, ["job", "route", "status_code"]) },
        { record: recorded.latencyP50, expr: quantile(0.5, requests, "", window, ["job", "route"]) },
        { record: recorded.latencyP99, expr: quantile(0.99, requests, "", window, ["job", "route"]) },
        { record: recorded.writeErrors, expr: failed(writeRoutes) },
        { record: recorded.readErrors, expr: failed(readRoutes) },
      ],
    },
    {
      name: "cortex-samples",
      intervalSeconds,
      rules: [
        {
          record: recorded.samplesReceived,
          expr: sumRate("cortex_distributor_received_samples_total", window, ["user"]),
        },
        {
          record: recorded.samplesDeduped,
          expr: sumRate("cortex_distributor_deduped_samples_total", window, ["user"]),
        },
        {
          record: recorded.samplesDiscarded,
          expr: sumRate("cortex_discarded_samples_total", window, ["user", "reason"]),
          faultOnly: "Cortex creates the counter of a reason with the first sample that it discards for it",
        },
      ],
    },
    {
      name: "cortex-stores",
      intervalSeconds,
      rules: [
        {
          record: recorded.cassandraRequests,
          expr: sumRate(`${cassandra}_count`, window, ["operation", "status_code"]),
        },
        { record: recorded.cassandraLatencyP99, expr: quantile(0.99, cassandra, "", window, ["operation"]) },
        {
          record: recorded.kvLatencyP99,
          expr: quantile(0.99, "cortex_kv_request_duration_seconds", "", window, ["kv_name", "operation"]),
        },
      ],
    },
    {
      name: "containers",
      intervalSeconds,
      rules: [
        {
          record: recorded.containerCpu,
          expr: sumRate(`container_cpu_usage_seconds_total{name!=""}`, containerWindow(options), ["name"]),
        },
        { record: recorded.containerMemory, expr: `max by (name) (container_memory_working_set_bytes{name!=""})` },
        { record: recorded.containerMemoryShare, expr: memoryShare },
      ],
    },
  ];
}
