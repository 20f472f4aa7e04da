// What Cortex makes blocks of is in the bucket, and is read from there.
import { randomInt } from "node:crypto";
import { cortexTimes } from "../../components/cortex/cortex-yaml.ts";
import { eventually, NotApplicable, Unmet, type Check, type CheckContext } from "../check.ts";
import type { Container } from "../containers.ts";
import { sum } from "../exposition.ts";
import { askNode, running } from "../nodes.ts";
import { intervalsOf, type Intervals } from "../node-config.ts";
import { vector } from "../prometheus.ts";

/**
 * Nobody can log in as this tenant and nothing else is written as it. So its samples can be so old that no ingester is
 * asked for them: an ingester takes what is newer than all it has of a tenant, and each run writes later than the last.
 */
const tenant = "smoke-check";
/** Of the metrics; the value follows, so that a later run knows it. */
const prefix = "smoke_block_";
/** Beyond the age up to which ingesters are asked. */
const olderMilliseconds = 3_600_000;
/** A look goes into each node. */
const pollMilliseconds = 2_000;
const lastUpload = "thanos_objstore_bucket_last_successful_upload_time";
const failedUploads = "cortex_ingester_shipper_upload_failures_total";
const failedCompactions = "cortex_ingester_tsdb_compactions_failed_total";
/** Allowed to the run of a compactor that is under way, to list a tenant's few blocks and write their index. */
const indexSeconds = 2;
/** What compactor, store gateway and querier may take beyond their intervals. */
const slackSeconds = 20;

interface Sample {
  metric: string;
  /** Milliseconds since the epoch. */
  timestamp: number;
}

export const shipped: Check = {
  name: "after a flush the block is in the bucket",
  boundSeconds: 60,
  async run(context) {
    const nodes = await running(context, "cluster", "node");
    const intervals = await intervalsOf(context, nodes[0]);
    const began = Date.now();
    await write(context, nodes[0], intervals);
    return `from ${await flush(context, nodes, began)} of ${nodes.length} nodes`;
  },
};

export const readBack: Check = {
  name: "what the bucket alone has is read back",
  boundSeconds: 110,
  async run(context) {
    const nodes = await running(context, "cluster", "node");
    const intervals = await intervalsOf(context, nodes[0]);
    // What an earlier run left tells as much, at once.
    const known = (await indexTime(context, nodes)) > 0;
    if (known) {
      const earlier = await read(context, nodes[0], `last_over_time({__name__=~"${prefix}.+"}[1d])`, oldest(intervals));
      if (earlier.length > 0) return `${earlier.length} sample(s) of earlier runs`;
    }
    const { cleanupSeconds, syncSeconds } = intervals;
    const waitSeconds = cleanupSeconds + syncSeconds + (known ? cortexTimes.querierIndex : 0) + slackSeconds;
    if (waitSeconds > (context.deadline - Date.now()) / 1000) {
      throw new NotApplicable(
        `a first block is read after up to ${waitSeconds} s (compactor.cleanup_interval, bucket_store.sync_interval), ` +
          "longer than this check may wait",
      );
    }
    const began = Date.now();
    const sample = await write(context, nodes[0], intervals);
    await flush(context, nodes, began);
    // A run of the compactor that was under way when the block came may not have seen it.
    const shippedAt = Date.now() + indexSeconds * 1000;
    await eventually({ ...context, pollMilliseconds }, async () => {
      await indexed(context, nodes, shippedAt);
      if ((await read(context, nodes[0], sample.metric, sample.timestamp)).length > 0) return;
      const expected = `${sample.metric}, which is in the bucket alone`;
      throw new Unmet({ expected, seen: "nothing", look: ["cluster", "datastore"] });
    });
    return `${sample.metric}, ${Math.round((Date.now() - began) / 1000)} s after it was written`;
  },
};

/** Ingesters are not asked for what is as old as this, milliseconds since the epoch. */
function oldest({ askIngestersSeconds }: Intervals): number {
  return Date.now() - askIngestersSeconds * 1000 - olderMilliseconds;
}

/** One sample, older than what ingesters are asked for; by OTLP, whose body may be text. */
async function write(context: CheckContext, node: Container, intervals: Intervals): Promise<Sample> {
  const value = randomInt(1, 1_000_000_000);
  const sample = { metric: `${prefix}${value}`, timestamp: oldest(intervals) };
  const point = { timeUnixNano: `${sample.timestamp}000000`, asDouble: value };
  const metrics = [{ name: sample.metric, gauge: { dataPoints: [point] } }];
  const json = { resourceMetrics: [{ scopeMetrics: [{ metrics }] }] };
  await eventually(context, () => askNode(context, node, "/api/v1/otlp/v1/metrics", { tenant, json }));
  return sample;
}

