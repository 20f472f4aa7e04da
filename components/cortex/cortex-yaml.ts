import { stringify } from "yaml";
import type { Settings } from "../../settings.ts";
import type { Address } from "../platform.ts";

/** Cortex's own ports: https://cortexmetrics.io/docs/configuration/configuration-file/ (`server`). */
export const cortexPorts = { http: 80, grpc: 9095 } as const;

/** Where the container or machine of a Cortex process keeps its files. */
export const cortexPaths = {
  config: "/etc/cortex/cortex.yaml",
  rules: "/etc/cortex/rules",
  data: "/data",
} as const;

/** The modules of a node under `chunks`: all but the table manager, which must be one (cortexproject/cortex#3394). */
export const nodeTarget = "distributor,ingester,querier,query-frontend,ruler";
export const tableManagerTarget = "table-manager";

/** What cortex.yaml is made of: the settings that Cortex reads, and where the other tiers are. */
export interface CortexInputs {
  storage: Settings["storage"];
  limits: Settings["limits"];
  /** Copies of each series among the ingesters. */
  replicationFactor: number;
  consul: Address;
  cassandra: { addresses: Address[]; keyspace: string; replicationFactor: number };
}

/** What rules and dashboards must know of how Cortex is set, seconds. */
export const cortexTimes = {
  /** A chunk is flushed at this age at the latest: Cortex's advice is at most 2-12 h, more is more to replay. */
  maxChunkAge: 2 * 3600,
  /** Between two looks of the table manager: half of Cortex's default of 2 min, so that the first tables come sooner. */
  tablePoll: 60,
} as const;

const hours = (n: number): string => `${n}h`;

const server = {
  http_listen_port: cortexPorts.http,
  grpc_listen_port: cortexPorts.grpc,
  // A query's answer and a batch of samples both travel by gRPC; its default of 4 MB is too small for either.
  grpc_server_max_recv_msg_size: 100 * 1024 * 1024,
  grpc_server_max_send_msg_size: 100 * 1024 * 1024,
  grpc_server_max_concurrent_streams: 1000,
};

function schema({ storage }: CortexInputs): object {
  const table = (prefix: string): object => ({ prefix, period: hours(storage.tablePeriodHours) });
  return {
    configs: [
      {
        from: storage.schemaFrom,
        store: "cassandra",
        object_store: "cassandra",
        schema: "v11",
        row_shards: 16,
        index: table("index_"),
        chunks: table("chunks_"),
      },
    ],
  };
}

function cassandraStorage({ cassandra }: CortexInputs): object {
  return {
    engine: "chunks",
    cassandra: {
      addresses: cassandra.addresses.map(({ host }) => host).join(","),
      port: cassandra.addresses[0]?.port,
      keyspace: cassandra.keyspace,
      replication_factor: cassandra.replicationFactor,
      consistency: cassandra.replicationFactor > 1 ? "QUORUM" : "ONE",
      host_selection_policy: "token-aware",
      timeout: "10s",
      connect_timeout: "10s",
      max_retries: 3,
      auth: false,
    },
  };
}

function consulStore({ host, port }: Address): object {
  return { store: "consul", consul: { host: `${host}:${port}`, http_client_timeout: "20s", consistent_reads: true } };
}

/** cortex.yaml of a node. Pure: the same inputs give the same text. */
export function nodeYaml(inputs: CortexInputs): string {
  const { limits, storage } = inputs;
  const kvstore = consulStore(inputs.consul);
  return stringify(
    {
      auth_enabled: true,
      server,
      distributor: {
        shard_by_all_labels: true,
        pool: { health_check_ingesters: true },
        ha_tracker: { enable_ha_tracker: true, kvstore },
        ring: { kvstore },
      },
      ingester: {
        max_transfer_retries: 0, // a WAL and hand-over exclude each other
        max_chunk_age: `${cortexTimes.maxChunkAge}s`,
        max_chunk_idle_time: "15m",
        retain_period: "5m",
        spread_flushes: true,
        walconfig: {
          wal_enabled: true,
          recover_from_wal: true,
          wal_dir: `${cortexPaths.data}/wal`,
          // The WAL's volume outlives the container: a restart reads it back quicker than it would flush.
          flush_on_shutdown_with_wal_enabled: false,
        },
        lifecycler: {
          num_tokens: 512,
          join_after: "0s",
          observe_period: "0s",
          // The roll waits for /ready and for nothing else: the next node stops only when this one is ACTIVE.
          min_ready_duration: "0s",
          final_sleep: "0s",
          tokens_file_path: `${cortexPaths.data}/tokens`, // not below wal_dir, which the WAL cleans
          // Else one dead node keeps every restarted one from becoming ready (facts: unclean death).
          readiness_check_ring_health: false,
          ring: { kvstore, replication_factor: inputs.replicationFactor, heartbeat_timeout: "1m" },
        },
      },
      schema: schema(inputs),
      storage: cassandraStorage(inputs),
      querier: { query_ingesters_within: "3h", active_query_tracker_dir: `${cortexPaths.data}/active-query-tracker` },
      query_range: {
        split_queries_by_interval: "24h",
        align_queries_with_step: true,
        cache_results: true,
        results_cache: {
          cache: { enable_fifocache: true, fifocache: { max_size_bytes: "64MB", validity: "1h" } },
        },
      },
      frontend: { log_queries_longer_than: "10s" },
      frontend_worker: { match_max_concurrent: true },
      ruler: {
        enable_api: true,
        enable_sharding: true,
        rule_path: `${cortexPaths.data}/ruler`,
        ring: { kvstore },
      },
      ruler_storage: { backend: "local", local: { directory: cortexPaths.rules } },
      limits: {
        accept_ha_samples: true,
        ha_cluster_label: "cluster",
        ha_replica_label: "__replica__",
        ingestion_rate: limits.ingestionRate,
        ingestion_burst_size: limits.ingestionBurstSize,
        max_label_names_per_series: limits.maxLabelNamesPerSeries,
        max_series_per_metric: 0, // one busy metric is no reason to refuse; max_global_series_per_user bounds a tenant
        max_global_series_per_user: limits.maxSeriesPerUser,
        max_query_length: hours(limits.maxQueryLengthHours),
        ...(storage.retentionHours > 0 ? { max_query_lookback: hours(storage.retentionHours) } : {}),
      },
    },
    yamlOptions,
  );
}

/** cortex.yaml of the table manager: only what it reads, so that a change of limits does not replace it. */
export function tableManagerYaml(inputs: CortexInputs): string {
  const { storage } = inputs;
  return stringify(
    {
      server,
      schema: schema(inputs),
      storage: cassandraStorage(inputs),
      table_manager: {
        poll_interval: `${cortexTimes.tablePoll}s`,
        creation_grace_period: "3h",
        retention_deletes_enabled: storage.retentionHours > 0,
        retention_period: hours(storage.retentionHours),
      },
    },
    yamlOptions,
  );
}

const yamlOptions = { aliasDuplicateObjects: false, lineWidth: 0 };
