// What of a stack on AWS can be asked whether it runs: its groups of instances and its load balancers.
import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import {
  DescribeLoadBalancersCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { z } from "zod";
import type { Settings } from "../settings.ts";
import { emulatorPort, emulatorVariables } from "./emulator.ts";

/** A line of a summary: what, and how it is. */
export type Row = [what: string, how: string];

const exported = z.object({
  deployment: z.object({
    resources: z.array(z.object({ type: z.string(), id: z.string().optional() })).default([]),
  }),
});

/** The ids of the stack's resources by type token, from what `pulumi stack export` prints. */
export function idsByType(text: string): Map<string, string[]> {
  const ids = new Map<string, string[]>();
  for (const { type, id } of exported.parse(JSON.parse(text)).deployment.resources) {
    if (id !== undefined) ids.set(type, [...(ids.get(type) ?? []), id]);
  }
  return ids;
}

/** Which APIs are asked, and as whom: the emulator takes any key, AWS those that the user has. */
function client({ aws }: Settings) {
  const { region, endpoint } = aws;
  const credentials = {
    accessKeyId: emulatorVariables["AWS_ACCESS_KEY_ID"] ?? "",
    secretAccessKey: emulatorVariables["AWS_SECRET_ACCESS_KEY"] ?? "",
  };
  return {
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(emulatorPort(aws) === undefined ? {} : { credentials }),
  };
}

/** Asks AWS how the groups and the load balancers of a stack are. */
export async function whatStands(ids: Map<string, string[]>, settings: Settings): Promise<Row[]> {
  const at = client(settings);
  const balancers = new ElasticLoadBalancingV2Client(at);
  const rows: Row[] = [];
  const arns = ids.get("aws:lb/loadBalancer:LoadBalancer") ?? [];
  if (arns.length > 0) {
    const { LoadBalancers = [] } = await balancers.send(new DescribeLoadBalancersCommand({ LoadBalancerArns: arns }));
    for (const { LoadBalancerName, State, DNSName } of LoadBalancers)
      rows.push(["Load balancer", `${LoadBalancerName}, ${State?.Code}, ${DNSName}`]);
  }
  for (const arn of ids.get("aws:lb/targetGroup:TargetGroup") ?? []) {
    const command = new DescribeTargetHealthCommand({ TargetGroupArn: arn });
    const { TargetHealthDescriptions: targets = [] } = await balancers.send(command);
    const healthy = targets.filter(({ TargetHealth }) => TargetHealth?.State === "healthy").length;
    rows.push(["Targets", `${healthy} of ${targets.length} healthy (${arn.split("/").at(-2)})`]);
  }
  const groups = ids.get("aws:autoscaling/group:Group") ?? [];
  if (groups.length === 0) return rows;
  const { AutoScalingGroups = [] } = await new AutoScalingClient(at).send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: groups, MaxRecords: 100 }),
  );
  const byName = AutoScalingGroups.sort((one, other) =>
    (one.AutoScalingGroupName ?? "").localeCompare(other.AutoScalingGroupName ?? "", "en"),
  );
  for (const { AutoScalingGroupName, DesiredCapacity, Instances = [] } of byName) {
    const running = Instances.filter(({ LifecycleState }) => LifecycleState === "InService");
    const zones = [...new Set(running.map(({ AvailabilityZone }) => AvailabilityZone))].sort().join(", ");
    rows.push(["Instances", `${running.length} of ${DesiredCapacity} in service: ${AutoScalingGroupName} (${zones})`]);
  }
  return rows;
}
