import { parse } from "yaml";
import { z } from "zod";
import { NotApplicable, Unmet, type CheckContext } from "./check.ts";
import type { Container } from "./containers.ts";
import { askNode } from "./nodes.ts";

/** What decides when a block is read, seconds. */
export interface Intervals {
  /** Age up to which queriers ask ingesters (Cortex: `querier.query_ingesters_within`). */
  askIngestersSeconds: number;
  /** Between two runs that write the bucket index (`compactor.cleanup_interval`). */
  cleanupSeconds: number;
  /** Between two looks of store gateways and queriers for new blocks (`blocks_storage.bucket_store.sync_interval`). */
  syncSeconds: number;
}

const config = z.object({
  querier: z.object({ query_ingesters_within: z.string() }),
  compactor: z.object({ cleanup_interval: z.string() }),
  blocks_storage: z.object({ bucket_store: z.object({ sync_interval: z.string() }) }),
});

/** The intervals that a node runs with, as it tells them itself. */
export async function intervalsOf(context: CheckContext, node: Container): Promise<Intervals> {
  const read = config.safeParse(parse(await askNode(context, node, "/config")));
  if (!read.success) {
    throw new Unmet({
      expected: `/config of ${node.name} tells its intervals`,
      seen: read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "),
      look: ["cluster"],
      hosts: [node.name],
    });
  }
  const { querier, compactor, blocks_storage } = read.data;
  const askIngestersSeconds = secondsOf(querier.query_ingesters_within);
  if (askIngestersSeconds === 0) {
    throw new NotApplicable("ingesters are asked for samples of any age (querier.query_ingesters_within is 0)");
  }
  return {
    askIngestersSeconds,
    cleanupSeconds: secondsOf(compactor.cleanup_interval),
    syncSeconds: secondsOf(blocks_storage.bucket_store.sync_interval),
  };
}

const seconds: Record<string, number> = { h: 3600, m: 60, s: 1, ms: 0.001 };

/** A duration as Go writes it: `1h2m0.5s`. */
export function secondsOf(duration: string): number {
  return [...duration.matchAll(/([\d.]+)(ms|[hms])/g)].reduce(
    (total, [, number, unit]) => total + Number(number) * (seconds[unit ?? ""] ?? 0),
    0,
  );
}
