import type { Settings } from "../../../../settings.ts";
import { cortexPaths, cortexPorts } from "../../../cortex/cortex-yaml.ts";
import { programs, releasedArtifact } from "../artifacts.ts";
import { logged } from "../logged.ts";
import { bootPaths } from "../paths.ts";
import type { BootFile, RuleGroupUpload, Service } from "../plan.ts";
import { hardened } from "../unit.ts";

export interface CortexServiceInputs {
  settings: Settings;
  /** cortex.yaml; variables of the instance's identity in it are expanded. */
  configuration: string;
  /** Modules that run, as `-target` names them. */
  target: string;
  /** Files that the configuration names. */
  files: BootFile[];
  /** Rule groups that are given to the ruler by its API. */
  ruleGroups: RuleGroupUpload[];
}

/** The Cortex process of a node. It stops before Consul does, with all the time that a flush may take. */
export function cortexService({ settings, configuration, target, files, ruleGroups }: CortexServiceInputs): Service {
  return {
    name: "cortex",
    user: "cortex",
    folders: [cortexPaths.data],
    unit: {
      Unit: {
        Description: "Cortex",
        Wants: "network-online.target consul.service",
        After: "network-online.target consul.service",
      },
      Service: {
        Type: "exec",
        User: "cortex",
        EnvironmentFile: bootPaths.identity,
        // Cortex 1.13.2 takes it for the region of a DynamoDB that has an endpoint of its own.
        Environment: `AWS_REGION=${settings.aws.region}`,
        ExecStartPre: `${bootPaths.scripts}/wait-leader.sh`,
        ExecStart: `${programs.cortex} -config.file=${cortexPaths.config} -config.expand-env=true -target=${target}`,
        Restart: "always",
        RestartSec: 5,
        TimeoutStartSec: 180,
        TimeoutStopSec: settings.aws.cluster.drainSeconds,
        LimitNOFILE: 1_048_576,
        MemoryMax: "85%",
        ...logged("cortex"),
        ...hardened({ capabilities: ["CAP_NET_BIND_SERVICE"], writable: [cortexPaths.data] }),
      },
    },
    files: [{ path: cortexPaths.config, content: configuration }, ...files],
    ruleGroups,
    scripts: [{ name: "wait-leader" }],
    artifacts: [releasedArtifact("cortex", settings)],
    ready: `http://127.0.0.1:${cortexPorts.http}/ready`,
  };
}
