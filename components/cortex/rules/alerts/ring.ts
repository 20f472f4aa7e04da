import { haFailoverSeconds } from "../../cortex-yaml.ts";
import type { MonitoringOptions } from "../options.ts";
import { activeIngesters, ringMembers } from "../ring-members.ts";
import type { Alert } from "../rule.ts";
import { words } from "../words.ts";

const forget =
  "If the node will not come back under its name: GET /ring with `Accept: application/json` on any live Cortex node " +
  "(not through the gateway), then POST /ring with the form field `forget=<id>`.";
const input = [{ expr: `cortex_ring_members{name="ingester", state="ACTIVE"}` }];

/** The hash ring: without enough live ingesters in it, Cortex refuses writes. */
export function ringAlerts(options: MonitoringOptions): Alert[] {
  const { store } = words(options);
  // READONLY, of 1.19 and later, is how a node is drained.
  const between = `state=~"PENDING|JOINING|LEAVING${options.engine === "blocks" ? "|READONLY" : ""}"`;
  const failover = haFailoverSeconds(options.scrapeIntervalSeconds);
  return [
    {
      name: "CortexRingMemberUnhealthy",
      severity: "critical",
      measure: `max by (name, state) (${ringMembers(`state="Unhealthy"`)})`,
      op: ">",
      threshold: 0,
      reason:
        "a member is unhealthy after a minute without a heartbeat (Cortex's default); a restart is over in the next",
      forSeconds: 60,
      summary: "{{ $value }} dead member(s) in the {{ $labels.name }} ring",
      description:
        "Ingesters are never forgotten by themselves: a second death before this one is forgotten refuses every write " +
        "that hashes to both, even with a majority of nodes alive.",
      runbook: `Start the dead node again under the same name. ${forget}`,
      inputs: [{ expr: `cortex_ring_members{state="Unhealthy"}` }],
    },
    {
      name: "CortexRingMemberNotActive",
      severity: "warning",
      measure: `max by (name, state) (${ringMembers(between)})`,
      op: ">",
      threshold: 0,
      reason: `joining replays the log and leaving flushes to ${store}: minutes, not longer than a drain may take`,
      forSeconds: Math.max(900, options.drainSeconds),
      summary: "{{ $value }} member(s) of the {{ $labels.name }} ring stay {{ $labels.state }}",
      description: "A member that is neither in nor out takes no writes but keeps its part of the ring.",
      runbook: `Read the log of the node that /ring names in this state. ${forget}`,
      inputs: [{ expr: `cortex_ring_members{${between}}` }],
    },
    {
      name: "CortexTooFewIngesters",
      severity: "warning",
      measure: `min(${activeIngesters})`,
      op: "<",
      threshold: options.replicationFactor,
      reason: `the replication factor: each series is written to ${options.replicationFactor} ingester(s)`,
      forSeconds: 120,
      summary: "Only {{ $value }} live ingesters, each series needs " + options.replicationFactor,
      description: "New samples are kept in fewer copies than configured until the missing ingester is back.",
      runbook: "See CortexNodeDown for the missing node; add nodes (`cluster.nodes`) before taking one away for long.",
      inputs: input,
    },
    {
      name: "CortexWriteQuorumLost",
      severity: "critical",
      measure: `min(${activeIngesters})`,
      op: "<",
      threshold: Math.floor(options.replicationFactor / 2) + 1,
      reason: "a write needs a majority of its replicas: floor(replication factor / 2) + 1",
      forSeconds: 30,
      summary: "Only {{ $value }} live ingesters: writes are refused",
      description: "Cortex answers writes with 500; Prometheus keeps the samples in its log for about two hours.",
      runbook: `Start the ingesters that are down, then forget those that are gone for good. ${forget}`,
      inputs: input,
    },
    {
      name: "CortexRingViewsDiffer",
      severity: "warning",
      measure: `max(${activeIngesters}) - min(${activeIngesters})`,
      op: ">",
      threshold: 0,
      reason: "nodes learn of a change of the ring within seconds; five minutes is a node cut off from Consul",
      forSeconds: 300,
      summary: "Cortex nodes disagree about {{ $value }} ring member(s)",
      description: "A node with an old view of the ring writes to and asks the wrong ingesters.",
      runbook: "Compare /ring on each node; restart the one that is behind after checking that it reaches Consul.",
      inputs: input,
    },
    {
      name: "CortexHATrackerFlapping",
      severity: "warning",
      measure: `max by (user, ha_cluster) (changes(cortex_ha_tracker_elected_replica_changes_total[15m]))`,
      op: ">",
      threshold: 2,
      reason: "a replica that is restarted costs one failover, two when it is taken back; more is not a restart",
      forSeconds: 0,
      summary: "The elected Prometheus of {{ $labels.user }} changed {{ $value }} times in 15 minutes",
      description: `Each change costs up to the failover timeout (${failover} s) of samples.`,
      runbook:
        "Compare the two Prometheus: scrape interval, load, clock. Whichever is late by more than " +
        "`ha_tracker.failover_timeout` loses the election.",
      inputs: [{ expr: "cortex_ha_tracker_elected_replica_changes_total" }],
    },
    {
      name: "CortexHAStreamStopped",
      severity: "critical",
      measure: `time() - max by (user, ha_cluster) (cortex_ha_tracker_elected_replica_timestamp_seconds)`,
      op: ">",
      threshold: 4 * failover,
      reason: `four times the failover timeout (${failover} s): by then the other replica should have been elected`,
      forSeconds: 60,
      summary: "No Prometheus of {{ $labels.user }} has written for {{ $value | humanizeDuration }}",
      description: "Neither replica's samples arrive: nothing new is stored for this tenant.",
      runbook: "Look at PrometheusRemoteWriteBehind and GatewayDown; check the login that both Prometheus use.",
      inputs: [{ expr: "cortex_ha_tracker_elected_replica_timestamp_seconds" }],
    },
  ];
}
