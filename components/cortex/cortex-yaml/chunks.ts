// cortex.yaml of the chunks engine (Cortex 1.13.2): index and chunks in Cassandra, or in DynamoDB and S3.
import type { CassandraStore, DynamoDbStore, S3Api } from "../../platform.ts";
import { cortexPaths, cortexTimes, type CortexInputs } from "../cortex-yaml.ts";
import {
  commonLimits,
  consulStore,
  distributor,
  frontend,
  hours,
  instanceInterfaces,
  lifecycler,
  queryRange,
  server,
} from "./common.ts";

type ChunkStore = CassandraStore | DynamoDbStore;

function schema({ storage }: CortexInputs, store: ChunkStore): object {
  const table = (prefix: string): object => ({ prefix, period: hours(storage.tablePeriodHours) });
  const where =
    store.kind === "cassandra"
      ? {
          store: "cassandra",
          object_store: "cassandra",
          schema: "v11",
          row_shards: 16,
          index: table("index_"),
          chunks: table("chunks_"),
        }
      : { store: "aws-dynamo", object_store: "s3", schema: "v11", row_shards: 16, index: table(store.tablePrefix) };
  return { configs: [{ from: storage.schemaFrom, ...where }] };
}

function storage(store: ChunkStore): object {
  return { engine: "chunks", ...(store.kind === "cassandra" ? cassandra(store) : dynamoDb(store)) };
}

function cassandra({ addresses, keyspace, replicationFactor }: CassandraStore): object {
  return {
    cassandra: {
      addresses: addresses.map(({ host }) => host).join(","),
      port: addresses[0]?.port,
      keyspace,
      replication_factor: replicationFactor,
      consistency: replicationFactor > 1 ? "QUORUM" : "ONE",
      host_selection_policy: "token-aware",
      timeout: "10s",
      connect_timeout: "10s",
      max_retries: 3,
      auth: false,
    },
  };
}

/** A host with a dot is an emulator, and its region that of `AWS_REGION`; any other word is a region of AWS. */
function dynamoDb({ region, endpoint, s3, bucket }: DynamoDbStore): object {
  return { aws: { dynamodb: { dynamodb_url: `dynamodb://${endpoint ?? region}` }, ...chunkBucket(s3, bucket) } };
}

function chunkBucket({ endpoint, region, insecure, pathStyle }: S3Api, bucket: string): object {
  return { endpoint, region, bucketnames: bucket, insecure, s3forcepathstyle: pathStyle };
}

export function chunksNode(inputs: CortexInputs, store: ChunkStore): object {
  const kvstore = consulStore(inputs.consul);
  return {
    auth_enabled: true,
    server: server(),
    distributor: distributor(inputs),
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
        // Where the WAL outlives the process, a restart reads it back quicker than it would flush.
        flush_on_shutdown_with_wal_enabled: inputs.flushOnShutdown,
      },
      // The tokens' file must not stand below wal_dir, which the WAL cleans.
      lifecycler: lifecycler(inputs, `${cortexPaths.data}/tokens`),
    },
    schema: schema(inputs, store),
    storage: storage(store),
    ...(store.kind === "dynamodb" && store.cortexMakesTables ? { table_manager: tableManagement(inputs, store) } : {}),
    querier: { query_ingesters_within: "3h", active_query_tracker_dir: `${cortexPaths.data}/active-query-tracker` },
    query_range: queryRange(),
    frontend: frontend(inputs),
    frontend_worker: { match_max_concurrent: true },
    ruler: {
      enable_api: true,
      enable_sharding: true,
      rule_path: `${cortexPaths.data}/ruler`,
      ring: { kvstore, ...instanceInterfaces(inputs) },
    },
    ruler_storage: { backend: "local", local: { directory: cortexPaths.rules } },
    limits: { ...commonLimits(inputs), ...agesOf(inputs) },
  };
}

/**
 * The oldest table goes before its last samples are as old as the retention. A query of what has no table fails, and so does
 * each flush of a sample that came in for it, again and again.
 */
function agesOf({ storage: { retentionHours } }: CortexInputs): object {
  if (retentionHours === 0) return {};
  const oldest = hours(retentionHours - cortexTimes.tableGrace / 3600);
  return { max_query_lookback: oldest, reject_old_samples: true, reject_old_samples_max_age: oldest };
}

function tableManagement({ storage: kept }: CortexInputs, store: ChunkStore): object {
  return {
    poll_interval: `${cortexTimes.tablePoll}s`,
    creation_grace_period: `${cortexTimes.tableGrace}s`,
    retention_deletes_enabled: kept.retentionHours > 0,
    retention_period: hours(kept.retentionHours),
    ...(store.kind === "dynamodb"
      ? {
          index_tables_provisioning: {
            enable_ondemand_throughput_mode: true,
            enable_inactive_throughput_on_demand_mode: true,
          },
        }
      : {}),
  };
}

export function tableManager(inputs: CortexInputs, store: ChunkStore): object {
  return {
    server: server(),
    schema: schema(inputs, store),
    storage: storage(store),
    table_manager: tableManagement(inputs, store),
  };
}
