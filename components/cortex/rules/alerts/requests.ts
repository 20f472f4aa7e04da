import type { MonitoringOptions } from "../options.ts";
import { failureShare, quantile, rateWindow, selector, sumRate } from "../promql.ts";
import { lost, readRoutes, serverError, writeRoutes } from "../routes.ts";
import type { Alert, Input } from "../rule.ts";
import { words } from "../words.ts";

const counter = "cortex_request_duration_seconds_count";
const buckets = "cortex_request_duration_seconds_bucket";
const mixin = "as in the cortex-mixin that Cortex's maintainers publish (cortexproject/cortex-jsonnet)";

/** What the users of the platform feel: refused or slow writes and queries. */
export function requestAlerts(options: MonitoringOptions): Alert[] {
  const window = rateWindow(options.scrapeIntervalSeconds, 300);
  const { store, storeAlerts } = words(options);
  const failed = (routes: string): string =>
    failureShare(
      sumRate(selector(counter, `${routes}, ${serverError}`), window),
      sumRate(selector(counter, routes), window),
    );
  const p99 = (routes: string): string => quantile(0.99, "cortex_request_duration_seconds", routes, window, ["route"]);
  const queried: Input = { expr: selector(counter, readRoutes) };
  return [
    {
      name: "CortexWriteErrors",
      severity: "critical",
      measure: failed(writeRoutes),
      op: ">",
      threshold: 0.01,
      reason: `1 % ${mixin}; five minutes, since Prometheus retries and falls behind meanwhile`,
      forSeconds: 300,
      summary: "{{ $value | humanizePercentage }} of writes fail",
      description: "Cortex answers pushes with 5xx; senders retry, and lose samples when their own log runs over.",
      runbook: "Check CortexWriteQuorumLost and CortexRingMemberUnhealthy first, then the distributors' logs.",
      inputs: [{ expr: selector(counter, writeRoutes) }],
    },
    {
      name: "CortexReadErrors",
      severity: "critical",
      measure: failed(readRoutes),
      op: ">",
      threshold: 0.01,
      reason: `1 % for 15 minutes, ${mixin}`,
      forSeconds: 900,
      summary: "{{ $value | humanizePercentage }} of queries fail",
      description: "Dashboards have holes; rules evaluated by Cortex may not be.",
      runbook: `Check ${storeAlerts} and the ring, then the query-frontends' logs.`,
      inputs: [queried],
    },
    {
      name: "CortexWriteLatency",
      severity: "warning",
      measure: p99(writeRoutes),
      op: ">",
      threshold: 2.5,
      reason: `2.5 s for 15 minutes, ${mixin}`,
      forSeconds: 900,
      summary: "1 % of writes take longer than {{ $value | humanizeDuration }}",
      description: "Senders need more shards for the same rate and may fall behind.",
      runbook: "Look at CPU of the Cortex nodes, at the slowest ingester and at Consul's commit time.",
      inputs: [{ expr: selector(buckets, writeRoutes) }],
    },
    {
      name: "CortexReadLatency",
      severity: "warning",
      measure: p99(readRoutes),
      op: ">",
      threshold: 2.5,
      reason: `2.5 s for 15 minutes, ${mixin}`,
      forSeconds: 900,
      summary: "1 % of queries take longer than {{ $value | humanizeDuration }}",
      description: "Dashboards are slow and rules may be evaluated late.",
      runbook: `Look at ${store}'s latency and at chunks per query; look for a query over too many series.`,
      inputs: [{ expr: selector(buckets, readRoutes) }],
    },
    {
      name: "CortexSamplesDiscarded",
      severity: "warning",
      measure:
        `${sumRate(`cortex_discarded_samples_total{${lost}}`, window, ["user", "reason"])} / on (user) group_left () ` +
        sumRate("cortex_distributor_samples_in_total", window, ["user"]),
      op: ">",
      threshold: 0.01,
      reason: "one bad series is its sender's affair; 1 % of a tenant's samples is a limit or a clock",
      forSeconds: 300,
      summary: "{{ $value | humanizePercentage }} of {{ $labels.user }}'s samples are discarded: {{ $labels.reason }}",
      description: "Cortex answers these with 4xx; senders do not retry, the samples are lost.",
      runbook:
        "`rate_limited`: raise `limits.ingestionRate`. `per_user_series_limit`: raise `limits.maxSeriesPerUser`. " +
        "`max_label_names_per_series`: drop labels. Out of order or duplicate: two senders without HA labels.",
      inputs: [
        { expr: "cortex_distributor_samples_in_total" },
        {
          expr: `cortex_discarded_samples_total{${lost}}`,
          faultOnly: "Cortex creates the counter of a reason with the first sample that it discards for it",
        },
      ],
    },
    {
      name: "CortexRulerFailing",
      severity: "warning",
      measure: `sum by (user, rule_group) (increase(cortex_prometheus_rule_evaluation_failures_total[${window}]))`,
      op: ">",
      threshold: 0,
      reason: "a recording rule that fails leaves a hole; 15 minutes leave out a restart",
      forSeconds: 900,
      summary: "{{ $labels.user }}'s rules in {{ $labels.rule_group }} fail",
      description: "Recorded series have holes: dashboards that read them show less than there is.",
      runbook: "Read the Cortex nodes' logs for `ruler`; check CortexReadErrors and CortexWriteErrors.",
      inputs: [{ expr: "cortex_prometheus_rule_evaluation_failures_total" }],
    },
  ];
}
