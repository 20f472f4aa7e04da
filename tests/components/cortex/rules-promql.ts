// Checks of PromQL for the tests: a parser that is always there, and Prometheus's own tool where it is installed.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parser } from "@prometheus-io/lezer-promql";
import type { MonitoringOptions } from "../../../components/cortex/rules/options.ts";

/** The defaults of the stack on Docker. */
export const options: MonitoringOptions = {
  engine: "chunks",
  platform: "docker",
  prefix: "cortex",
  scrapeIntervalSeconds: 15,
  nodes: 3,
  replicationFactor: 3,
  consulServers: 3,
  cassandraNodes: 1,
  maxChunkAgeSeconds: 7200,
  tablePollSeconds: 60,
  tableManager: true,
  drainSeconds: 0,
};

/** Each engine on each platform. */
export const combinations: Record<string, MonitoringOptions> = {
  "chunks on Docker": options,
  "blocks on Docker": { ...options, engine: "blocks", tableManager: false },
  "chunks on AWS": { ...options, platform: "aws", drainSeconds: 1800 },
  "chunks on AWS, tables by Pulumi": { ...options, platform: "aws", drainSeconds: 1800, tableManager: false },
  "blocks on AWS": { ...options, engine: "blocks", platform: "aws", tableManager: false, drainSeconds: 1800 },
};

/** Where the expression stops being PromQL (the grammar of Prometheus's own web UI); undefined where it is fine. */
export function syntaxError(expr: string): string | undefined {
  let error: string | undefined;
  parser.parse(expr).iterate({
    enter(node) {
      if (node.type.isError)
        error ??= `at ${node.from}: ...${expr.slice(Math.max(0, node.from - 20), node.from + 20)}...`;
    },
  });
  return error;
}

/** The names of the metrics that an expression reads. */
export function metricNames(expr: string): string[] {
  const names: string[] = [];
  parser.parse(expr).iterate({
    enter(node) {
      if (node.name === "VectorSelector") {
        const identifier = node.node.getChild("Identifier");
        if (identifier) names.push(expr.slice(identifier.from, identifier.to));
      }
    },
  });
  return names;
}

/** Whether `promtool` is on PATH. */
export function hasPromtool(): boolean {
  return spawnSync("promtool", ["--version"], { timeout: 10_000 }).status === 0;
}

/** Runs `promtool <args> <files>` on the given texts; its exit status and everything it printed. */
export function promtool(
  args: string[],
  files: Record<string, string>,
  run: string[],
): { ok: boolean; output: string } {
  const folder = mkdtempSync(join(tmpdir(), "promtool-"));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const result = spawnSync("promtool", [...args, ...run], { cwd: folder, encoding: "utf8", timeout: 60_000 });
    return { ok: result.status === 0, output: `${result.stdout}${result.stderr}` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
