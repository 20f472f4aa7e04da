// cAdvisor's series carry cAdvisor's own time: a container that is gone leaves them standing for five minutes, and one that
// idles is measured once a minute only (cAdvisor: max_housekeeping_interval).
import type { MonitoringOptions } from "./options.ts";
import { rateWindow } from "./promql.ts";

/** A window with four of cAdvisor's slowest measurements in it. */
export function containerWindow(options: Pick<MonitoringOptions, "scrapeIntervalSeconds">): string {
  return rateWindow(options.scrapeIntervalSeconds, 300);
}

/** The containers that cAdvisor saw within the last minute, or the last four scrapes where that is longer. */
export function runningContainers(matchers: string, options: Pick<MonitoringOptions, "scrapeIntervalSeconds">): string {
  return `container_last_seen{${matchers}} > time() - ${Math.max(60, 4 * options.scrapeIntervalSeconds)}`;
}

/** Memory in use as a share (0 to 1) of the container's limit; a container without a limit has none. */
export const memoryShare =
  `max by (name) (container_memory_working_set_bytes{name!=""}) / ` +
  `(max by (name) (container_spec_memory_limit_bytes{name!=""}) > 0)`;
