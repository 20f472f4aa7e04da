// The parts of cortex.yaml that both engines share.
import type { Address } from "../../platform.ts";
import { cortexPorts, haFailoverSeconds, type CortexInputs } from "../cortex-yaml.ts";

export const hours = (n: number): string => `${n}h`;

export const server = () => ({
  // Cortex's 30 s would cut off a query before it ends by itself (`querier.timeout`, 2 min); NGINX waits 2 s longer.
  http_server_write_timeout: "2m3s",
  http_listen_port: cortexPorts.http,
  grpc_listen_port: cortexPorts.grpc,
  // A query's answer and a batch of samples both travel by gRPC; its default of 4 MB is too small for either.
  grpc_server_max_recv_msg_size: 100 * 1024 * 1024,
  grpc_server_max_send_msg_size: 100 * 1024 * 1024,
  grpc_server_max_concurrent_streams: 1000,
});

/** The key-value store of rings and of the HA tracker. */
export function consulStore({ host, port }: Address): object {
  return { store: "consul", consul: { host: `${host}:${port}`, http_client_timeout: "20s", consistent_reads: true } };
}

/** A ring's own word for the interfaces that may hold its member's address. */
export function instanceInterfaces({ interfaceNames }: CortexInputs): object {
  return interfaceNames === undefined ? {} : { instance_interface_names: interfaceNames };
}

export function distributor(inputs: CortexInputs): object {
  const kvstore = consulStore(inputs.consul);
  return {
    shard_by_all_labels: true,
    pool: { health_check_ingesters: true },
    ha_tracker: {
      enable_ha_tracker: true,
      ha_tracker_failover_timeout: `${haFailoverSeconds(inputs.scrapeIntervalSeconds)}s`,
      kvstore,
    },
    ring: { kvstore, ...instanceInterfaces(inputs) },
  };
}

/** How an ingester is a member of its ring. */
export function lifecycler(inputs: CortexInputs, tokensFile: string): object {
  const { zone, interfaceNames } = inputs;
  return {
    num_tokens: 512,
    join_after: "0s",
    observe_period: "0s",
    // The roll waits for /ready and for nothing else: the next node stops only when this one is ACTIVE.
    min_ready_duration: "0s",
    final_sleep: "0s",
    // Tokens are of use to a node that comes back to its disk; one that leaves for good takes them with it.
    ...(inputs.flushOnShutdown ? {} : { tokens_file_path: tokensFile }),
    // Else one dead node keeps every restarted one from becoming ready (facts: unclean death).
    readiness_check_ring_health: false,
    ...(zone === undefined ? {} : { availability_zone: zone }),
    ...(interfaceNames === undefined ? {} : { interface_names: interfaceNames }),
    ring: {
      kvstore: consulStore(inputs.consul),
      replication_factor: inputs.replicationFactor,
      heartbeat_timeout: "1m",
      ...(zone === undefined ? {} : { zone_awareness_enabled: true }),
    },
  };
}

export const queryRange = () => ({
  split_queries_by_interval: "24h",
  align_queries_with_step: true,
  cache_results: true,
  results_cache: {
    cache: { enable_fifocache: true, fifocache: { max_size_bytes: "64MB", validity: "1h" } },
  },
});

export function frontend(inputs: CortexInputs): object {
  return { log_queries_longer_than: "10s", ...instanceInterfaces(inputs) };
}

/** The limits of a tenant that both engines know. */
export function commonLimits({ limits }: CortexInputs): object {
  return {
    accept_ha_samples: true,
    ha_cluster_label: "cluster",
    ha_replica_label: "__replica__",
    ingestion_rate: limits.ingestionRate,
    ingestion_burst_size: limits.ingestionBurstSize,
    max_label_names_per_series: limits.maxLabelNamesPerSeries,
    max_series_per_metric: 0, // one busy metric is no reason to refuse; max_global_series_per_user bounds a tenant
    max_global_series_per_user: limits.maxSeriesPerUser,
    max_query_length: hours(limits.maxQueryLengthHours),
    // What a cached answer has no samples of is never looked for again: late ones must have had their time.
    max_cache_freshness: `${Math.max(10, limits.outOfOrderMinutes)}m`,
  };
}
