import {
  BytesIEC,
  Milliseconds,
  OpsPerSecond,
  PercentUnit,
  Seconds,
  Short,
} from "@grafana/grafana-foundation-sdk/units";
import type { MonitoringOptions } from "../rules/options.ts";
import { failureShare, sumRate } from "../rules/promql.ts";
import { activeIngesters, ringMembers } from "../rules/ring-members.ts";
import { recorded } from "../rules/recording.ts";
import { graph, query, stat, tooHigh, tooLow } from "./panels.ts";
import type { DashboardSpec } from "./spec.ts";

const window = "$__rate_interval";
const kv = "cortex_kv_request_duration_seconds_count";

/** The ring and Consul, which holds it. */
export function ring(options: MonitoringOptions): DashboardSpec {
  const mayLose = Math.floor((options.consulServers - 1) / 2);
  return {
    uid: "cortex-ring",
    title: "Cortex / Ring and Consul",
    description: "Who is in the ring, who owns what, and whether Consul can keep it.",
    rows: [
      {
        title: "Ring",
        panels: [
          stat(
            "Live ingesters",
            "ACTIVE members of the ingesters' ring, as the node that sees fewest of them counts.",
            Short,
            query(`min(${activeIngesters})`, "active"),
            { width: 6, thresholds: tooLow(Math.floor(options.replicationFactor / 2) + 1, options.nodes) },
          ),
          stat(
            "Dead members",
            "Members without a heartbeat for a minute. They must come back or be forgotten.",
            Short,
            query(`max by (name) (${ringMembers(`state="Unhealthy"`)})`, "{{name}}"),
            { width: 6, thresholds: tooHigh(1) },
          ),
          stat(
            "Consul leader",
            "Servers that lead: one, always.",
            Short,
            query("sum(consul_server_isLeader)", "leaders"),
            { width: 6, thresholds: tooLow(1) },
          ),
          stat(
            "Consul servers that may be lost",
            `What Consul survives; ${mayLose} with all ${options.consulServers} servers up.`,
            Short,
            query("max(consul_autopilot_failure_tolerance and on (instance) consul_server_isLeader == 1)", "servers"),
            { width: 6, thresholds: tooLow(mayLose) },
          ),
          graph(
            "Members by state",
            "Each ring's members; the largest number that any node sees.",
            Short,
            query(`max by (name, state) (${ringMembers("")})`, "{{name}} {{state}}"),
          ),
          graph(
            "Ownership",
            "Share of the ingesters' ring that each member owns: about equal.",
            PercentUnit,
            query(`max by (member) (cortex_ring_member_ownership_percent{name="ingester"})`, "{{member}}"),
            { stacked: true, max: 1 },
          ),
          graph(
            "Heartbeats",
            "Heartbeats a second that each ingester writes: one every five seconds.",
            OpsPerSecond,
            query(`rate(cortex_member_consul_heartbeats_total{name="ingester"}[${window}])`, "{{instance}}"),
          ),
          graph(
            "Tokens",
            "Tokens that each member has; they decide what it owns.",
            Short,
            query(`max by (member) (cortex_ring_tokens_owned{name="ingester"})`, "{{member}}"),
          ),
        ],
      },
      {
        title: "Cortex and Consul",
        panels: [
          graph(
            "Requests to Consul",
            "Requests a second by what they are for.",
            OpsPerSecond,
            query(sumRate(kv, window, ["kv_name", "operation"]), "{{kv_name}} {{operation}}"),
          ),
          graph(
            "Requests failing",
            "Share of requests that Consul refused or did not answer.",
            PercentUnit,
            query(
              failureShare(sumRate(`${kv}{status_code!="200"}`, window, ["kv_name"]), sumRate(kv, window, ["kv_name"])),
              "{{kv_name}}",
            ),
            { thresholds: tooHigh(0.05) },
          ),
          graph(
            "Latency of Consul as Cortex sees it",
            "99 % of requests are answered within this time.",
            Seconds,
            query(`${recorded.kvLatencyP99}{operation!="WATCHKEY"}`, "{{kv_name}} {{operation}}"),
            { thresholds: tooHigh(1) },
          ),
          graph(
            "Propagation of an election",
            "Changes of the elected Prometheus that reached each node.",
            Short,
            query("sum by (instance) (cortex_ha_tracker_elected_replica_changes_total)", "{{instance}}"),
          ),
        ],
      },
      {
        title: "Consul servers",
        panels: [
          graph(
            "Raft commits",
            "Changes a second that the leader wrote to its log.",
            OpsPerSecond,
            query(`rate(consul_raft_commitTime_count[${window}])`, "{{instance}}"),
          ),
          graph(
            "Commit time",
            "Mean time for a change to reach a majority of servers: disks and network between them.",
            Milliseconds,
            query(
              `rate(consul_raft_commitTime_sum[${window}]) / (rate(consul_raft_commitTime_count[${window}]) > 0)`,
              "{{instance}}",
            ),
            { thresholds: tooHigh(25, 100) },
          ),
          graph(
            "Memory",
            "What each server's Go runtime has of the system.",
            BytesIEC,
            query("consul_runtime_sys_bytes", "{{instance}}"),
          ),
          graph(
            "Remote calls",
            "Calls a second that each server takes from its peers and clients.",
            OpsPerSecond,
            query(`rate(consul_rpc_request[${window}])`, "{{instance}}"),
          ),
        ],
      },
    ],
  };
}
