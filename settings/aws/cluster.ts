// The group of Cortex nodes (`cortex:aws.cluster`).
import type { z } from "zod";
import { section, whole } from "../rules.ts";

/** The group of Cortex nodes beyond what `cluster` says: `cluster.nodes` is its minimum. */
export interface AwsClusterSettings {
  /** Most nodes, `cluster.nodes` to 100. Default: 2 * `cluster.nodes`. */
  maxNodes: number;
  /** Mean CPU that the group is kept at, percent, 10 to 90. Default: 60. */
  cpuTargetPercent: number;
  /**
   * Longest time that a node may take to flush and to leave the ring before it is ended, seconds, 60 to 7200 (the
   * lifecycle hook's heartbeat timeout; EC2 Auto Scaling allows 30 to 7200). Default: 1800.
   */
  drainSeconds: number;
  /**
   * Under `blocks`: between two looks for new blocks, seconds, 10 to 1200 (Cortex refuses an index of over an hour, and it may
   * be twice this old). Each look costs requests of S3, and the drain of a node begins twice this time after the one before
   * (`pauseSeconds` in components/aws/boot/roles/cortex.ts). Default: 300 (Cortex: 900).
   */
  blockSyncSeconds: number;
}

export const clusterSchema = section({
  maxNodes: whole(1, 100).optional().describe("Most Cortex nodes. Default: 2 * cluster.nodes."),
  cpuTargetPercent: whole(10, 90, "percent").default(60).describe("Mean CPU that the group is kept at, percent."),
  drainSeconds: whole(60, 7_200, "seconds")
    .default(1_800)
    .describe("Longest time that a node may take to flush and to leave the ring, seconds."),
  blockSyncSeconds: whole(10, 1_200, "seconds")
    .default(300)
    .describe("Under blocks: between two looks for new blocks, seconds."),
}).prefault({});

/** @param minNodes `cluster.nodes`. */
export function completeCluster(given: z.output<typeof clusterSchema>, minNodes: number): AwsClusterSettings {
  return { ...given, maxNodes: given.maxNodes ?? 2 * minNodes };
}
