import { memoryShare } from "../containers.ts";
import type { Alert } from "../rule.ts";

/** Every container of the machine, as cAdvisor sees it. */
export function containerAlerts(): Alert[] {
  return [
    {
      name: "ContainerNearMemoryLimit",
      severity: "warning",
      measure: memoryShare,
      op: ">",
      threshold: 0.9,
      reason:
        "the last tenth: a Java heap is sized to stay below it, and a Go process that grows gets there in minutes",
      forSeconds: 300,
      summary: "{{ $labels.name }} uses {{ $value | humanizePercentage }} of its memory",
      description: "At the limit the kernel kills the process.",
      runbook:
        "Raise `resources.<container>.memoryMiB`; for Cortex look at the number of series, for a Java process at its heap.",
      inputs: [
        { expr: `container_memory_working_set_bytes{name!=""}` },
        { expr: `container_spec_memory_limit_bytes{name!=""} > 0` },
      ],
    },
    {
      // container_start_time_seconds is the time of creation (cAdvisor, container/docker/handler.go), which a restart
      // leaves alone: a CPU counter that starts again from zero is what tells.
      name: "ContainerRestarting",
      severity: "warning",
      measure: `max by (name) (resets(container_cpu_usage_seconds_total{name!=""}[15m]))`,
      op: ">",
      threshold: 1,
      reason: "one restart is a change or an accident; two in 15 minutes is a container that cannot stay up",
      forSeconds: 0,
      summary: "{{ $labels.name }} restarted {{ $value }} times in 15 minutes",
      description: "The container dies and is started again.",
      runbook: "`docker logs --tail 100` and `docker inspect` (State.OOMKilled, ExitCode) say why.",
      inputs: [{ expr: `container_cpu_usage_seconds_total{name!=""}` }],
    },
  ];
}
