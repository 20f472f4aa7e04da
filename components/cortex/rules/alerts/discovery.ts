import type { MonitoringOptions } from "../options.ts";
import { failureShare, rateWindow, sumRate } from "../promql.ts";
import type { Alert } from "../rule.ts";

const leader = "consul_server_isLeader";
const tolerance = "consul_autopilot_failure_tolerance";
const kv = "cortex_kv_request_duration_seconds_count";

/** Consul, which holds the ring and the HA tracker's elections. Needs `telemetry.disable_hostname` on its servers. */
export function discoveryAlerts(options: MonitoringOptions): Alert[] {
  const window = rateWindow(options.scrapeIntervalSeconds, 300);
  const mayLose = Math.floor((options.consulServers - 1) / 2);
  const fewServers: Alert = {
    name: "ConsulCannotLoseAServer",
    severity: "warning",
    measure: `max(${tolerance} and on (instance) ${leader} == 1)`,
    op: "<",
    threshold: mayLose,
    reason: `${options.consulServers} servers survive the loss of ${mayLose}: a majority must be left`,
    forSeconds: 300,
    summary: "Consul survives the loss of {{ $value }} servers only",
    description: "A server is missing or behind. Without a majority there is no leader, and the ring stands still.",
    runbook: "`consul operator raft list-peers` on a server; start or put back the missing server.",
    inputs: [{ expr: tolerance }, { expr: leader }],
  };
  return [
    {
      name: "ConsulNoLeader",
      severity: "critical",
      measure: `sum(${leader}) or vector(0)`,
      op: "<",
      threshold: 1,
      reason:
        "one leader at any time; an election takes seconds, and a server reports its role every nine (MetricsReportingInterval)",
      forSeconds: 60,
      summary: "Consul has no leader",
      description:
        "No heartbeat reaches the ring: after a minute every ingester counts as dead and writes are refused. A Cortex " +
        "node that restarts now does not come up.",
      runbook: "Start the Consul servers that are down: a majority must run. Then check their logs for the election.",
      inputs: [{ expr: leader }],
    },
    ...(mayLose > 0 ? [fewServers] : []),
    {
      name: "ConsulElections",
      severity: "warning",
      measure: "sum(changes(consul_raft_state_candidate[15m]))",
      op: ">",
      threshold: 3,
      reason:
        "a server that is replaced costs one election, two with a split vote; more in 15 minutes is a sick link or disk",
      forSeconds: 0,
      summary: "Consul held {{ $value }} elections in 15 minutes",
      description: "During each the ring cannot be changed and heartbeats wait.",
      runbook: "Check CPU and disk of the Consul servers, and the network between them.",
      inputs: [{ expr: "consul_raft_state_candidate" }],
    },
    {
      name: "CortexKVErrors",
      severity: "critical",
      measure: failureShare(
        sumRate(`${kv}{status_code!="200"}`, window, ["kv_name"]),
        sumRate(kv, window, ["kv_name"]),
      ),
      op: ">",
      threshold: 0.05,
      reason: "a heartbeat every 5 s against a timeout of 60 s: 5 % lost is harmless, more is not chance",
      forSeconds: 300,
      summary: "{{ $value | humanizePercentage }} of {{ $labels.kv_name }}'s requests to Consul fail",
      description: "Heartbeats and elections are lost; ring members become unhealthy one after the other.",
      runbook: "Check ConsulNoLeader, and that the nodes reach the address that Cortex is given for Consul.",
      inputs: [{ expr: kv }],
    },
  ];
}
