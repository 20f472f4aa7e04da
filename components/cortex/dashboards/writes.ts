import { CountsPerSecond, PercentUnit, RequestsPerSecond, Seconds, Short } from "@grafana/grafana-foundation-sdk/units";
import { mean, quantile, sumRate } from "../rules/promql.ts";
import { recorded } from "../rules/recording.ts";
import { lost, writeRoutes } from "../rules/routes.ts";
import { graph, query, stat, tooHigh } from "./panels.ts";
import type { DashboardSpec } from "./spec.ts";

const window = "$__rate_interval";
const own = `{job="prometheus"}`;
const discards = "Cortex creates the counter of a reason with the first sample that it discards for it";

/** The way of a sample from Prometheus into the ingesters' memory. */
export function writes(): DashboardSpec {
  return {
    uid: "cortex-writes",
    title: "Cortex / Writes",
    description: "Samples from Prometheus through the distributors into the ingesters.",
    rows: [
      {
        title: "Pushes",
        panels: [
          graph(
            "Pushes by answer",
            "200: stored. 202: the other Prometheus of the pair is elected, dropped as meant. 4xx: refused for good. 5xx: will be sent again.",
            RequestsPerSecond,
            query(`sum by (status_code) (${recorded.requests}{${writeRoutes}})`, "{{status_code}}"),
            { stacked: true },
          ),
          graph(
            "Pushes failing",
            "Share of pushes answered with 5xx. Prometheus sends these again and falls behind meanwhile.",
            PercentUnit,
            query(`${recorded.writeErrors}{job="cortex"}`, "5xx"),
            { thresholds: tooHigh(0.01) },
          ),
          graph(
            "Push latency",
            "Half and 99 % of pushes are answered within this time.",
            Seconds,
            [
              query(`max(${recorded.latencyP50}{${writeRoutes}})`, "p50"),
              query(`max(${recorded.latencyP99}{${writeRoutes}})`, "p99"),
            ],
            { thresholds: tooHigh(2.5) },
          ),
          graph(
            "Ingester latency as the distributors see it",
            "99 % of the pushes from a distributor to an ingester are answered within this time.",
            Seconds,
            query(
              quantile(
                0.99,
                "cortex_ingester_client_request_duration_seconds",
                `operation="/cortex.Ingester/Push"`,
                window,
                ["instance"],
              ),
              "from {{instance}}",
            ),
            { thresholds: tooHigh(1) },
          ),
        ],
      },
      {
        title: "Samples",
        panels: [
          graph(
            "Stored by tenant",
            "Samples a second that were accepted and sent to the ingesters.",
            CountsPerSecond,
            query(recorded.samplesReceived, "{{user}}"),
            { stacked: true },
          ),
          graph(
            "Dropped as the pair's second copy",
            "Samples a second from the Prometheus that is not elected: about as many as are stored.",
            CountsPerSecond,
            query(recorded.samplesDeduped, "{{user}}"),
            { stacked: true },
          ),
          graph(
            "Discarded by reason",
            "Samples a second that are lost, with the limit or rule that they broke; repeated samples are not counted. Empty is good.",
            CountsPerSecond,
            query(`${recorded.samplesDiscarded}{${lost}}`, "{{user}}: {{reason}}", discards),
            { thresholds: tooHigh(1), noValue: "none" },
          ),
          graph(
            "Taken in by ingester",
            "Samples a second by ingester: about equal, together the stored samples times the replication factor.",
            CountsPerSecond,
            query(`rate(cortex_ingester_ingested_samples_total[${window}])`, "{{instance}}"),
          ),
          graph(
            "Series by ingester",
            "Series that each ingester holds in memory.",
            Short,
            query("cortex_ingester_memory_series", "{{instance}}"),
          ),
          graph(
            "Active series by tenant",
            "Series that had a sample lately, each counted once.",
            Short,
            query(
              "sum by (user) (cortex_ingester_active_series) / on () group_left () max(cortex_distributor_replication_factor)",
              "{{user}}",
            ),
          ),
          graph(
            "New series",
            "Series created a second: churn, which costs index entries and memory.",
            CountsPerSecond,
            query(sumRate("cortex_ingester_memory_series_created_total", window, ["user"]), "{{user}}"),
          ),
          graph(
            "Labels a series",
            "The mean number of labels of the samples that arrive.",
            Short,
            query(mean("cortex_labels_per_sample", "", window), "labels"),
          ),
        ],
      },
      {
        title: "The pair of Prometheus",
        panels: [
          stat(
            "Last heartbeat of the elected replica",
            "Age of the election's last renewal: beyond 30 s the other replica takes over.",
            Seconds,
            query(
              "time() - max by (user, ha_cluster) (cortex_ha_tracker_elected_replica_timestamp_seconds)",
              "{{user}} {{ha_cluster}}",
            ),
            { width: 8, thresholds: tooHigh(30, 120) },
          ),
          stat(
            "Elections in the last hour",
            "How often the elected replica changed: failovers.",
            Short,
            query(
              "max by (user, ha_cluster) (changes(cortex_ha_tracker_elected_replica_changes_total[1h]))",
              "{{user}} {{ha_cluster}}",
            ),
            { width: 8, thresholds: tooHigh(1, 3) },
          ),
          stat(
            "Remote write behind",
            "Age of the newest sample that was sent, against the newest that was scraped.",
            Seconds,
            query(
              `prometheus_remote_storage_highest_timestamp_in_seconds${own} - ignoring (remote_name, url) group_right () ` +
                `prometheus_remote_storage_queue_highest_sent_timestamp_seconds${own}`,
              "{{instance}}",
            ),
            { width: 8, thresholds: tooHigh(30, 120) },
          ),
          graph(
            "Samples sent",
            "Samples a second that the Prometheus whose samples Cortex keeps sends.",
            CountsPerSecond,
            query(`rate(prometheus_remote_storage_samples_total${own}[${window}])`, "{{instance}}"),
          ),
          graph(
            "Samples waiting, failed, sent again",
            "Waiting in the queue; lost a second because Cortex refused them; sent again a second.",
            Short,
            [
              query(`sum by (instance) (prometheus_remote_storage_samples_pending${own})`, "{{instance}} waiting"),
              query(
                sumRate(`prometheus_remote_storage_samples_failed_total${own}`, window, ["instance"]),
                "{{instance}} lost/s",
              ),
              query(
                sumRate(`prometheus_remote_storage_samples_retried_total${own}`, window, ["instance"]),
                "{{instance}} again/s",
              ),
            ],
          ),
        ],
      },
    ],
  };
}
