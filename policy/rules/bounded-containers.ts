import type { ResourceRule } from "../rule.ts";
import { at, is, isMissing, isNot, numberOf, textOf, unknown } from "../value.ts";

/** Drivers that bound a container's log by themselves. */
const boundedDrivers = ["local", "none"];

const restarting = ["always", "unless-stopped"];

/** One part that grows takes all others with it: memory, a log on the disk, or by not coming back. */
export const boundedContainers: ResourceRule = {
  kind: "resource",
  name: "bounded-containers",
  description: "Containers have a memory limit without swap, a bounded log, and are started again.",
  severity: "medium",
  remediation: "Set memory and the same memorySwap, logOpts max-size and max-file, restart: always.",
  check({ type, props }) {
    if (type !== "docker:index/container:Container") return [];
    const { memory, memorySwap, restart, mustRun, logDriver, logOpts } = props;
    const breaches: string[] = [];
    if (memory !== unknown && (numberOf(memory) ?? 0) <= 0) breaches.push("no memory limit");
    else if (typeof memory === "number" && isNot(memorySwap, memory))
      breaches.push("swap takes over at the memory limit");
    // What does its work once and ends is not to be started again.
    if (restart !== unknown && !is(mustRun, false) && !restarting.some((policy) => is(restart, policy)))
      breaches.push("nothing starts it again");
    const sized = !isMissing(at(logOpts, "max-size")) && !isMissing(at(logOpts, "max-file"));
    if (logDriver !== unknown && !boundedDrivers.includes(textOf(logDriver)) && !sized)
      breaches.push("its log grows without bound");
    return breaches;
  },
};
