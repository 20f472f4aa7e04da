import { randomInt } from "node:crypto";
import type { Login } from "../../../../smoke/outputs.ts";
import { push } from "../../../../smoke/remote-write.ts";
import { indexRowsIn } from "../../../../smoke/rows.ts";
import type { BootStack } from "./boot-stack.ts";
import { post } from "./node.ts";

/** Older than queriers ask ingesters for (3 h), so that only the store can give it. */
const ageMilliseconds = 4 * 3600_000;
const dayMilliseconds = 86_400_000;

/** A sample that only the store is asked for. */
export interface OldSample {
  /** The tenant's name is its user's. */
  tenant: string;
  metric: string;
  value: number;
  /** Milliseconds since the epoch. */
  timestamp: number;
}

/** Writes an old sample through the load balancer, and lets one node flush. */
export async function flushOld(stack: BootStack, login: Login): Promise<OldSample> {
  const timestamp = Date.now() - ageMilliseconds;
  const sample = {
    tenant: login.username,
    metric: `boot_old_${timestamp}`,
    value: randomInt(1, 1_000_000),
    timestamp,
  };
  const series = [{ labels: { __name__: sample.metric }, samples: [{ value: sample.value, timestamp }] }];
  const { status, body } = await push(stack.url, login, series);
  if (status !== 200) throw new Error(`the old sample was not taken: ${status} ${body}`);
  // Every node has the sample, and each flush is of all that a node holds: one is enough for the emulator.
  const [node] = stack.of("cortex");
  if (node !== undefined) await post(node, "http://127.0.0.1/flush");
  return sample;
}

/** Keys of the sample's chunks, as the index in DynamoDB leads to them. */
export async function chunksOf(stack: BootStack, sample: OldSample): Promise<string[]> {
  const day = Math.floor(sample.timestamp / dayMilliseconds);
  const entries = await stack.emulated.indexEntries(`${stack.prefix}_index_`, `${sample.tenant}:d${day}:`);
  // The same rows as Cassandra's, which this reads as cqlsh prints them.
  const rows = entries.map(({ hash, range }) => JSON.stringify({ hash, range: `0x${range.toString("hex")}` }));
  const { series, chunks } = indexRowsIn(rows.join("\n"), sample);
  return series ? chunks : [];
}
