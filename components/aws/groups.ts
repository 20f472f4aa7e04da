import { instanceKinds } from "../../settings/aws/instances.ts";
import type { Settings } from "../../settings.ts";
import type { Group } from "./contracts.ts";
import { groupParts } from "./group-parts.ts";

/** The Auto Scaling groups as the settings make them: known before the first is there. */
export function groupsOf({ prefix, cluster, grafana }: Settings): Group[] {
  return instanceKinds
    .filter((kind) => kind !== "grafana" || grafana.enabled !== "never")
    .flatMap((kind) =>
      groupParts[kind].map((part) => ({
        kind,
        name: `${prefix}-${part}`,
        minSize: kind === "cortex" ? cluster.nodes : 1,
      })),
    );
}
