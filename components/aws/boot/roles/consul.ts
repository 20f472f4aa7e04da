import { serverDrainSeconds } from "../hooks.ts";
import type { BootPlan } from "../plan.ts";
import { consulAgent } from "../services/consul.ts";
import { drainService } from "../services/drain.ts";
import { planOf, type RoleInputs } from "./common.ts";

/** Servers of Consul on AWS, one a zone. */
export const consulServers = 3;

export function consulPlan(inputs: RoleInputs): BootPlan {
  const { settings, names } = inputs;
  return planOf("consul", inputs, [
    consulAgent({ settings, names, servers: consulServers }),
    drainService({
      script: "drain-consul",
      hookSeconds: serverDrainSeconds,
      environment: { SERVERS: consulServers },
    }),
  ]);
}
