import type { Settings } from "../../../settings.ts";
import { cortexTimes } from "../cortex-yaml.ts";

/** What rules and dashboards need to know of the platform they watch. */
export interface MonitoringOptions {
  engine: Settings["engine"];
  platform: Settings["platform"];
  /** Start of every container's name (`cortex` in `cortex-cassandra-1`). */
  prefix: string;
  /** Seconds between two scrapes; rates look back at least four of them. */
  scrapeIntervalSeconds: number;
  /** Cortex nodes, each of them an ingester; on AWS the fewest. */
  nodes: number;
  /** Copies that Cortex keeps of each series. */
  replicationFactor: number;
  /** Consul servers. */
  consulServers: number;
  /** Cassandra nodes; of no meaning where there is no Cassandra. */
  cassandraNodes: number;
  /** Age at which an ingester flushes a chunk at the latest, seconds (Cortex: `ingester.max_chunk_age`). */
  maxChunkAgeSeconds: number;
  /** Seconds between two runs of the table manager (Cortex: `table_manager.poll_interval`). */
  tablePollSeconds: number;
  /** Whether Cortex makes the tables of `chunks` itself; on AWS they may be made by Pulumi. */
  tableManager: boolean;
  /** Longest that a node may take to flush and to leave the ring, seconds. */
  drainSeconds: number;
}

/** What rules and dashboards need to know, from the stack's settings. */
export function monitoringOptions(settings: Settings): MonitoringOptions {
  const onAws = settings.platform === "aws";
  return {
    engine: settings.engine,
    platform: settings.platform,
    prefix: settings.prefix,
    scrapeIntervalSeconds: settings.prometheus.scrapeIntervalSeconds,
    nodes: settings.cluster.nodes,
    replicationFactor: settings.cluster.replicationFactor,
    consulServers: settings.consul.servers,
    cassandraNodes: settings.cassandra.nodes,
    maxChunkAgeSeconds: cortexTimes.maxChunkAge,
    tablePollSeconds: cortexTimes.tablePoll,
    tableManager: settings.engine === "chunks" && (!onAws || settings.aws.dynamodb.tables === "cortex"),
    drainSeconds: onAws ? settings.aws.cluster.drainSeconds : 0,
  };
}

type Job = "cortex" | "table-manager" | "consul" | "nginx" | "seaweedfs" | "cadvisor" | "prometheus";

/** The jobs of prometheus.yml; every job must have a target for the rules to see anything. */
export function jobs({ engine, platform }: Pick<MonitoringOptions, "engine" | "platform">): Job[] {
  // On AWS the nodes themselves run the table manager, S3 and DynamoDB tell CloudWatch, and so do the instances.
  if (platform === "aws") return ["cortex", "consul", "nginx", "prometheus"];
  return [
    "cortex",
    ...(engine === "chunks" ? (["table-manager"] as const) : []),
    "consul",
    "nginx",
    ...(engine === "blocks" ? (["seaweedfs"] as const) : []),
    "cadvisor",
    "prometheus",
  ];
}

/** Matches the jobs that are Cortex processes. */
export function cortexJobs(options: Pick<MonitoringOptions, "engine" | "platform">, ...others: string[]): string {
  const all = jobs(options).filter((job) => job === "cortex" || job === "table-manager");
  const matched = [...all, ...others];
  return matched.length === 1 ? `job="${matched.join("")}"` : `job=~"${matched.join("|")}"`;
}
