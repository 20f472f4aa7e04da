import { alertingRules } from "../rules/alerting.ts";
import type { MonitoringOptions } from "../rules/options.ts";
import { rateWindow } from "../rules/promql.ts";
import { recordingRules } from "../rules/recording.ts";
import { condition, type Alert } from "../rules/rule.ts";
import { dashboardSpecs } from "./index.ts";

/** A query of a dashboard or a rule, ready to be asked. */
export interface PlacedQuery {
  expr: string;
  /** Where it stands: `dashboard cortex-writes / Push latency`, `alert CortexNodeDown`. */
  where: string;
  /** No data is right on a healthy platform; `reason` says why. */
  faultOnly: boolean;
  reason?: string;
  /** Who answers it: Cortex (through the gateway) or each Prometheus itself. */
  source: "cortex" | "prometheus";
}

/** Every query that the platform asks, so that a test can ask each of them and miss data where it is due. */
export function allQueries(options: MonitoringOptions): PlacedQuery[] {
  return [...dashboardQueries(options), ...recordingQueries(options), ...alertQueries(options)];
}

/** An expression with Grafana's variables replaced, as Grafana does it for a range of an hour or less. */
export function interpolate(expr: string, options: Pick<MonitoringOptions, "scrapeIntervalSeconds">): string {
  // Grafana: the greater of four scrapes and (step + one scrape); a minute holds both for any step of up to 45 s.
  return expr.replaceAll("$__rate_interval", rateWindow(options.scrapeIntervalSeconds, 60));
}

function dashboardQueries(options: MonitoringOptions): PlacedQuery[] {
  return dashboardSpecs(options).flatMap((dashboard) =>
    dashboard.rows.flatMap((row) =>
      row.panels.flatMap((panel) =>
        panel.queries.map((query) =>
          place(
            interpolate(query.expr, options),
            `dashboard ${dashboard.uid} / ${panel.title}`,
            "cortex",
            query.faultOnly,
          ),
        ),
      ),
    ),
  );
}

function recordingQueries(options: MonitoringOptions): PlacedQuery[] {
  return recordingRules(options).flatMap((group) =>
    group.rules.flatMap((rule) => [
      place(rule.expr, `recording rule ${rule.record}`, "cortex", rule.faultOnly),
      place(rule.record, `recorded series ${rule.record}`, "cortex", rule.faultOnly),
    ]),
  );
}

function alertQueries(options: MonitoringOptions): PlacedQuery[] {
  return alertingRules(options).flatMap((group) =>
    group.rules.flatMap((alert) => [
      place(condition(alert), `alert ${alert.name}`, "prometheus", silence(alert)),
      ...alert.inputs.map((input) => place(input.expr, `input of alert ${alert.name}`, "prometheus", input.faultOnly)),
    ]),
  );
}

/** The watchdog is the one alert that must fire. */
function silence(alert: Alert): string | undefined {
  return alert.severity === "none" ? undefined : "an alert has data while it fires";
}

function place(expr: string, where: string, source: PlacedQuery["source"], reason: string | undefined): PlacedQuery {
  return { expr, where, source, ...(reason === undefined ? { faultOnly: false } : { faultOnly: true, reason }) };
}
