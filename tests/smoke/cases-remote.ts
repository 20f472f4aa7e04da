import type { Case } from "./case.ts";

/** Faults of a stack of which the gateway is all that can be reached. */
export const remoteCases: Case[] = [
  {
    fault: "the pair's second copies do not arrive at a gateway far away",
    faults: { remote: true, nothingDeduplicated: true },
    fails: ["deduplication"],
    says: [/deduped_samples_total above 0/, /look at: +the journals of the instances of tier collection, cluster/],
  },
  {
    fault: "a job's samples do not arrive at a gateway far away",
    faults: { remote: true, lostJob: "nginx" },
    fails: ["arrival"],
    says: [/`up` of the jobs cortex, consul, nginx, prometheus/, /seen: +nothing of nginx/],
  },
];
