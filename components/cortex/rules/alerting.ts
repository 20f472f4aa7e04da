import { clusterAlerts } from "./alerts/cluster.ts";
import { collectionAlerts } from "./alerts/collection.ts";
import { containerAlerts } from "./alerts/containers.ts";
import { discoveryAlerts } from "./alerts/discovery.ts";
import { gatewayAlerts } from "./alerts/gateway.ts";
import { requestAlerts } from "./alerts/requests.ts";
import { ringAlerts } from "./alerts/ring.ts";
import { storeAlerts } from "./alerts/store.ts";
import type { MonitoringOptions } from "./options.ts";
import type { Alert, RuleGroup } from "./rule.ts";

/**
 * The alerts, evaluated by both Prometheus on what they scraped themselves: an alert about Cortex must not need Cortex.
 * So no measure reads a recorded series.
 */
export function alertingRules(options: MonitoringOptions): RuleGroup<Alert>[] {
  return [
    { name: "platform", rules: clusterAlerts() },
    { name: "ring", rules: ringAlerts(options) },
    { name: "requests", rules: requestAlerts(options) },
    { name: "store", rules: storeAlerts(options) },
    { name: "discovery", rules: discoveryAlerts(options) },
    { name: "gateway", rules: gatewayAlerts(options) },
    { name: "collection", rules: collectionAlerts(options) },
    { name: "containers", rules: containerAlerts() },
  ];
}
