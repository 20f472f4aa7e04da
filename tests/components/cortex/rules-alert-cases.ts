// For each alert a course of its input series that must raise it, and one, close by where that is possible, that must not.

import type { MonitoringOptions } from "../../../components/cortex/rules/options.ts";
import { blocksCases } from "./rules-alert-cases-blocks.ts";
import { cassandraCases, chunksCases, dynamodbCases } from "./rules-alert-cases-chunks.ts";
import { down, histogram, ring, rising, scraped, up, type AlertCase, type Course } from "./rules-courses.ts";

const pushes = `cortex_request_duration_seconds_count{job="cortex", route="api_v1_push", status_code=`;
const queries = `cortex_request_duration_seconds_count{job="cortex", route="prometheus_api_v1_query", status_code=`;
const allJobs: Course = Object.fromEntries(
  ["cortex", "table-manager", "consul", "nginx", "seaweedfs", "cadvisor", "prometheus"].map((job) => [
    scraped(job),
    up,
  ]),
);

const latency = (route: string, where: "below" | "above"): Course =>
  histogram("cortex_request_duration_seconds", `job="cortex", route="${route}"`, "2.5", where);

const own = `job="prometheus", instance="prometheus-1:9090"`;
const remote = `${own}, remote_name="x", url="http://gateway:8080/api/v1/push"`;

/** The cases of the alerts of an engine on a platform. */
export function casesOf({
  engine,
  platform,
}: Pick<MonitoringOptions, "engine" | "platform">): Record<string, AlertCase> {
  if (engine === "blocks") return { ...commonCases, ...blocksCases };
  return { ...commonCases, ...chunksCases, ...(platform === "docker" ? cassandraCases : dynamodbCases) };
}

