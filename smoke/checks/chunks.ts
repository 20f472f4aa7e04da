// What Cortex flushes is in Cassandra.
import { randomInt } from "node:crypto";
import { eventually, Unmet, type Check, type CheckContext } from "../check.ts";
import { askNode, inContainer, running } from "../nodes.ts";
import { chunkQuery, chunksIn, indexQuery, indexRowsIn, listTables, tablesIn } from "../rows.ts";
import { write } from "../write.ts";

/**
 * Older than any chunk that waits to be flushed (`max_chunk_age` is 2 h): a flush queue takes the oldest first, and a node
 * holds thousands of series.
 */
const ageMilliseconds = 3 * 3600 * 1000;
/**
 * A flush writes every series that the node holds: one node at a time, the next only when the rows of this one do not come.
 * With as many copies as nodes (the default) the first node has the series.
 */
const looksPerNode = 4;

export const flushed: Check = {
  name: "after a flush the rows are in Cassandra",
  boundSeconds: 50,
  async run(context) {
    const { outputs, collection, uniqueMetric } = context;
    const sample = {
      metric: uniqueMetric("flush"),
      value: randomInt(1, 1_000_000),
      timestamp: Date.now() - ageMilliseconds,
    };
    const series = { tenant: collection.tenant, metric: sample.metric, timestamp: sample.timestamp };
    const missing = (expected: string, seen: string) => new Unmet({ expected, seen, look: ["cluster", "datastore"] });
    const [cassandra] = await running(context, "datastore", "cassandra");
    const ask = (cql: string) => inContainer(context, "datastore", cassandra.name, ["cqlsh", "-e", cql]);

    const flushNext = oneNodeAfterTheOther();
    let [listed] = await Promise.all([
      // cqlsh takes a second or more to start: the first time it is asked for the tables while Cortex writes.
      ask(listTables).catch(() => undefined),
      write(outputs.gatewayUrl, collection.login, sample, context),
    ]);

    return eventually(context, async () => {
      await flushNext(context);
      // Later again: the table manager of a new stack may still be creating them.
      const tables = tablesIn(listed ?? (await ask(listTables)));
      listed = undefined;
      if (tables.index.length === 0 || tables.chunks.length === 0) {
        const seen = `index: ${tables.index.join(", ") || "none"}; chunks: ${tables.chunks.join(", ") || "none"}`;
        throw missing("tables index_<n> and chunks_<n> in Cassandra", seen);
      }
      const index = indexRowsIn(await ask(indexQuery(tables.index, series)), series);
      if (!index.series || index.chunks.length === 0) {
        throw missing(
          `index rows of ${sample.metric} (tenant ${series.tenant}) in ${tables.index.join(", ")}`,
          `${index.series ? "a" : "no"} row of the metric, ${index.chunks.length} of its chunks`,
        );
      }
      const stored = chunksIn(await ask(chunkQuery(tables.chunks, index.chunks)));
      if (stored.length === 0) {
        throw missing(`the chunk ${index.chunks.join(", ")} in ${tables.chunks.join(", ")}`, "no such row");
      }
      return `chunk ${stored[0] ?? ""}`;
    });
  },
};

/**
 * Inside a node: the gateway lets nobody flush. Does nothing while the last flush may still be writing; a node that fails is
 * asked again after the others.
 */
function oneNodeAfterTheOther(): (context: CheckContext) => Promise<void> {
  let looks = 0;
  return async (context) => {
    const turn = looks / looksPerNode;
    if (!Number.isInteger(turn)) {
      looks += 1;
      return;
    }
    const [first, ...others] = await running(context, "cluster", "node");
    const node = [first, ...others][turn % (others.length + 1)] ?? first;
    looks = (turn + 1) * looksPerNode;
    await askNode(context, node, "/flush", { post: true });
    looks = turn * looksPerNode + 1;
  };
}
