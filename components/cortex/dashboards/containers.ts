import { BytesIEC, BytesPerSecondIEC, PercentUnit, Short } from "@grafana/grafana-foundation-sdk/units";
import { containerWindow, runningContainers } from "../rules/containers.ts";
import { cortexJobs, type MonitoringOptions } from "../rules/options.ts";
import { sumRate } from "../rules/promql.ts";
import { recorded } from "../rules/recording.ts";
import { graph, query, stat, table, tooHigh } from "./panels.ts";
import type { DashboardSpec } from "./spec.ts";

/** Every container of the stack, as cAdvisor sees it. */
export function containers(options: MonitoringOptions): DashboardSpec {
  const window = containerWindow(options);
  const ours = `name=~"${options.prefix}-.+"`;
  return {
    uid: "cortex-containers",
    title: "Cortex / Containers",
    description: "CPU, memory, network and restarts of the stack's containers.",
    rows: [
      {
        title: "All",
        panels: [
          stat(
            "Running",
            "Containers of this stack that cAdvisor sees.",
            Short,
            query(`count(${runningContainers(ours, options)})`, "containers"),
            { width: 6 },
          ),
          stat("CPU", "Cores in use by all of them.", Short, query(`sum(${recorded.containerCpu}{${ours}})`, "cores"), {
            width: 6,
          }),
          stat(
            "Memory",
            "Memory in use by all of them.",
            BytesIEC,
            query(`sum(${recorded.containerMemory}{${ours}})`, "memory"),
            { width: 6 },
          ),
          stat(
            "Restarts in the last hour",
            "Times that a container's CPU counter began again, which it does with its processes.",
            Short,
            query(`sum(max by (name) (resets(container_cpu_usage_seconds_total{${ours}}[1h])))`, "restarts"),
            { width: 6, thresholds: tooHigh(1, 3) },
          ),
        ],
      },
      {
        title: "By container",
        panels: [
          graph("CPU", "Cores in use.", Short, query(`${recorded.containerCpu}{${ours}}`, "{{name}}"), {
            stacked: true,
          }),
          graph(
            "Memory",
            "Memory that the kernel cannot take back (working set).",
            BytesIEC,
            query(`${recorded.containerMemory}{${ours}}`, "{{name}}"),
            { stacked: true },
          ),
          graph(
            "Memory of its limit",
            "At 100 % the kernel kills the process.",
            PercentUnit,
            query(`${recorded.containerMemoryShare}{${ours}}`, "{{name}}"),
            { thresholds: tooHigh(0.9), max: 1 },
          ),
          table(
            "Memory limits",
            "The hard limit of each container.",
            BytesIEC,
            query(`max by (name) (container_spec_memory_limit_bytes{${ours}} > 0)`, "{{name}}"),
          ),
          graph(
            "Network in",
            "Bytes a second received.",
            BytesPerSecondIEC,
            query(sumRate(`container_network_receive_bytes_total{${ours}}`, window, ["name"]), "{{name}}"),
          ),
          graph(
            "Network out",
            "Bytes a second sent.",
            BytesPerSecondIEC,
            query(sumRate(`container_network_transmit_bytes_total{${ours}}`, window, ["name"]), "{{name}}"),
          ),
          graph(
            "Disk writes",
            "Bytes a second written to block devices; empty where the kernel does not count them for containers.",
            BytesPerSecondIEC,
            query(
              sumRate(`container_fs_writes_bytes_total{${ours}}`, window, ["name"]),
              "{{name}}",
              "the kernel counts block writes of containers on some machines only (no blkio on overlay or tmpfs)",
            ),
          ),
          graph(
            "CPU throttled",
            "Share of a container's time slices in which it had to wait, where it has a CPU limit.",
            PercentUnit,
            query(
              `${sumRate(`container_cpu_cfs_throttled_periods_total{${ours}}`, window, ["name"])} / ` +
                sumRate(`container_cpu_cfs_periods_total{${ours}}`, window, ["name"]),
              "{{name}}",
              "exists for containers with a CPU limit only, and the default is none",
            ),
            { thresholds: tooHigh(0.25), noValue: "no CPU limits" },
          ),
        ],
      },
      {
        title: "Processes that tell more about themselves",
        panels: [
          graph(
            "Goroutines",
            "A slope that never falls is a leak.",
            Short,
            query(`go_goroutines{${cortexJobs(options, "prometheus")}}`, "{{job}} {{instance}}"),
          ),
          graph(
            "Open files",
            "Share of the files that the process may open.",
            PercentUnit,
            query(`process_open_fds{${cortexJobs(options, "prometheus")}} / process_max_fds`, "{{job}} {{instance}}"),
            { thresholds: tooHigh(0.8) },
          ),
        ],
      },
    ],
  };
}
