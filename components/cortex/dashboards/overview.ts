import {
  BytesIEC,
  CountsPerSecond,
  PercentUnit,
  RequestsPerSecond,
  Seconds,
  Short,
} from "@grafana/grafana-foundation-sdk/units";
import { recorded } from "../rules/recording.ts";
import { cortexJobs, type MonitoringOptions } from "../rules/options.ts";
import { activeIngesters } from "../rules/ring-members.ts";
import { readRoutes, writeRoutes } from "../rules/routes.ts";
import { graph, query, stat, table, tooHigh, tooLow } from "./panels.ts";
import type { DashboardSpec } from "./spec.ts";

/** The first page: is it up, is it taking samples, does it answer, and what is wrong right now. */
export function overview(options: MonitoringOptions): DashboardSpec {
  const quorum = Math.floor(options.replicationFactor / 2) + 1;
  return {
    uid: "cortex-overview",
    title: "Cortex / Overview",
    description: "The whole platform on one page: what runs, what comes in, what is asked, what is wrong.",
    rows: [
      {
        title: "Health",
        panels: [
          stat(
            "Cortex nodes up",
            `Nodes that answer a scrape; ${options.nodes} are configured.`,
            Short,
            query(`sum(up{job="cortex"})`, "up"),
            { thresholds: tooLow(quorum, options.nodes) },
          ),
          stat(
            "Live ingesters",
            `Members of the ring that are ACTIVE; below ${quorum} writes are refused.`,
            Short,
            query(`min(${activeIngesters})`, "active"),
            { thresholds: tooLow(quorum, options.nodes) },
          ),
          stat(
            "Alerts firing",
            "Alerts that fire on the Prometheus whose samples Cortex keeps, the watchdog not counted.",
            Short,
            query(`count(ALERTS{alertstate="firing", alertname!="Watchdog"}) or vector(0)`, "firing"),
            { thresholds: tooHigh(1) },
          ),
          stat(
            "Series in memory",
            "Distinct series that the ingesters hold: their sum divided by the replication factor.",
            Short,
            query("sum(cortex_ingester_memory_series) / max(cortex_distributor_replication_factor)", "series"),
          ),
          stat(
            "Writes failing",
            "Share of pushes that Cortex answers with 5xx.",
            PercentUnit,
            query(`max(${recorded.writeErrors}{job="cortex"})`, "5xx"),
            { thresholds: tooHigh(0.001, 0.01) },
          ),
          stat(
            "Queries failing",
            "Share of queries that Cortex answers with 5xx.",
            PercentUnit,
            query(`max(${recorded.readErrors}{job="cortex"})`, "5xx"),
            { thresholds: tooHigh(0.001, 0.01) },
          ),
        ],
      },
      {
        title: "Load",
        panels: [
          graph(
            "Samples stored",
            "Samples a second that the distributors accepted, after one of each pair of Prometheus was dropped.",
            CountsPerSecond,
            query(recorded.samplesReceived, "{{user}}"),
            { stacked: true },
          ),
          graph("Requests", "Pushes and queries a second, as the Cortex nodes count them.", RequestsPerSecond, [
            query(`sum(${recorded.requests}{${writeRoutes}})`, "writes"),
            query(`sum(${recorded.requests}{${readRoutes}})`, "queries"),
          ]),
          graph(
            "Write latency",
            "Half and 99 % of pushes are answered within this time.",
            Seconds,
            [
              query(`max(${recorded.latencyP50}{${writeRoutes}})`, "p50"),
              query(`max(${recorded.latencyP99}{${writeRoutes}})`, "p99"),
            ],
            { thresholds: tooHigh(2.5) },
          ),
          graph(
            "Query latency",
            "Half and 99 % of queries of the slowest route are answered within this time.",
            Seconds,
            [
              query(`max(${recorded.latencyP50}{${readRoutes}})`, "p50"),
              query(`max(${recorded.latencyP99}{${readRoutes}})`, "p99"),
            ],
            { thresholds: tooHigh(2.5) },
          ),
        ],
      },
      {
        title: "Parts",
        panels: [
          table(
            "Scrape targets",
            "Each process that Prometheus scrapes; 1 is up, 0 is down.",
            Short,
            query("sort_desc(sum by (job, instance) (up))", "{{job}} {{instance}}"),
            { thresholds: tooLow(1) },
          ),
          table(
            "Firing alerts",
            "What fires now; the watchdog always does, and is here to show that alerting works.",
            Short,
            query(`sum by (alertname, severity, instance) (ALERTS{alertstate="firing"})`, "{{alertname}}"),
          ),
          graph(
            "Memory of the Cortex processes",
            "Resident memory of each.",
            BytesIEC,
            query(`process_resident_memory_bytes{${cortexJobs(options)}}`, "{{instance}}"),
          ),
          graph(
            "CPU of the Cortex processes",
            "Cores in use by each.",
            Short,
            query(`rate(process_cpu_seconds_total{${cortexJobs(options)}}[$__rate_interval])`, "{{instance}}"),
          ),
        ],
      },
    ],
  };
}
