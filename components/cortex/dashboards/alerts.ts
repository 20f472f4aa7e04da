import { CountsPerSecond, Short } from "@grafana/grafana-foundation-sdk/units";
import { sumRate } from "../rules/promql.ts";
import { graph, query, tooHigh } from "./panels.ts";
import type { RowSpec } from "./spec.ts";

const window = "$__rate_interval";
const configured = "a tenant has it when it has an Alertmanager configuration";
const alerting = "appears with the first alert of a rule that Cortex evaluates";

/** From the rulers to Cortex's Alertmanager, and from there to people. */
export const alertsRow: RowSpec = {
  title: "Alerts that Cortex sends",
  panels: [
    graph("From rulers to Alertmanager", "Alerts a second that were sent, and those that were lost.", CountsPerSecond, [
      query(sumRate("cortex_prometheus_notifications_sent_total", window, ["user"]), "{{user}} sent", alerting),
      query(sumRate("cortex_prometheus_notifications_dropped_total", window, ["user"]), "{{user}} lost"),
    ]),
    graph(
      "Notifications",
      "Notifications a second by tenant and receiver, and those that failed.",
      CountsPerSecond,
      [
        query(
          sumRate("cortex_alertmanager_notifications_total", window, ["user", "integration"]),
          "{{user}} {{integration}}",
          configured,
        ),
        query(
          sumRate("cortex_alertmanager_notifications_failed_total", window, ["user", "integration"]),
          "{{user}} {{integration}} failed",
          configured,
        ),
      ],
      { noValue: "no configuration" },
    ),
    graph("Alertmanager's tenants", "Tenants with a configuration, and alerts that are held for them.", Short, [
      query("max(cortex_alertmanager_tenants_discovered)", "tenants"),
      query("sum by (user) (cortex_alertmanager_alerts)", "{{user}} alerts", configured),
    ]),
    graph(
      "Alertmanager's faults",
      "A second: configurations not read, states not written, configurations not in force.",
      CountsPerSecond,
      [
        query(sumRate("cortex_alertmanager_sync_configs_failed_total", window), "not read"),
        query(sumRate("cortex_alertmanager_state_persist_failed_total", window), "not written"),
        query(
          "sum by (user) (1 - cortex_alertmanager_config_last_reload_successful)",
          "{{user}} not in force",
          configured,
        ),
      ],
      { thresholds: tooHigh(0.001) },
    ),
  ],
};
