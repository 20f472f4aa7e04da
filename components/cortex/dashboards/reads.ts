import {
  CountsPerSecond,
  OpsPerSecond,
  PercentUnit,
  RequestsPerSecond,
  Seconds,
  Short,
} from "@grafana/grafana-foundation-sdk/units";
import { mean, quantile, sumRate } from "../rules/promql.ts";
import { recorded } from "../rules/recording.ts";
import type { MonitoringOptions } from "../rules/options.ts";
import { readRoutes } from "../rules/routes.ts";
import { words } from "../rules/words.ts";
import { alertsRow } from "./alerts.ts";
import { graph, query, tooHigh } from "./panels.ts";
import type { DashboardSpec, PanelSpec } from "./spec.ts";

const window = "$__rate_interval";
const firstBlock = "queriers count it once there is a block";

const chunksAQuery = (store: string): PanelSpec =>
  graph(
    "Chunks a query",
    `The mean number of chunks that a query reads from ${store}.`,
    Short,
    query(mean("cortex_chunk_store_chunks_per_query", "", window), "chunks"),
  );

const blocksAQuery = graph(
  "Store gateways a query",
  "The mean number of store gateways that a query asks, and how often it asks again for a block that they missed.",
  Short,
  [
    query(mean("cortex_querier_storegateway_instances_hit_per_query", "", window), "asked", firstBlock),
    query(mean("cortex_querier_storegateway_refetches_per_query", "", window), "asked again", firstBlock),
  ],
);

/** The way of a query: frontend, querier, ingesters and chunks. */
export function reads(options: MonitoringOptions): DashboardSpec {
  const { store } = words(options);
  const onBlocks = options.engine === "blocks";
  return {
    uid: "cortex-reads",
    title: "Cortex / Reads",
    description: `Queries through the query-frontends and queriers to ingesters and ${store}; Cortex's own rules.`,
    rows: [
      {
        title: "Queries",
        panels: [
          graph(
            "Queries by route",
            "Queries a second; dashboards ask query_range, rules and alerts ask query.",
            RequestsPerSecond,
            query(`sum by (route) (${recorded.requests}{${readRoutes}})`, "{{route}}"),
            { stacked: true },
          ),
          graph(
            "Queries failing",
            "Share of queries answered with 5xx.",
            PercentUnit,
            query(`${recorded.readErrors}{job="cortex"}`, "5xx"),
            { thresholds: tooHigh(0.01) },
          ),
          graph(
            "Query latency by route",
            "99 % of queries are answered within this time.",
            Seconds,
            query(`${recorded.latencyP99}{${readRoutes}}`, "{{route}}"),
            { thresholds: tooHigh(2.5) },
          ),
          graph(
            "Queries by answer",
            "2xx: answered. 4xx: wrong or over a limit. 5xx: the platform's fault.",
            RequestsPerSecond,
            query(`sum by (status_code) (${recorded.requests}{${readRoutes}})`, "{{status_code}}"),
            { stacked: true },
          ),
        ],
      },
      {
        title: "Query-frontend and querier",
        panels: [
          graph(
            "Queries by tenant",
            "Queries a second by tenant and kind, as the query-frontends take them in.",
            RequestsPerSecond,
            query(sumRate("cortex_query_frontend_queries_total", window, ["user", "op"]), "{{user}} {{op}}"),
          ),
          graph(
            "Waiting for a querier",
            "99 % of queries waited no longer than this in a query-frontend.",
            Seconds,
            query(quantile(0.99, "cortex_query_frontend_queue_duration_seconds", "", window), "p99"),
            { thresholds: tooHigh(1) },
          ),
          graph(
            "Queue length",
            "Queries that wait for a free querier; anything but short peaks means too few of them.",
            Short,
            query("sum by (instance) (cortex_query_frontend_queue_length)", "{{instance}}"),
            { thresholds: tooHigh(10) },
          ),
          graph(
            "Querier latency",
            "99 % of the parts into which the frontends split queries are answered within this time.",
            Seconds,
            query(quantile(0.99, "cortex_querier_request_duration_seconds", "", window, ["route"]), "{{route}}"),
            { thresholds: tooHigh(2.5) },
          ),
        ],
      },
      {
        title: "Where samples come from",
        panels: [
          graph(
            "Asking the ingesters",
            "99 % of the queriers' questions to the ingesters are answered within this time.",
            Seconds,
            query(quantile(0.99, "cortex_distributor_query_duration_seconds", "", window, ["method"]), "{{method}}"),
            { thresholds: tooHigh(1) },
          ),
          graph(
            "Queries by ingester",
            "Questions a second to each ingester.",
            OpsPerSecond,
            query(`rate(cortex_ingester_queries_total[${window}])`, "{{instance}}"),
          ),
          graph(
            "Series a question",
            "The mean number of series that an ingester returns.",
            Short,
            query(mean("cortex_ingester_queried_series", "", window, ["instance"]), "{{instance}}"),
          ),
          onBlocks ? blocksAQuery : chunksAQuery(store),
          graph("Caches", "Look-ups a second in the queriers' caches, and those that found nothing.", OpsPerSecond, [
            query(sumRate("querier_cache_gets_total", window, ["cache"]), "{{cache}} asked"),
            query(sumRate("querier_cache_misses_total", window, ["cache"]), "{{cache}} missed"),
          ]),
        ],
      },
      {
        title: "Rules that Cortex evaluates",
        panels: [
          graph(
            "Rules evaluated",
            "Rules a second by tenant.",
            CountsPerSecond,
            query(sumRate("cortex_prometheus_rule_evaluations_total", window, ["user"]), "{{user}}"),
          ),
          graph(
            "Rules failing and late",
            "Rules a second that failed, and evaluations that were skipped because the one before took too long.",
            CountsPerSecond,
            [
              query(sumRate("cortex_prometheus_rule_evaluation_failures_total", window, ["user"]), "{{user}} failed"),
              query(
                sumRate("cortex_prometheus_rule_group_iterations_missed_total", window, ["user"]),
                "{{user}} missed",
              ),
            ],
            { thresholds: tooHigh(0.01) },
          ),
          graph(
            "Time a rule group takes",
            "Against its interval: a group that takes longer is evaluated late.",
            Seconds,
            query("max by (rule_group) (cortex_prometheus_rule_group_last_duration_seconds)", "{{rule_group}}"),
            { thresholds: tooHigh(5, 15) },
          ),
        ],
      },
      ...(onBlocks ? [alertsRow] : []),
    ],
  };
}
