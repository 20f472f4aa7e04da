import type { MonitoringOptions } from "../options.ts";
import { failureShare, quantile, rateWindow, sumRate } from "../promql.ts";
import { runningContainers } from "../containers.ts";
import type { Alert } from "../rule.ts";

const requests = "cortex_cassandra_request_duration_seconds";

/** Cassandra: samples that cannot be flushed live in the ingesters' memory and logs only. */
export function cassandraAlerts(options: MonitoringOptions): Alert[] {
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
  ];
}
