import { terminateHook } from "../hooks.ts";
import { logged } from "../logged.ts";
import { bootPaths } from "../paths.ts";
import type { Service } from "../plan.ts";
import { hardened } from "../unit.ts";

export interface DrainInputs {
  script: "drain-cortex" | "drain-consul";
  /** Heartbeat timeout of the terminate hook, seconds. */
  hookSeconds: number;
  /** What the script asks for. */
  environment: Record<string, string | number>;
}

/**
 * Longest wait for the instances that are drained before, seconds: EC2 Auto Scaling keeps an instance for no more than 48 hours,
 * whatever its heartbeats say. A number of the settings would replace every instance when the group's size is changed.
 */
const longestWait = 48 * 3600;

/** Waits for the Auto Scaling group's wish to end the instance, and drains it first. */
export function drainService({ script, hookSeconds, environment }: DrainInputs): Service {
  const name = "cortex-drain";
  return {
    name,
    unit: {
      Unit: {
        Description: "Drains this instance before its group ends it",
        After: "network-online.target consul.service cortex.service cortex-gateway.service",
      },
      Service: {
        Type: "exec",
        ExecStart: `${bootPaths.scripts}/drain-watch.sh`,
        Restart: "on-failure",
        RestartSec: 5,
        MemoryMax: "512M",
        ...logged(name),
        // It is root, to stop the other services, and has none of root's capabilities.
        ...hardened(),
      },
    },
    scripts: [{ name: "drain-watch" }, { name: script, as: "drain" }],
    environment: {
      ...environment,
      TERMINATE_HOOK: terminateHook.name,
      // Three within the timeout, so that one that fails does no harm.
      HEARTBEAT_SECONDS: Math.max(10, Math.min(60, Math.floor(hookSeconds / 3))),
      LOCK_SECONDS: longestWait,
    },
  };
}
