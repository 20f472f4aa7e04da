import type { MonitoringOptions } from "../rules/options.ts";
import { buildDashboard } from "./build.ts";
import { containers } from "./containers.ts";
import { gateway } from "./gateway.ts";
import { overview } from "./overview.ts";
import { reads } from "./reads.ts";
import { ring } from "./ring.ts";
import type { DashboardSpec } from "./spec.ts";
import { store } from "./store.ts";
import { writes } from "./writes.ts";

/** A dashboard as Grafana's file provisioning reads it. */
export interface DashboardFile {
  uid: string;
  /** `<uid>.json` */
  fileName: string;
  json: string;
}

/** Every dashboard as data, in the order of the menu. */
export function dashboardSpecs(options: MonitoringOptions): DashboardSpec[] {
  return [overview(options), writes(), reads(), ring(options), store(options), gateway(options), containers(options)];
}

/** Every dashboard as a file; the same options give the same text. */
export function dashboards(options: MonitoringOptions, datasourceUid = "cortex"): DashboardFile[] {
  return dashboardSpecs(options).map((spec) => {
    const model = buildDashboard(spec, { datasourceUid, scrapeIntervalSeconds: options.scrapeIntervalSeconds });
    return { uid: spec.uid, fileName: `${spec.uid}.json`, json: `${JSON.stringify(model, null, 2)}\n` };
  });
}
