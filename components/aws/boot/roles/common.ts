import type { Settings } from "../../../../settings.ts";
import type { InstanceKind } from "../../../../settings/aws/instances.ts";
import { cloudWatchAgentJson } from "../../../cortex/cloudwatch-agent.ts";
import type { Names } from "../../names.ts";
import { agentArtifact } from "../artifacts.ts";
import { bootPaths } from "../paths.ts";
import type { BootPlan, Service } from "../plan.ts";

/** What every role is a function of. */
export interface RoleInputs {
  settings: Settings;
  names: Names;
  /** The group's own part of its name: `consul-1`. */
  part: string;
}

/** The plan of an instance of a kind that runs these services. */
export function planOf(kind: InstanceKind, { settings, names, part }: RoleInputs, services: Service[]): BootPlan {
  const { region, instanceEndpoint, artifacts } = settings.aws;
  const endpoint = instanceEndpoint === undefined ? {} : { endpoint: instanceEndpoint };
  const group = names.group(part);
  const logs = ["boot", ...services.map(({ name }) => name)];
  const configuration = cloudWatchAgentJson({
    region,
    namespace: names.metricNamespace,
    group,
    logs: {
      group: names.logGroup(kind),
      files: logs.map((name) => ({ path: `${bootPaths.logs}/${name}.log`, stream: name })),
    },
    ...endpoint,
  });
  return {
    kind,
    group,
    region,
    services,
    ...endpoint,
    ...(artifacts.cloudWatchAgent ? { agent: { configuration, artifact: agentArtifact(settings) } } : {}),
  };
}
