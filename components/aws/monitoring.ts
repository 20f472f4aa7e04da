import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { AlarmTopic } from "./alarm-topic.ts";
import { alarms, refuseUnknownThresholds } from "./alarms.ts";
import { budgetArgs } from "./budget.ts";
import type { AwsTierArgs, Group, LoadBalancer, Permissions } from "./contracts.ts";
import { dashboard } from "./dashboard.ts";
import { anyOf, metricAlarmArgs } from "./metric-alarm.ts";

export interface MonitoringArgs extends AwsTierArgs {
  permissions: Permissions;
  balancer: LoadBalancer;
  /** Every Auto Scaling group; each must report `GroupInServiceInstances` by the minute. */
  groups: Group[];
  /** In the zones' order; one for all of them, or one each. */
  natGatewayIds: pulumi.Output<string>[];
}

/** What watches the infrastructure itself: alarms, where they go, a dashboard of the same numbers, the budget. */
export class Monitoring extends pulumi.ComponentResource {
  readonly topicArn: pulumi.Output<string>;
  readonly dashboardName: string;

  constructor(name: string, args: MonitoringArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cortex:aws:Monitoring", name, {}, opts);
    const { settings, place, names } = args;
    const { prefix } = names;
    const child = { parent: this };
    refuseUnknownThresholds(settings, names, args.groups);
    const topic = new AlarmTopic(`${name}-alarms`, args, child);
    const all = alarms(args);
    const critical = all.filter((one) => one.critical);
    const made = new Map(
      all.map((one) => {
        // What is critical is told once, by the alarm over all of it.
        const told = one.critical ? undefined : topic.arn;
        return [
          one.name,
          new aws.cloudwatch.MetricAlarm(`${name}-${one.name}`, metricAlarmArgs(one, prefix, told), child),
        ];
      }),
    );
    new aws.cloudwatch.CompositeAlarm(
      `${name}-unhealthy`,
      {
        alarmName: `${prefix}-platform-unhealthy`,
        alarmDescription: "The platform loses writes or queries; the alarms that fired say where.",
        alarmRule: anyOf(critical.map((one) => `${prefix}-${one.name}`)),
        alarmActions: [topic.arn],
        okActions: [topic.arn],
      },
      // CloudWatch takes only the names of alarms that are there.
      { parent: this, dependsOn: critical.flatMap((one) => made.get(one.name) ?? []) },
    );
    this.dashboardName = `${prefix}-platform`;
    new aws.cloudwatch.Dashboard(
      `${name}-dashboard`,
      { dashboardName: this.dashboardName, dashboardBody: pulumi.jsonStringify(dashboard(all, prefix, place)) },
      child,
    );
    const owner = { project: pulumi.getProject(), stack: pulumi.getStack() };
    const budget = budgetArgs(settings.aws, prefix, owner);
    if (budget !== undefined) new aws.budgets.Budget(`${name}-budget`, budget, child);
    this.topicArn = topic.arn;
    this.registerOutputs({ topicArn: this.topicArn, dashboardName: this.dashboardName });
  }
}