/**
 * Each node, since the series is in some of them only. A node that answers has tried: its metrics tell how that ended.
 * While a node ships a tenant's blocks, as each minute and at the end of another flush, it compacts nothing of it and counts that
 * as failed, and the other way round (casState in pkg/ingester/ingester.go): so it is asked again, and an upload that failed stays one.
 * @returns how many nodes put something into the bucket since then, milliseconds since the epoch
 */
async function flush(context: CheckContext, nodes: Container[], since: number): Promise<number> {
  const unmet = (expected: string, seen: string, hosts?: string[]) =>
    new Unmet({ expected, seen, look: ["cluster", "datastore"], ...(hosts === undefined ? {} : { hosts }) });
  const watched = await Promise.all(
    nodes.map(async (node) => ({ node, uploadsFailed: sum(await metricsOf(context, node), failedUploads) })),
  );
  return eventually(context, async () => {
    let uploaded = 0;
    for (const { node, uploadsFailed } of watched) {
      const compactionsFailed = sum(await metricsOf(context, node), failedCompactions);
      await askNode(context, node, `/ingester/flush?wait=true&tenant=${tenant}`, { post: true });
      const after = await metricsOf(context, node);
      const grown = [
        ...(sum(after, failedUploads) > uploadsFailed ? [failedUploads] : []),
        ...(sum(after, failedCompactions) > compactionsFailed ? [failedCompactions] : []),
      ];
      if (grown.length > 0)
        throw unmet(`${node.name} ships what it flushes`, `${grown.join(" and ")} grew`, [node.name]);
      // Another check may have flushed what was written here; the upload was later than the write all the same.
      if (sum(after, lastUpload, { component: "ingester" }) >= Math.floor(since / 1000)) uploaded++;
    }
    if (uploaded > 0) return uploaded;
    throw unmet(
      `${lastUpload} is now on a node that is flushed`,
      `no upload from ${nodes.map(({ name }) => name).join(", ")}`,
    );
  });
}

/** A querier that is asked before there is an index looks again a minute later only: so it is not asked before. */
async function indexed(context: CheckContext, nodes: Container[], since: number): Promise<void> {
  const index = await indexTime(context, nodes);
  if (index * 1000 < since) {
    const seen = index === 0 ? "none" : "one that is older than the block";
    throw new Unmet({ expected: `a compactor writes tenant ${tenant}'s bucket index`, seen, look: ["cluster"] });
  }
  if ((await greatest(context, nodes, "cortex_bucket_store_blocks_loaded")) === 0) {
    throw new Unmet({
      expected: `a store gateway loads tenant ${tenant}'s blocks`,
      seen: "none loaded",
      look: ["cluster"],
    });
  }
}

/** When a compactor last wrote the index, seconds since the epoch; 0: not yet. */
function indexTime(context: CheckContext, nodes: Container[]): Promise<number> {
  return greatest(context, nodes, "cortex_bucket_index_last_successful_update_timestamp_seconds");
}

/** The greatest value of one of the tenant's metrics on any node. */
async function greatest(context: CheckContext, nodes: Container[], metric: string): Promise<number> {
  const texts = await Promise.all(nodes.map((node) => metricsOf(context, node)));
  return Math.max(...texts.map((text) => sum(text, metric, { user: tenant })));
}

/** The samples that a query finds; each must have the value that its name tells. */
async function read(context: CheckContext, node: Container, expression: string, at: number): Promise<number[]> {
  const asked = new URLSearchParams({ query: expression, time: String(at / 1000) });
  const body = await askNode(context, node, `/prometheus/api/v1/query?${asked.toString()}`, { tenant });
  const answer = vector.safeParse(JSON.parse(body));
  const unmet = (expected: string, seen: string) => new Unmet({ expected, seen, look: ["cluster", "datastore"] });
  if (!answer.success) throw unmet(`an answer to ${expression}`, body.slice(0, 200));
  return answer.data.data.result.map(({ metric, value: [, value] }) => {
    const name = metric["__name__"] ?? "";
    if (name === `${prefix}${value}`) return Number(value);
    throw unmet(`the value that its name tells of ${name}`, value);
  });
}

function metricsOf(context: CheckContext, node: Container): Promise<string> {
  return askNode(context, node, "/metrics");
}
