import type { MonitoringOptions } from "../options.ts";
import { rateWindow, sumRate } from "../promql.ts";
import type { Alert } from "../rule.ts";

const own = `{job="prometheus"}`;
const newest = `prometheus_remote_storage_highest_timestamp_in_seconds${own}`;
const sent = `prometheus_remote_storage_queue_highest_sent_timestamp_seconds${own}`;
const failed = `prometheus_remote_storage_samples_failed_total${own}`;
const written = `prometheus_remote_storage_samples_total${own}`;
const mixin = "as in the mixin of Prometheus's maintainers (prometheus/documentation/prometheus-mixin)";

/** The two Prometheus: what they lose, nobody has. */
export function collectionAlerts(options: MonitoringOptions): Alert[] {
  const window = rateWindow(options.scrapeIntervalSeconds, 300);
  return [
    {
      name: "PrometheusRemoteWriteBehind",
      severity: "critical",
      measure:
        `max_over_time(${newest}[${window}]) - ignoring (remote_name, url) group_right () ` +
        `max_over_time(${sent}[${window}])`,
      op: ">",
      threshold: 120,
      reason: `120 s for 15 minutes, ${mixin}`,
      forSeconds: 900,
      summary: "{{ $labels.instance }} is {{ $value | humanizeDuration }} behind with remote write",
      description: "Dashboards lag; past about two hours Prometheus drops what it could not send.",
      runbook: "Check GatewayDown and CortexWriteErrors; then `prometheus_remote_storage_shards` against its maximum.",
      inputs: [{ expr: newest }, { expr: sent }],
    },
    {
      name: "PrometheusRemoteWriteFailing",
      severity: "critical",
      measure: `rate(${failed}[${window}]) / (rate(${failed}[${window}]) + rate(${written}[${window}]))`,
      op: ">",
      threshold: 0.01,
      reason: `1 % for 15 minutes, ${mixin}`,
      forSeconds: 900,
      summary: "{{ $labels.instance }} loses {{ $value | humanizePercentage }} of what it sends",
      description: "Cortex refuses these samples for good (4xx): they are not sent again.",
      runbook: "Read Prometheus's log for the refusal; check the login, then CortexSamplesDiscarded for the limit.",
      inputs: [{ expr: failed }, { expr: written }],
    },
    {
      name: "PrometheusRuleFailures",
      severity: "critical",
      measure: `sum by (instance, rule_group) (increase(prometheus_rule_evaluation_failures_total${own}[${window}]))`,
      op: ">",
      threshold: 0,
      reason: `any for 15 minutes, ${mixin}`,
      forSeconds: 900,
      summary: "Rules of {{ $labels.rule_group }} fail on {{ $labels.instance }}",
      description: "The alerts of this group may not fire.",
      runbook: "Open /rules on this Prometheus: the failing rule shows its error.",
      inputs: [{ expr: `prometheus_rule_evaluation_failures_total${own}` }],
    },
    {
      name: "PrometheusConfigNotLoaded",
      severity: "critical",
      measure: `prometheus_config_last_reload_successful${own}`,
      op: "<",
      threshold: 1,
      reason: "any: Prometheus goes on with the configuration that it had",
      forSeconds: 300,
      summary: "{{ $labels.instance }} runs with an old configuration",
      description: "The last change of targets, rules or logins is not in force.",
      runbook: "`promtool check config` names the line.",
      inputs: [{ expr: `prometheus_config_last_reload_successful${own}` }],
    },
    {
      name: "PrometheusScrapesNothing",
      severity: "critical",
      measure: sumRate(`prometheus_tsdb_head_samples_appended_total${own}`, window, ["instance"]),
      op: "<",
      threshold: 1,
      reason: "a running platform has thousands of series; less than one sample a second is none",
      forSeconds: 300,
      summary: "{{ $labels.instance }} takes in no samples",
      description: "This replica sees nothing; if it is the elected one, the other takes over after 30 s.",
      runbook: "Check its disk and /targets.",
      inputs: [{ expr: `prometheus_tsdb_head_samples_appended_total${own}` }],
    },
  ];
}
