import type { Faults } from "./fake-stack.ts";

/** The checks as the report names them. */
export const names = {
  scraping: "both Prometheus scrape every target",
  arrival: "their samples arrive through the gateway",
  deduplication: "a series sent by both replicas is read back once",
  authentication: "a write without a right login gets 401",
  adminPaths: "an admin path gets 404",
  isolation: "one tenant cannot read another's series",
  rules: "Cortex evaluates the recording rules",
  rulesApi: "a tenant's rule group is stored and read back",
  alertmanager: "Alertmanager keeps a tenant's configuration",
  flush: "after a flush the rows are in Cassandra",
  shipped: "after a flush the block is in the bucket",
  readBack: "what the bucket alone has is read back",
  grafana: "Grafana reads Cortex and has its dashboards",
};
export type CheckName = keyof typeof names;

/** A stack with a fault, and what the smoke check must say about it. */
export interface Case {
  fault: string;
  faults: Faults;
  fails: CheckName[];
  /** What the message of the first of `fails` must hold. */
  says: RegExp[];
}
