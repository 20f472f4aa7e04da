import type { MonitoringOptions } from "./options.ts";

/** What the texts of rules and dashboards call the parts, by engine and platform. */
export interface Words {
  /** Where data at rest lies. */
  store: string;
  /** The alerts about it. */
  storeAlerts: string;
  /** Where a part's log is. */
  log: string;
  /** How a part that is gone comes back. */
  putBack: string;
}

/** The words for an engine on a platform. */
export function words({ engine, platform }: Pick<MonitoringOptions, "engine" | "platform">): Words {
  return { ...(engine === "blocks" ? bucket : chunkStores[platform]), ...places[platform] };
}

const bucket = { store: "the bucket", storeAlerts: "BucketErrors and BucketSlow" };

const chunkStores = {
  docker: { store: "Cassandra", storeAlerts: "CassandraErrors and CassandraSlow" },
  aws: { store: "DynamoDB", storeAlerts: "DynamoDbErrors and DynamoDbSlow" },
};

const places = {
  docker: { log: "the container's log", putBack: "`pulumi up --refresh` puts back one that is gone" },
  aws: { log: "the instance's log in CloudWatch", putBack: "the Auto Scaling group replaces one that is gone" },
};
