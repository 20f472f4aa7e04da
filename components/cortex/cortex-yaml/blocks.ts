// cortex.yaml of the blocks engine (Cortex 1.21.1): everything in S3.
import type { BlocksStore, S3Api } from "../../platform.ts";
import { cortexPaths, cortexPorts, type CortexInputs } from "../cortex-yaml.ts";
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

/** How S3 is spoken to, for one bucket. Secrets stay out: they are read from the environment when Cortex starts. */
function s3({ endpoint, region, insecure, pathStyle, keysFromEnvironment }: S3Api, bucket: string): object {
  return {
    backend: "s3",
    s3: {
      endpoint,
      region,
      bucket_name: bucket,
      insecure,
      bucket_lookup_type: pathStyle ? "path" : "auto",
      // Else minio-go takes Amazon's dual-stack name, and IPv6 goes around the VPC's gateway endpoint.
      ...(pathStyle ? {} : { disable_dualstack: true }),
      ...(keysFromEnvironment ? { access_key_id: "${S3_ACCESS_KEY}", secret_access_key: "${S3_SECRET_KEY}" } : {}),
    },
  };
}

/** A ring of its own, with as many copies as the samples have, but no more than three: what is shared is in the bucket. */
function shardedRing(inputs: CortexInputs, tokensFile?: string): object {
  const { zone } = inputs;
  return {
    replication_factor: Math.min(3, inputs.replicationFactor),
    kvstore: consulStore(inputs.consul),
    ...instanceInterfaces(inputs),
    ...(tokensFile === undefined || inputs.flushOnShutdown ? {} : { tokens_file_path: tokensFile }),
    ...(zone === undefined ? {} : { zone_awareness_enabled: true, instance_availability_zone: zone }),
  };
}

const seconds = (n: number): string => `${n}s`;
const data = (folder: string): string => `${cortexPaths.data}/${folder}`;

export function blocksNode(inputs: CortexInputs, store: BlocksStore): object {
  const kvstore = consulStore(inputs.consul);
  const { storage, limits, blockSyncSeconds = 300, settleSeconds = 10 } = inputs;
  const syncInterval = seconds(blockSyncSeconds);
  const settle = { wait_stability_min_duration: seconds(settleSeconds) };
  return {
    auth_enabled: true,
    server: server(),
    distributor: distributor(inputs),
    ingester: { lifecycler: lifecycler(inputs, data("tokens-ingester")) },
    blocks_storage: {
      ...s3(store.s3, store.buckets.blocks),
      tsdb: {
        dir: data("tsdb"),
        ship_interval: "1m",
        // Longer than queriers ask ingesters, so that a block is in the bucket's index before it is only there.
        retention_period: "6h",
        flush_blocks_on_shutdown: inputs.flushOnShutdown,
      },
      bucket_store: {
        sync_dir: data("tsdb-sync"),
        sync_interval: syncInterval,
        bucket_index: { enabled: true },
        index_cache: { backend: "inmemory", inmemory: { max_size_bytes: 128 * 1024 * 1024 } },
      },
    },
    store_gateway: {
      sharding_enabled: true,
      sharding_ring: {
        ...shardedRing(inputs, data("tokens-store-gateway")),
        ...settle,
      },
    },
    compactor: {
      data_dir: data("compactor"),
      cleanup_interval: syncInterval,
      // What a compactor that died was at is taken over before the next look (Cortex: after 10 min, whatever the interval).
      cleaner_visit_marker_timeout: seconds(Math.ceil(blockSyncSeconds * 0.8)),
      cleaner_visit_marker_file_update_interval: seconds(Math.ceil(blockSyncSeconds / 3)),
      sharding_enabled: true,
      sharding_ring: { kvstore, ...instanceInterfaces(inputs), ...settle },
    },
    querier: { query_ingesters_within: "5h", active_query_tracker_dir: data("active-query-tracker") },
    query_range: queryRange(),
    frontend: frontend(inputs),
    frontend_worker: { match_max_concurrent: true },
    ruler: {
      enable_api: true,
      enable_sharding: true,
      rule_path: data("ruler"),
      alertmanager_url: `http://127.0.0.1:${cortexPorts.http}/alertmanager`,
      ring: { kvstore, ...instanceInterfaces(inputs) },
    },
    ruler_storage: s3(store.s3, store.buckets.ruler),
    alertmanager: {
      enable_api: true,
      data_dir: data("alertmanager"),
      external_url: "/alertmanager",
      fallback_config_file: cortexPaths.alertmanagerFallback,
      sharding_enabled: true,
      sharding_ring: shardedRing(inputs),
    },
    alertmanager_storage: s3(store.s3, store.buckets.alertmanager),
    limits: {
      ...commonLimits(inputs),
      ...(storage.retentionHours > 0 ? { max_query_lookback: hours(storage.retentionHours) } : {}),
      out_of_order_time_window: `${limits.outOfOrderMinutes}m`,
      // 0 is for ever.
      compactor_blocks_retention_period: hours(storage.retentionHours),
    },
  };
}
