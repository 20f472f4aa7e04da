// The nodes of a fake stack with blocks: what a command in one of them prints.
import { z } from "zod";

export interface BlocksFaults {
  /** `querier.query_ingesters_within` is 0. */
  ingestersAlwaysAsked?: boolean;
  /** Cortex's own intervals: 15 min each. */
  slowIntervals?: boolean;
  noIntervals?: boolean;
  otlpRefused?: boolean;
  uploadFails?: boolean;
  /** The first flush of each node meets another one. */
  flushMet?: boolean;
  compactionFails?: boolean;
  /** A flush makes nothing. */
  nothingUploaded?: boolean;
  noBucketIndex?: boolean;
  noBlockLoaded?: boolean;
  /** The store gateways do not have the sample. */
  blockUnreadable?: boolean;
  /** Not a fault: a run before this one left a block. */
  earlierRun?: boolean;
  /** What an earlier run left has another value now. */
  wrongBlock?: boolean;
}

const otlp = z.object({
  resourceMetrics: z.tuple([
    z.object({
      scopeMetrics: z.tuple([
        z.object({
          metrics: z.tuple([
            z.object({
              name: z.string(),
              gauge: z.object({
                dataPoints: z.tuple([z.object({ timeUnixNano: z.string().regex(/^\d{19}$/), asDouble: z.number() })]),
              }),
            }),
          ]),
        }),
      ]),
    }),
  ]),
});

/** The longest age that these ingesters are asked for. */
const within = 5 * 3600 * 1000;

interface Sample {
  metric: string;
  value: number;
  timestamp: number;
}

/** Answers a command in a node; undefined: not one of these. */
export function fakeBlocks(faults: BlocksFaults): (node: string, command: string[]) => Promise<string> | undefined {
  const heads = new Map<string, Sample[]>();
  const bucket: Sample[] = [];
  // Written a day ago, when it was already too old for the ingesters.
  const earlierThan = (timestamp: number): boolean => timestamp < Date.now() - within - 7_200_000;
  const earlier: Sample[] =
    faults.earlierRun || faults.wrongBlock
      ? [{ metric: "smoke_block_7", value: faults.wrongBlock ? 8 : 7, timestamp: Date.now() - 86_400_000 }]
      : [];
  const uploads = new Map<string, number>();
  let failed = 0;
  const uncompacted = new Map<string, number>();

  return (node, command) => {
    if (command[0] !== "wget") return undefined;
    const url = new URL(command.at(-1) ?? "");
    const tenant = command.find((word) => word.startsWith("--header=X-Scope-OrgID: "))?.split(": ")[1];
    const body = command.find((word) => word.startsWith("--post-data="))?.slice("--post-data=".length);
    try {
      return Promise.resolve(answer(node, url, tenant, body));
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
  };

  function answer(node: string, url: URL, tenant: string | undefined, body: string | undefined): string {
    switch (url.pathname) {
      case "/config":
        return configOf(faults);
      case "/api/v1/otlp/v1/metrics":
        if (faults.otlpRefused || tenant === undefined) throw new Error("wget: server returned error: HTTP/1.1 500");
        for (const copy of ["cortex-node-1", "cortex-node-2"])
          heads.set(copy, [...(heads.get(copy) ?? []), read(body)]);
        return "";
      case "/ingester/flush":
        if (body === undefined || url.searchParams.get("wait") !== "true") throw new Error("not waited for");
        flush(node);
        return "";
      case "/metrics":
        return metricsOf(node);
      case "/prometheus/api/v1/query":
        return found(url, tenant);
      default:
        throw new Error(`not expected: ${url.href}`);
    }
  }

  function flush(node: string): void {
    const compactionsFailed = uncompacted.get(node) ?? 0;
    if (faults.compactionFails || (faults.flushMet && compactionsFailed === 0)) {
      uncompacted.set(node, compactionsFailed + 1);
      return;
    }
    if (faults.uploadFails) failed++;
    if (faults.uploadFails || faults.nothingUploaded) return;
    bucket.push(...(heads.get(node) ?? []));
    heads.delete(node);
    uploads.set(node, Math.floor(Date.now() / 1000));
  }

  function metricsOf(node: string): string {
    // Not the run of the compactor that was under way when the block came.
    const index = faults.noBucketIndex || bucket.length + earlier.length === 0 ? 0 : Date.now() / 1000 + 5;
    return [
      "# TYPE cortex_ingester_shipper_upload_failures_total counter",
      `cortex_ingester_shipper_upload_failures_total ${failed}`,
      `cortex_ingester_tsdb_compactions_failed_total ${uncompacted.get(node) ?? 0}`,
      `thanos_objstore_bucket_last_successful_upload_time{bucket="",component="compactor"} ${Date.now() / 1000}`,
      `thanos_objstore_bucket_last_successful_upload_time{bucket="",component="ingester"} ${uploads.get(node) ?? 0}`,
      `cortex_bucket_index_last_successful_update_timestamp_seconds{user="other"} ${Date.now() / 1000}`,
      ...(index === 0
        ? []
        : [`cortex_bucket_index_last_successful_update_timestamp_seconds{user="smoke-check"} ${index}`]),
      `cortex_bucket_store_blocks_loaded{user="smoke-check"} ${faults.noBlockLoaded ? 0 : bucket.length}`,
      "",
    ].join("\n");
  }

  function found(url: URL, tenant: string | undefined): string {
    const time = Math.round(Number(url.searchParams.get("time")) * 1000);
    // What is younger would be answered by an ingester, and would say nothing about the bucket.
    const old = Date.now() - time > within;
    const query = url.searchParams.get("query") ?? "";
    const ofEarlierRuns = query === `last_over_time({__name__=~"smoke_block_.+"}[1d])`;
    const result = [...earlier, ...bucket]
      .filter(({ metric, timestamp }) =>
        ofEarlierRuns ? earlierThan(timestamp) : metric === query && timestamp === time,
      )
      .filter(() => old && tenant !== undefined && !faults.blockUnreadable)
      .slice(0, 1)
      .map(({ metric, value }) => ({ metric: { __name__: metric }, value: [time / 1000, String(value)] }));
    return JSON.stringify({ status: "success", data: { resultType: "vector", result } });
  }
}

function read(body: string | undefined): Sample {
  const [resource] = otlp.parse(JSON.parse(body ?? "")).resourceMetrics;
  const [metric] = resource.scopeMetrics[0].metrics;
  const [point] = metric.gauge.dataPoints;
  return { metric: metric.name, value: point.asDouble, timestamp: Number(point.timeUnixNano.slice(0, -6)) };
}

function configOf(faults: BlocksFaults): string {
  if (faults.noIntervals) return "querier: {}\n";
  const every = faults.slowIntervals ? "15m0s" : "0s";
  return [
    `querier: {query_ingesters_within: ${faults.ingestersAlwaysAsked ? "0s" : "5h0m0s"}}`,
    `compactor: {cleanup_interval: ${every}}`,
    `blocks_storage: {bucket_store: {sync_interval: ${every}}}`,
    "",
  ].join("\n");
}
