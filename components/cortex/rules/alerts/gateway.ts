import type { MonitoringOptions } from "../options.ts";
import { rateWindow } from "../promql.ts";
import type { Alert } from "../rule.ts";

/** NGINX, the one way in. */
export function gatewayAlerts(options: MonitoringOptions): Alert[] {
  const window = rateWindow(options.scrapeIntervalSeconds, 300);
  const oneDown: Alert = {
    name: "GatewayNodeDown",
    severity: "warning",
    measure: "nginx_up",
    op: "<",
    threshold: 1,
    reason: "the load balancer leaves out a node within half a minute; five minutes outlast any restart",
    forSeconds: 300,
    summary: "NGINX on {{ $labels.instance }} does not answer",
    description: "The load balancer sends everything to the other nodes.",
    runbook: "Read NGINX's log on the node; `nginx -t` checks the configuration.",
    inputs: [{ expr: "nginx_up" }],
  };
  return [
    {
      name: "GatewayDown",
      severity: "critical",
      measure: "max(nginx_up) or vector(0)",
      op: "<",
      threshold: 1,
      reason: "the exporter asks NGINX at each scrape; a minute leaves out a restart",
      forSeconds: 60,
      summary: "The gateway does not answer",
      description: "Nothing is written or queried from outside; Prometheus keeps about two hours of samples.",
      runbook: "Read NGINX's log; `nginx -t` checks the configuration.",
      inputs: [{ expr: "nginx_up" }],
    },
    // On AWS each node has its own.
    ...(options.platform === "aws" ? [oneDown] : []),
    {
      name: "GatewayDropsConnections",
      severity: "warning",
      measure: `sum(rate(nginx_connections_accepted[${window}])) - sum(rate(nginx_connections_handled[${window}]))`,
      op: ">",
      threshold: 0,
      reason: "NGINX handles every connection that it accepts unless a resource limit is reached (stub_status)",
      forSeconds: 300,
      summary: "The gateway drops {{ $value }} connections a second",
      description: "Senders and dashboards see refused connections.",
      runbook: "Raise `worker_connections` or NGINX's file limit; look for a client that never closes.",
      inputs: [{ expr: "nginx_connections_accepted" }, { expr: "nginx_connections_handled" }],
    },
  ];
}
