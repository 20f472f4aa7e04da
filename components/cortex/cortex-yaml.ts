import { stringify } from "yaml";
import type { Settings } from "../../settings.ts";
import type { Address, DataStore } from "../platform.ts";
import { blocksNode } from "./cortex-yaml/blocks.ts";
import { chunksNode, tableManager } from "./cortex-yaml/chunks.ts";

/** Cortex's own ports: https://cortexmetrics.io/docs/configuration/configuration-file/ (`server`). */
export const cortexPorts = { http: 80, grpc: 9095, alertmanagerCluster: 9094 } as const;

/** Where the container or machine of a Cortex process keeps its files. */
export const cortexPaths = {
  config: "/etc/cortex/cortex.yaml",
  rules: "/etc/cortex/rules",
  alertmanagerFallback: "/etc/cortex/alertmanager-fallback.yaml",
  data: "/data",
} as const;

/** What cortex.yaml is made of: the settings that Cortex reads, and where the other tiers are. */
export interface CortexInputs {
  storage: Settings["storage"];
  limits: Settings["limits"];
  /** Copies of each series among the ingesters. */
  replicationFactor: number;
  /** Of the Prometheus that write, seconds: `haFailoverSeconds`. */
  scrapeIntervalSeconds: number;
  consul: Address;
  store: DataStore;
  /** The node's zone, as text or `${VARIABLE}` of its environment; with it replicas spread over zones. Default: no zones. */
  zone?: string;
  /** Network interfaces that may hold the node's address, the first that is there counts. Default: Cortex's own, eth0 and en0. */
  interfaceNames?: string[];
  /** Whether the node's disk goes with it, so that a stop must first put everything into the store. */
  flushOnShutdown: boolean;
  /**
   * `blocks`: how long store gateways and compactors wait whether others start as well, before they share the work out,
   * seconds. Default: 10 (Cortex: 60).
   */
  settleSeconds?: number;
  /**
   * Between two looks for new blocks, and between two writes of the index that tells of them, seconds; each look costs requests.
   * Default: 300 (Cortex: 900). A block is read after this time and once more the same, or `cortexTimes.querierIndex` where
   * that is longer, at the latest.
   */
  blockSyncSeconds?: number;
}

/** What others must know of how Cortex is set, seconds. */
export const cortexTimes = {
  /**
   * `blocks`: a querier looks for a newer index of a tenant that it knows after a minute, with 20 % of jitter
   * (`CheckInterval` in pkg/querier/blocks_store_queryable.go, pkg/storage/tsdb/bucketindex/loader.go).
   */
  querierIndex: 72,
  /** A chunk is flushed at this age at the latest: Cortex's advice is at most 2-12 h, more is more to replay. */
  maxChunkAge: 2 * 3600,
  /** How long before it is needed a table is made, and how long before it is old enough one is dropped: Cortex's own would be 10 min. */
  tableGrace: 3 * 3600,
  /** Between two looks of the table manager: half of Cortex's default of 2 min, so that the first tables come sooner. */
  tablePoll: 60,
} as const;

/**
 * After how long without samples the HA tracker takes the other replica, seconds: Cortex's 30, or two scrapes if that is longer. It
 * notes a sample every 15 s at most, so that a pause between scrapes would else pass for a replica's end.
 */
export function haFailoverSeconds(scrapeIntervalSeconds: number): number {
  return Math.max(30, 2 * scrapeIntervalSeconds);
}

/** The modules of a chunks node; a table manager beside Cassandra must be one (cortexproject/cortex#3394). */
const chunksTarget = "distributor,ingester,querier,query-frontend,ruler";
export const tableManagerTarget = "table-manager";

/** `-target` of a node. DynamoDB makes a table once, however many ask: there each node manages tables. */
export function nodeTarget(store: DataStore): string {
  switch (store.kind) {
    case "blocks":
      return "all";
    case "cassandra":
      return chunksTarget;
    case "dynamodb":
      return store.cortexMakesTables ? `${chunksTarget},${tableManagerTarget}` : chunksTarget;
  }
}

/** cortex.yaml of a node. Pure: the same inputs give the same text. Needs `-config.expand-env=true`. */
export function nodeYaml(inputs: CortexInputs): string {
  const { store } = inputs;
  return stringify(store.kind === "blocks" ? blocksNode(inputs, store) : chunksNode(inputs, store), yamlOptions);
}

/** cortex.yaml of the table manager: only what it reads, so that a change of limits does not replace it. */
export function tableManagerYaml(inputs: CortexInputs): string {
  const { store } = inputs;
  if (store.kind === "blocks") throw new Error("Blocks have no tables.");
  return stringify(tableManager(inputs, store), yamlOptions);
}

/** What a tenant without a configuration of its own has: alerts are taken, kept and shown, and sent to nobody. */
export function alertmanagerFallbackYaml(): string {
  return stringify({ route: { receiver: "nobody", group_by: ["..."] }, receivers: [{ name: "nobody" }] }, yamlOptions);
}

const yamlOptions = { aliasDuplicateObjects: false, lineWidth: 0 };
