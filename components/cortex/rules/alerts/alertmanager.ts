import type { MonitoringOptions } from "../options.ts";
import { rateWindow, sumRate } from "../promql.ts";
import type { Alert } from "../rule.ts";

const loaded = "cortex_alertmanager_config_last_reload_successful";
const synced = "cortex_alertmanager_sync_configs_failed_total";
const persisted = "cortex_alertmanager_state_persist_failed_total";
const sent = "cortex_alertmanager_notifications_total";
const failed = "cortex_alertmanager_notifications_failed_total";
const dropped = "cortex_prometheus_notifications_dropped_total";
const configured = "a tenant has it when it has an Alertmanager configuration";

/** Cortex's Alertmanager, and what its rulers send there. */
export function alertmanagerAlerts(options: MonitoringOptions): Alert[] {
  const window = rateWindow(options.scrapeIntervalSeconds, 300);
  const notifications = (series: string): string => sumRate(series, window, ["user", "integration"]);
  return [
    {
      name: "AlertmanagerConfigFailing",
      severity: "critical",
      measure: `min by (user) (${loaded})`,
      op: "<",
      threshold: 1,
      reason: "any: Alertmanager goes on with the configuration that it had",
      forSeconds: 300,
      summary: "{{ $labels.user }}'s Alertmanager configuration is not in force",
      description: "Alerts go where they went before, or nowhere.",
      runbook: "The Cortex nodes' logs say why; GET /api/v1/alerts shows what is stored.",
      inputs: [{ expr: loaded, faultOnly: configured }],
    },
    {
      name: "AlertmanagerNotSyncing",
      severity: "warning",
      measure: [synced, persisted].map((counter) => `sum by (instance) (increase(${counter}[${window}]))`).join(" + "),
      op: ">",
      threshold: 0,
      reason: "any for half an hour: it looks for configurations every 15 seconds",
      forSeconds: 1800,
      summary: "Alertmanager on {{ $labels.instance }} cannot read configurations or write its state",
      description: "Changes are not taken; silences may be lost with the node.",
      runbook: "Check BucketErrors (alertmanager-storage) and the node's log.",
      inputs: [{ expr: synced }, { expr: persisted }],
    },
    {
      name: "AlertmanagerNotificationsFailing",
      severity: "critical",
      measure: `${notifications(failed)} / ${notifications(sent)}`,
      op: ">",
      threshold: 0.01,
      reason: "the 1 % of the request alerts, after Alertmanager's own retries",
      forSeconds: 300,
      summary:
        "{{ $value | humanizePercentage }} of {{ $labels.user }}'s notifications by {{ $labels.integration }} fail",
      description: "People are not told of alerts that fire.",
      runbook: "The logs name the receiver's answer: address, key, limit.",
      inputs: [
        { expr: failed, faultOnly: configured },
        { expr: sent, faultOnly: configured },
      ],
    },
    {
      name: "CortexRulerDropsAlerts",
      severity: "critical",
      measure: `sum by (user) (increase(${dropped}[${window}]))`,
      op: ">",
      threshold: 0,
      reason: "any for five minutes: a ruler tries once",
      forSeconds: 300,
      summary: "Alerts of {{ $labels.user }}'s rules do not reach Alertmanager",
      description: "Alerts that Cortex' rulers raise are lost.",
      runbook: "Check `ruler.alertmanager_url` and the alertmanager ring (CortexTooFewMembers).",
      inputs: [{ expr: dropped }],
    },
  ];
}
