import type { Settings } from "../../../settings.ts";
import { cortexTimes } from "../cortex-yaml.ts";

/** What rules and dashboards need to know of the platform they watch. */
export interface MonitoringOptions {
  /** Start of every container's name (`cortex` in `cortex-cassandra-1`). */
  prefix: string;
  /** Seconds between two scrapes; rates look back at least four of them. */
  scrapeIntervalSeconds: number;
  /** Cortex nodes, each of them an ingester. */
  nodes: number;
  /** Copies that Cortex keeps of each series. */
  replicationFactor: number;
  /** Consul servers. */
  consulServers: number;
  /** Cassandra nodes. */
  cassandraNodes: number;
  /** Age at which an ingester flushes a chunk at the latest, seconds (Cortex: `ingester.max_chunk_age`). */
  maxChunkAgeSeconds: number;
  /** Seconds between two runs of the table manager (Cortex: `table_manager.poll_interval`). */
  tablePollSeconds: number;
}

/** What rules and dashboards need to know, from the stack's settings. */
export function monitoringOptions(settings: Settings): MonitoringOptions {
  return {
    prefix: settings.prefix,
    scrapeIntervalSeconds: settings.prometheus.scrapeIntervalSeconds,
    nodes: settings.cluster.nodes,
    replicationFactor: settings.cluster.replicationFactor,
    consulServers: settings.consul.servers,
    cassandraNodes: settings.cassandra.nodes,
    maxChunkAgeSeconds: cortexTimes.maxChunkAge,
    tablePollSeconds: cortexTimes.tablePoll,
  };
}

/** The jobs of prometheus.yml; every job must have a target for the rules to see anything. */
export const jobs = ["cortex", "table-manager", "consul", "nginx", "cadvisor", "prometheus"] as const;
