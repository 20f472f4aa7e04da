import type { CortexInputs } from "../../components/cortex/cortex-yaml.ts";
import type { BlocksStore, CassandraStore, DynamoDbStore, S3Api } from "../../components/platform.ts";
import { settingsOf } from "./settings.ts";

export const s3: S3Api = {
  endpoint: "objects:8333",
  region: "here-1",
  insecure: true,
  pathStyle: true,
  keysFromEnvironment: true,
};

export const cassandra: CassandraStore = {
  kind: "cassandra",
  addresses: [
    { host: "store-1", port: 9042 },
    { host: "store-2", port: 9042 },
  ],
  keyspace: "samples",
  replicationFactor: 2,
  ready: [],
};

export const blocks: BlocksStore = {
  kind: "blocks",
  s3,
  buckets: { blocks: "some-blocks", ruler: "some-rules", alertmanager: "some-alerts" },
  ready: [],
};

export const dynamoDb: DynamoDbStore = {
  kind: "dynamodb",
  region: "there-2",
  tablePrefix: "acme_index_",
  cortexMakesTables: true,
  s3: {
    ...s3,
    endpoint: "s3.there-2.example.com",
    region: "there-2",
    insecure: false,
    pathStyle: false,
    keysFromEnvironment: false,
  },
  bucket: "acme-chunks",
  ready: [],
};

/** What cortex.yaml is made of, by settings of a stack's file and by what is said beside them. */
export function cortexInputs(values: Record<string, unknown> = {}, more: Partial<CortexInputs> = {}): CortexInputs {
  const { storage, limits, cluster, prometheus } = settingsOf(values);
  return {
    storage,
    limits,
    replicationFactor: cluster.replicationFactor,
    scrapeIntervalSeconds: prometheus.scrapeIntervalSeconds,
    consul: { host: "found-here", port: 8500 },
    store: cassandra,
    flushOnShutdown: false,
    ...more,
  };
}

/** A duration as Go writes it (1h30m, 7200s), seconds. */
export function goSeconds(value: unknown): number {
  if (typeof value !== "string" || !/^(?:\d+[hms])+$/.test(value)) throw new Error(`no duration: ${String(value)}`);
  const unit: Record<string, number> = { h: 3600, m: 60, s: 1 };
  return [...value.matchAll(/(\d+)([hms])/g)].reduce((sum, [, n = "", u = ""]) => sum + Number(n) * (unit[u] ?? 0), 0);
}
