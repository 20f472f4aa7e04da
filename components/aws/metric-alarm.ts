import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Alarm } from "./alarms/alarm.ts";

/** An alarm as CloudWatch takes it; `topicArn` is told when it fires and when it is over. */
export function metricAlarmArgs(
  alarm: Alarm,
  prefix: string,
  topicArn?: pulumi.Input<string>,
): aws.cloudwatch.MetricAlarmArgs {
  const { name, why, when, threshold, periodSeconds, periods, missing } = alarm;
  return {
    name: `${prefix}-${name}`,
    alarmDescription: why,
    comparisonOperator: when === "above" ? "GreaterThanThreshold" : "LessThanThreshold",
    threshold,
    evaluationPeriods: periods,
    datapointsToAlarm: periods,
    treatMissingData: missing,
    ...measuredArgs(alarm, periodSeconds),
    ...(topicArn === undefined ? {} : { alarmActions: [topicArn], okActions: [topicArn] }),
  };
}

function measuredArgs({ measured }: Alarm, period: number): Partial<aws.cloudwatch.MetricAlarmArgs> {
  if ("query" in measured) {
    return { metricQueries: [{ id: "sum", expression: measured.query, period, returnData: true }] };
  }
  const { namespace, metric, dimensions, statistic } = measured;
  const isPercentile = /^p\d/.test(statistic);
  return {
    namespace,
    metricName: metric,
    period,
    ...(isPercentile ? { extendedStatistic: statistic } : { statistic }),
    ...(Object.keys(dimensions).length === 0 ? {} : { dimensions }),
  };
}

/** The rule of an alarm that fires when any of the others does. */
export function anyOf(alarmNames: string[]): string {
  return alarmNames.map((alarmName) => `ALARM("${alarmName}")`).join(" OR ");
}
