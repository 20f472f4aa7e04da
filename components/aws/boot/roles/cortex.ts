import type { Settings } from "../../../../settings.ts";
import { cortexPorts, cortexTimes } from "../../../cortex/cortex-yaml.ts";
import { healthPath } from "../../../cortex/gateway-routes.ts";
import type { BootFile, BootPlan, RuleGroupUpload } from "../plan.ts";
import { consulAgent } from "../services/consul.ts";
import { cortexService } from "../services/cortex.ts";
import { drainService } from "../services/drain.ts";
import { gatewayService, nginxExporterPort, nginxExporterService } from "../services/gateway.ts";
import { planOf, type RoleInputs } from "./common.ts";

/**
 * Seconds until what one node flushed is found by the others, so that the next may go: under `blocks` the compactor tells of
 * it first, and the store gateways and queriers look then.
 */
export function pauseSeconds({ engine, aws }: Settings): number {
  const { blockSyncSeconds } = aws.cluster;
  return engine === "blocks" ? blockSyncSeconds + Math.max(blockSyncSeconds, cortexTimes.querierIndex) : 0;
}

export interface CortexRoleInputs extends RoleInputs {
  /** cortex.yaml. */
  configuration: string;
  /** Modules that run, as `-target` names them. */
  target: string;
  /** Files that the configuration names. */
  files: BootFile[];
  /** Rule groups that are given to the ruler by its API. */
  ruleGroups: RuleGroupUpload[];
}

/** A Cortex node: Consul's client, Cortex, its NGINX and what goes with it. */
export function cortexPlan(inputs: CortexRoleInputs): BootPlan {
  const { settings, names, configuration, target, files, ruleGroups } = inputs;
  const { drainSeconds } = settings.aws.cluster;
  const pause = pauseSeconds(settings);
  const local = `http://127.0.0.1:${cortexPorts.http}`;
  const services = [
    { name: "cortex", port: cortexPorts.http, checkUrl: `${local}${healthPath}` },
    { name: "nginx-exporter", port: nginxExporterPort, checkUrl: `http://127.0.0.1:${nginxExporterPort}/metrics` },
  ];
  return planOf("cortex", inputs, [
    consulAgent({ settings, names, services }),
    cortexService({ settings, configuration, target, files, ruleGroups }),
    gatewayService(settings),
    nginxExporterService(),
    drainService({
      script: "drain-cortex",
      hookSeconds: drainSeconds,
      environment: { ENGINE: settings.engine, PAUSE_SECONDS: pause },
    }),
  ]);
}
