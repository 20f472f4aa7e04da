import {
  BoolYesNo,
  BytesIEC,
  BytesPerSecondIEC,
  CountsPerSecond,
  RequestsPerSecond,
  Short,
} from "@grafana/grafana-foundation-sdk/units";
import { containerWindow } from "../rules/containers.ts";
import type { MonitoringOptions } from "../rules/options.ts";
import { sumRate } from "../rules/promql.ts";
import { recorded } from "../rules/recording.ts";
import { readRoutes, writeRoutes } from "../rules/routes.ts";
import { graph, query, stat, tooHigh, tooLow } from "./panels.ts";
import type { DashboardSpec, PanelSpec } from "./spec.ts";

const window = "$__rate_interval";

/** NGINX. Its free edition counts no answers by status: those are Cortex's own. */
export function gateway(options: MonitoringOptions): DashboardSpec {
  return {
    uid: "cortex-gateway",
    title: "Cortex / Gateway",
    description: "The one way in: connections and requests of NGINX, and what Cortex answered to them.",
    rows: [
      {
        title: "NGINX",
        panels: [
          stat("Up", "NGINX answers its exporter.", BoolYesNo, query("max(nginx_up)", "up"), {
            width: 6,
            thresholds: tooLow(1),
          }),
          stat(
            "Requests",
            "Requests a second.",
            RequestsPerSecond,
            query(`sum(rate(nginx_http_requests_total[${window}]))`, "requests"),
            { width: 6 },
          ),
          stat(
            "Open connections",
            "Connections that are open now.",
            Short,
            query("sum(nginx_connections_active)", "open"),
            {
              width: 6,
            },
          ),
          stat(
            "Dropped connections",
            "Connections in the last hour that were accepted and not handled: a resource limit of NGINX.",
            Short,
            query(
              "sum(increase(nginx_connections_accepted[1h])) - sum(increase(nginx_connections_handled[1h]))",
              "dropped",
            ),
            { width: 6, thresholds: tooHigh(1) },
          ),
          graph(
            "Requests",
            "Requests a second that NGINX took in; health checks of the container are among them.",
            RequestsPerSecond,
            query(sumRate("nginx_http_requests_total", window, ["instance"]), "{{instance}}"),
          ),
          graph(
            "Connections",
            "Reading: a request comes in. Writing: it is with Cortex or the answer goes out. Waiting: kept open, idle.",
            Short,
            [
              query("sum(nginx_connections_reading)", "reading"),
              query("sum(nginx_connections_writing)", "writing"),
              query("sum(nginx_connections_waiting)", "waiting"),
            ],
            { stacked: true },
          ),
          graph(
            "New connections",
            "Connections a second that were accepted and handled: the two lines are one unless NGINX drops some.",
            CountsPerSecond,
            [
              query(sumRate("nginx_connections_accepted", window), "accepted"),
              query(sumRate("nginx_connections_handled", window), "handled"),
            ],
          ),
          graph(
            "Requests a connection",
            "Since NGINX started: how well clients keep their connections. Near 1 each request pays for a new one.",
            Short,
            query("sum(nginx_http_requests_total) / sum(nginx_connections_accepted)", "requests"),
          ),
        ],
      },
      {
        title: "Behind it",
        panels: [
          graph(
            "Pushes by answer",
            "What Cortex answered to pushes.",
            RequestsPerSecond,
            query(`sum by (status_code) (${recorded.requests}{${writeRoutes}})`, "{{status_code}}"),
            { stacked: true },
          ),
          graph(
            "Queries by answer",
            "What Cortex answered to queries.",
            RequestsPerSecond,
            query(`sum by (status_code) (${recorded.requests}{${readRoutes}})`, "{{status_code}}"),
            { stacked: true },
          ),
          graph(
            "Pushes by node",
            "Pushes a second to each Cortex node: about equal when the gateway balances.",
            RequestsPerSecond,
            query(
              sumRate(`cortex_request_duration_seconds_count{${writeRoutes}}`, window, ["instance"]),
              "{{instance}}",
            ),
          ),
          ...(options.platform === "docker" ? containerPanels(options) : []),
        ],
      },
    ],
  };
}

function containerPanels(options: MonitoringOptions): PanelSpec[] {
  // The exporter beside it (`nginx-exporter`) is not the gateway.
  const container = `name=~"${options.prefix}-nginx(-[0-9]+)?"`;
  return [
    graph(
      "Memory",
      "Memory in use by NGINX.",
      BytesIEC,
      query(`${recorded.containerMemory}{${container}}`, "{{name}}"),
    ),
    graph("Network", "Bytes a second in and out of NGINX.", BytesPerSecondIEC, [
      query(
        sumRate(`container_network_receive_bytes_total{${container}}`, containerWindow(options), ["name"]),
        "{{name}} in",
      ),
      query(
        sumRate(`container_network_transmit_bytes_total{${container}}`, containerWindow(options), ["name"]),
        "{{name}} out",
      ),
    ]),
  ];
}
