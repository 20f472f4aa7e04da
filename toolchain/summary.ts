import type { Settings } from "../settings.ts";
import type { Row } from "./standing.ts";

/** Where the stack is reached, and how its logins are read. */
export function addressRows(outputs: Record<string, unknown>, settings: Settings, stack: string): Row[] {
  const { gatewayUrl, prometheusUrls, grafanaUrl } = outputs;
  const rows: Row[] = [["Gateway", show(gatewayUrl)]];
  if (Array.isArray(prometheusUrls) && prometheusUrls.length > 0)
    rows.push(["Prometheus", prometheusUrls.map(show).join(", ")]);
  const grafana = grafanaUrl !== undefined && grafanaUrl !== null;
  if (grafana) rows.push(["Grafana", show(grafanaUrl)]);
  rows.push(["Tenants", Object.keys(settings.tenants).join(", ")]);
  const shell = stack === "local" ? "npm run --silent env" : `npm run --silent env -- --stack ${stack}`;
  rows.push(["Logins", `eval "$(${shell})"; pulumi stack output logins --show-secrets --stack ${stack}`]);
  if (grafana) rows.push(["", `pulumi stack output grafanaLogin --show-secrets --stack ${stack}`]);
  return rows;
}

/** One line a row, in two columns. */
export function rowsText(rows: Row[]): string {
  const width = Math.max(12, ...rows.map(([what]) => what.length + 2));
  return rows.map(([what, how]) => `${what.padEnd(width)}${how}`).join("\n");
}

function show(value: unknown): string {
  return typeof value === "string" ? value : "not among the stack's outputs";
}
