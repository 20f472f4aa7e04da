import { agentMetrics } from "../agent-metrics.ts";
import type { Group } from "../contracts.ts";
import { alarm, type Alarm, type AlarmRule } from "./alarm.ts";

/** What is watched of the groups. */
export interface WatchedGroups {
  groups: Group[];
  /** First part of every group's name. */
  prefix: string;
  /** Namespace of the CloudWatch agent. Default: there is no agent, and neither memory nor disks are known. */
  agentNamespace?: string;
  /** Mean CPU that the group of Cortex nodes is kept at, percent. */
  cpuTargetPercent: number;
}

const belowMinimum: AlarmRule = {
  rule: "below-minimum",
  title: "Instances in service",
  why: "The group has fewer instances in service than its minimum and has not replaced them in ten minutes.",
  when: "below",
  threshold: 1,
  periodSeconds: 60,
  periods: 10,
  missing: "breaching",
};
const cpu: AlarmRule = {
  rule: "cpu",
  title: "CPU, mean of the group, percent",
  why: "The group has been busy for a quarter of an hour and cannot or may not grow.",
  when: "above",
  threshold: 85,
  periodSeconds: 300,
  periods: 3,
  missing: "missing",
};
const memory: AlarmRule = {
  rule: "memory",
  title: "Memory, fullest instance, percent",
  why: "An instance is close to being out of memory: its largest process will be ended. Take a larger type.",
  when: "above",
  threshold: 90,
  periodSeconds: 300,
  periods: 3,
  missing: "missing",
};
const disk: AlarmRule = {
  rule: "disk",
  title: "Disk, fullest instance, percent",
  why: "An instance's disk fills up; Cortex and Prometheus stop writing when it is full. Set a larger diskGiB.",
  when: "above",
  threshold: 80,
  periodSeconds: 300,
  periods: 2,
  missing: "missing",
};

export function groupAlarms({ groups, prefix, agentNamespace, cpuTargetPercent }: WatchedGroups): Alarm[] {
  return groups.flatMap(({ kind, name, minSize }) => {
    const part = name.startsWith(`${prefix}-`) ? name.slice(prefix.length + 1) : name;
    const of = (namespace: string, metric: string, statistic: string) => ({
      namespace,
      metric,
      statistic,
      dimensions: { AutoScalingGroupName: name },
    });
    const isCortex = kind === "cortex";
    // Above what the group is kept at anyhow.
    const busy = isCortex ? Math.max(cpu.threshold, Math.min(99, cpuTargetPercent + 8)) : cpu.threshold;
    return [
      alarm(belowMinimum, of("AWS/AutoScaling", "GroupInServiceInstances", "Minimum"), {
        part,
        threshold: minSize,
        critical: isCortex,
      }),
      alarm(cpu, of("AWS/EC2", "CPUUtilization", "Average"), { part, threshold: busy }),
      ...(agentNamespace === undefined
        ? []
        : [
            alarm(memory, of(agentNamespace, agentMetrics.memory, "Maximum"), { part }),
            alarm(disk, of(agentNamespace, agentMetrics.disk, "Maximum"), { part }),
          ]),
    ];
  });
}
