import type { InstanceKind } from "../../settings/aws/instances.ts";

/** The Auto Scaling groups by kind, each by its part of its name (`names.group`); where there are several, one a zone. */
export const groupParts: Record<InstanceKind, string[]> = {
  consul: ["consul-1", "consul-2", "consul-3"],
  cortex: ["cortex"],
  prometheus: ["prometheus-1", "prometheus-2"],
  grafana: ["grafana"],
};
