/**
 * What alarms and the dashboard read of the CloudWatch agent, in the namespace `names.metricNamespace`. The agent's
 * configuration must report them by group alone: `append_dimensions: {AutoScalingGroupName: <its name>}` and
 * `aggregation_dimensions: [agentDimensions]` (else the disk also has its path and file system).
 */
export const agentMetrics = { memory: "mem_used_percent", disk: "disk_used_percent" } as const;

/** The one dimension that they have then. */
export const agentDimensions = ["AutoScalingGroupName"] as const;
