import type { MonitoringOptions } from "../options.ts";
import { rateWindow } from "../promql.ts";
import type { Alert } from "../rule.ts";

/** NGINX, the one way in. */
export function gatewayAlerts(options: MonitoringOptions): Alert[] {
  const window = rateWindow(options.scrapeIntervalSeconds, 300);
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
      runbook: "Read the NGINX container's log; `nginx -t` in it checks the configuration.",
      inputs: [{ expr: "nginx_up" }],
    },
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
      runbook: "Raise `worker_connections` or the container's file limit; look for a client that never closes.",
      inputs: [{ expr: "nginx_connections_accepted" }, { expr: "nginx_connections_handled" }],
    },
  ];
}
