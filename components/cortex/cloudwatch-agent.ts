/** What the CloudWatch agent's configuration is made of. */
export interface CloudWatchAgentInputs {
  region: string;
  /** Namespace of the metrics. */
  namespace: string;
  /** Name of the Auto Scaling group, the one dimension that the metrics are read by. */
  group: string;
  /** Name of the log group, and the files that go there, each a stream of its own. */
  logs: { group: string; files: { path: string; stream: string }[] };
  /** URL of an emulator. Default: AWS itself. */
  endpoint?: string;
}

/**
 * Configuration of the CloudWatch agent: memory, the root disk, logs. The group's name is given, not asked of EC2's tags,
 * so that the instance needs no permission for it.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Agent-Configuration-File-Details.html
 */
export function cloudWatchAgentJson(inputs: CloudWatchAgentInputs): string {
  const { region, namespace, group, logs, endpoint } = inputs;
  const dimensions = { append_dimensions: { AutoScalingGroupName: group } };
  const override = endpoint === undefined ? {} : { endpoint_override: endpoint };
  return JSON.stringify({
    agent: { region, metrics_collection_interval: 60, run_as_user: "cwagent", omit_hostname: true },
    metrics: {
      namespace,
      ...override,
      aggregation_dimensions: [["AutoScalingGroupName"]],
      metrics_collected: {
        mem: { measurement: ["mem_used_percent"], ...dimensions },
        disk: { measurement: ["disk_used_percent"], resources: ["/"], drop_device: true, ...dimensions },
      },
    },
    logs: {
      ...override,
      logs_collected: {
        files: {
          collect_list: logs.files.map(({ path, stream }) => ({
            file_path: path,
            log_group_name: logs.group,
            log_stream_name: `{instance_id}/${stream}`,
          })),
        },
      },
    },
  });
}
