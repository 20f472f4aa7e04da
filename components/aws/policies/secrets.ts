import type { InstanceKind } from "../../../settings/aws/instances.ts";
import type { SecretKind } from "../names.ts";

/** The secrets that instances of a kind read at boot, and no others. */
export const secretsRead: Record<InstanceKind, SecretKind[]> = {
  consul: ["gossip-key"],
  cortex: ["gateway-htpasswd", "gossip-key"],
  prometheus: ["prometheus-password", "gossip-key"],
  grafana: ["grafana-password", "grafana-reader-password", "gossip-key"],
};