const commonCases: Record<string, AlertCase> = {
  // The watchdog has no good course: it always fires.
  CortexNodeDown: {
    bad: { [`up{job="cortex", instance="cortex-1:80"}`]: down, [`up{job="cortex", instance="cortex-2:80"}`]: up },
    good: { [`up{job="cortex", instance="cortex-1:80"}`]: "1x39 0 1x20", [`up{job="consul", instance="b"}`]: "0x60" },
  },
  TargetDown: {
    bad: { [scraped("consul")]: down, [scraped("nginx")]: down },
    good: { [scraped("consul")]: "1x36 0x60", [scraped("cortex")]: "0x60" },
    firing: 2,
  },
  ScrapeJobMissing: {
    bad: { ...allJobs, [scraped("consul")]: "1x10 stale" },
    good: { ...allJobs, [scraped("consul")]: "0x60" },
  },
  CortexRingMemberUnhealthy: {
    bad: { [ring("Unhealthy")]: "0x5 1x60", [ring("Unhealthy", "cortex-2:80")]: "0x5 1x60" },
    good: { [ring("Unhealthy")]: "0x5 1x10 0x60" },
  },
  CortexRingMemberNotActive: {
    bad: { [ring("LEAVING")]: "1x60" },
    good: { [ring("JOINING")]: "0x30 1x60", [ring("LEAVING")]: "0x60" },
  },
  CortexTooFewIngesters: {
    bad: { [ring("ACTIVE")]: "3x5 2x60" },
    good: { [ring("ACTIVE")]: "3x60", [ring("Unhealthy")]: "1x60" },
  },
  CortexWriteQuorumLost: { bad: { [ring("ACTIVE")]: "3x5 1x60" }, good: { [ring("ACTIVE")]: "2x60" } },
  CortexRingViewsDiffer: {
    bad: { [ring("ACTIVE")]: "3x60", [ring("ACTIVE", "cortex-2:80")]: "2x60" },
    good: { [ring("ACTIVE")]: "2x60", [ring("ACTIVE", "cortex-2:80")]: "3x37 2x60" },
  },
  CortexHATrackerFlapping: {
    bad: { [`cortex_ha_tracker_elected_replica_changes_total{user="t", cluster="c", instance="a"}`]: "1x30 2 3 4x60" },
    good: { [`cortex_ha_tracker_elected_replica_changes_total{user="t", cluster="c", instance="a"}`]: "1x30 2 3x60" },
  },
  CortexHAStreamStopped: {
    bad: { [`cortex_ha_tracker_elected_replica_timestamp_seconds{user="t", cluster="c"}`]: "0+60x30 1800x60" },
    good: { [`cortex_ha_tracker_elected_replica_timestamp_seconds{user="t", cluster="c"}`]: "0+60x60" },
  },
  CortexWriteErrors: {
    bad: { [`${pushes}"200"}`]: "0+980x60", [`${pushes}"500"}`]: "0+20x60" },
    good: { [`${pushes}"200"}`]: "0+995x60", [`${pushes}"500"}`]: "0+5x60", [`${pushes}"400"}`]: "0+500x60" },
  },
  CortexReadErrors: {
    bad: { [`${queries}"200"}`]: "0+980x60", [`${queries}"503"}`]: "0+20x60" },
    good: { [`${queries}"200"}`]: rising, [`${pushes}"500"}`]: rising },
  },
  CortexWriteLatency: { bad: latency("api_v1_push", "above"), good: latency("api_v1_push", "below") },
  CortexReadLatency: {
    bad: latency("prometheus_api_v1_query_range", "above"),
    good: { ...latency("prometheus_api_v1_query_range", "below"), ...latency("api_v1_push", "above") },
  },
  CortexSamplesDiscarded: {
    bad: {
      [`cortex_distributor_samples_in_total{user="t", instance="a"}`]: "0+1000x60",
      [`cortex_discarded_samples_total{user="t", reason="rate_limited", instance="a"}`]: "0+20x60",
    },
    good: {
      [`cortex_distributor_samples_in_total{user="t", instance="a"}`]: "0+1000x60",
      [`cortex_discarded_samples_total{user="t", reason="rate_limited", instance="a"}`]: "0+5x60",
      [`cortex_discarded_samples_total{user="t", reason="duplicate-sample", instance="a"}`]: "0+500x60",
    },
  },
  CortexRulerFailing: {
    bad: { [`cortex_prometheus_rule_evaluation_failures_total{user="t", rule_group="g"}`]: "0+1x60" },
    good: { [`cortex_prometheus_rule_evaluation_failures_total{user="t", rule_group="g"}`]: "0x20 1x60" },
  },
  ConsulNoLeader: {
    bad: { [`consul_server_isLeader{instance="a"}`]: "1x10 0x60", [`consul_server_isLeader{instance="b"}`]: "0x60" },
    good: {
      [`consul_server_isLeader{instance="a"}`]: "1x10 0x60",
      [`consul_server_isLeader{instance="b"}`]: "0x10 1x60",
    },
  },
  ConsulCannotLoseAServer: {
    bad: {
      [`consul_server_isLeader{instance="a"}`]: "1x60",
      [`consul_server_isLeader{instance="b"}`]: "0x60",
      [`consul_autopilot_failure_tolerance{instance="a"}`]: "1x10 0x60",
      [`consul_autopilot_failure_tolerance{instance="b"}`]: "1x60",
    },
    good: {
      [`consul_server_isLeader{instance="a"}`]: "1x60",
      [`consul_server_isLeader{instance="b"}`]: "0x60",
      [`consul_autopilot_failure_tolerance{instance="a"}`]: "1x60",
      [`consul_autopilot_failure_tolerance{instance="b"}`]: "0x60",
    },
  },
  ConsulElections: {
    bad: { [`consul_raft_state_candidate{instance="a"}`]: "1x28 2 3 4 5 6x60" },
    good: { [`consul_raft_state_candidate{instance="a"}`]: "1x28 2x60" },
  },
  CortexKVErrors: {
    bad: {
      [`cortex_kv_request_duration_seconds_count{kv_name="ingester-ring", status_code="200"}`]: "0+90x60",
      [`cortex_kv_request_duration_seconds_count{kv_name="ingester-ring", status_code="500"}`]: "0+10x60",
    },
    good: {
      [`cortex_kv_request_duration_seconds_count{kv_name="ingester-ring", status_code="200"}`]: "0+96x60",
      [`cortex_kv_request_duration_seconds_count{kv_name="ingester-ring", status_code="500"}`]: "0+4x60",
    },
  },
  GatewayDown: { bad: { nginx_up: "1x10 0x60" }, good: { nginx_up: "1x39 0 1x60" } },
  GatewayNodeDown: {
    bad: { [`nginx_up{instance="a"}`]: "1x10 0x60", [`nginx_up{instance="b"}`]: up },
    good: { [`nginx_up{instance="a"}`]: "1x36 0x60" },
  },
  GatewayDropsConnections: {
    bad: { nginx_connections_accepted: "0+100x60", nginx_connections_handled: "0+90x60" },
    good: { nginx_connections_accepted: "0+100x60", nginx_connections_handled: "0+100x60" },
  },
  PrometheusRemoteWriteBehind: {
    bad: {
      [`prometheus_remote_storage_highest_timestamp_in_seconds{${own}}`]: "0+60x60",
      [`prometheus_remote_storage_queue_highest_sent_timestamp_seconds{${remote}}`]: "0+60x10 600x60",
    },
    good: {
      [`prometheus_remote_storage_highest_timestamp_in_seconds{${own}}`]: "0+60x60",
      [`prometheus_remote_storage_queue_highest_sent_timestamp_seconds{${remote}}`]: "0 0+60x60",
    },
  },
  PrometheusRemoteWriteFailing: {
    bad: {
      [`prometheus_remote_storage_samples_failed_total{${remote}}`]: "0+20x60",
      [`prometheus_remote_storage_samples_total{${remote}}`]: "0+980x60",
    },
    good: {
      [`prometheus_remote_storage_samples_failed_total{${remote}}`]: "0+5x60",
      [`prometheus_remote_storage_samples_total{${remote}}`]: "0+995x60",
    },
  },
  PrometheusRuleFailures: {
    bad: { [`prometheus_rule_evaluation_failures_total{${own}, rule_group="g"}`]: "0+1x60" },
    good: { [`prometheus_rule_evaluation_failures_total{${own}, rule_group="g"}`]: "0x20 1x60" },
  },
  PrometheusConfigNotLoaded: {
    bad: { [`prometheus_config_last_reload_successful{${own}}`]: "1x10 0x60" },
    good: { [`prometheus_config_last_reload_successful{${own}}`]: "1x60" },
  },
  PrometheusScrapesNothing: {
    bad: { [`prometheus_tsdb_head_samples_appended_total{${own}, type="float"}`]: "0+6000x20 120000x60" },
    good: {
      [`prometheus_tsdb_head_samples_appended_total{${own}, type="float"}`]: rising,
      [`prometheus_tsdb_head_samples_appended_total{${own}, type="histogram"}`]: "0x60",
    },
  },
  ContainerNearMemoryLimit: {
    bad: {
      [`container_memory_working_set_bytes{name="cortex-cassandra-1"}`]: "95x60",
      [`container_spec_memory_limit_bytes{name="cortex-cassandra-1"}`]: "100x60",
    },
    good: {
      [`container_memory_working_set_bytes{name="cortex-cassandra-1"}`]: "85x60",
      [`container_spec_memory_limit_bytes{name="cortex-cassandra-1"}`]: "100x60",
      [`container_memory_working_set_bytes{name="unlimited"}`]: "95x60",
      [`container_spec_memory_limit_bytes{name="unlimited"}`]: "0x60",
    },
  },
  ContainerRestarting: {
    bad: { [`container_cpu_usage_seconds_total{name="cortex-nginx", cpu="total"}`]: "0+1x30 0+1x4 0+1x60" },
    good: { [`container_cpu_usage_seconds_total{name="cortex-nginx", cpu="total"}`]: "0+1x30 0+1x60" },
  },
};
