import type { MonitoringOptions } from "../rules/options.ts";
import { blocks } from "./blocks.ts";
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

/** How dashboards are written. */
export interface DashboardFormat {
  /** Uid of the data source that is chosen at first. Default: cortex. */
  datasourceUid?: string;
  /** Without the white space that is for people: on AWS all have to fit into an instance's user data. Default: false. */
  minified?: boolean;
}

/** Every dashboard as data, in the order of the menu. */
export function dashboardSpecs(options: MonitoringOptions): DashboardSpec[] {
  return [
    overview(options),
    writes(),
    reads(options),
    ring(options),
    options.engine === "blocks" ? blocks(options) : store(options),
    gateway(options),
    // cAdvisor runs on Docker; on AWS the instances tell CloudWatch.
    ...(options.platform === "docker" ? [containers(options)] : []),
  ];
}

/** Every dashboard as a file; the same options give the same text. */
export function dashboards(options: MonitoringOptions, format: DashboardFormat = {}): DashboardFile[] {
  const { datasourceUid = "cortex", minified = false } = format;
  return dashboardSpecs(options).map((spec) => {
    const model = buildDashboard(spec, { datasourceUid, scrapeIntervalSeconds: options.scrapeIntervalSeconds });
    const json = minified ? JSON.stringify(model) : `${JSON.stringify(model, null, 2)}\n`;
    return { uid: spec.uid, fileName: `${spec.uid}.json`, json };
  });
}
