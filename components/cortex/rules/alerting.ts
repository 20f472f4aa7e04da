import { alertmanagerAlerts } from "./alerts/alertmanager.ts";
import { blocksAlerts } from "./alerts/blocks.ts";
import { bucketAlerts } from "./alerts/bucket.ts";
import { cassandraAlerts } from "./alerts/cassandra.ts";
import { chunksAlerts } from "./alerts/chunks.ts";
import { clusterAlerts } from "./alerts/cluster.ts";
import { collectionAlerts } from "./alerts/collection.ts";
import { containerAlerts } from "./alerts/containers.ts";
import { discoveryAlerts } from "./alerts/discovery.ts";
import { dynamodbAlerts } from "./alerts/dynamodb.ts";
import { gatewayAlerts } from "./alerts/gateway.ts";
import { requestAlerts } from "./alerts/requests.ts";
import { ringAlerts } from "./alerts/ring.ts";
import type { MonitoringOptions } from "./options.ts";
import type { Alert, RuleGroup } from "./rule.ts";

/**
 * The alerts, evaluated by both Prometheus on what they scraped themselves: an alert about Cortex must not need Cortex.
 * So no measure reads a recorded series.
 */
export function alertingRules(options: MonitoringOptions): RuleGroup<Alert>[] {
  return [
    { name: "platform", rules: clusterAlerts(options) },
    { name: "ring", rules: ringAlerts(options) },
    { name: "requests", rules: requestAlerts(options) },
    ...storeGroups(options),
    { name: "discovery", rules: discoveryAlerts(options) },
    { name: "gateway", rules: gatewayAlerts(options) },
    { name: "collection", rules: collectionAlerts(options) },
    ...(options.platform === "docker" ? [{ name: "containers", rules: containerAlerts() }] : []),
  ];
}

function storeGroups(options: MonitoringOptions): RuleGroup<Alert>[] {
  if (options.engine === "blocks") {
    return [
      { name: "blocks", rules: blocksAlerts(options) },
      { name: "bucket", rules: bucketAlerts(options) },
      { name: "alertmanager", rules: alertmanagerAlerts(options) },
    ];
  }
  const store = options.platform === "docker" ? cassandraAlerts(options) : dynamodbAlerts(options);
  return [{ name: "store", rules: [...store, ...chunksAlerts(options)] }];
}
