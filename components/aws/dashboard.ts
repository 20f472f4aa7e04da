import type * as pulumi from "@pulumi/pulumi";
import type { Alarm } from "./alarms/alarm.ts";
import type { Place } from "./contracts.ts";

/** One line of a chart: namespace, metric, dimension names and values in turn, how it is drawn. */
type Line = (pulumi.Input<string> | { label: string; stat: string } | { expression: string; label: string })[];

/** One tile; places and sizes in units of the dashboard's grid of 24 columns. */
export interface Widget {
  type: "alarm" | "metric";
  x: number;
  y: number;
  width: number;
  height: number;
  properties: {
    title: string;
    region?: string;
    alarms?: string[];
    metrics?: Line[];
    period?: number;
    view?: "timeSeries";
    annotations?: { horizontal: { label: string; value: number }[] };
  };
}

export interface Dashboard {
  start: string;
  widgets: Widget[];
}

const columns = 3;
const width = 24 / columns;
const height = 6;
/** Rows of the alarms' states, above the charts. */
const statesHeight = 6;

/** The ARN of an alarm of this name. */
export function alarmArn(alarmName: string, { partition, region, accountId }: Place): string {
  return `arn:${partition}:cloudwatch:${region}:${accountId}:alarm:${alarmName}`;
}

/** The state of every alarm, and below a chart for each rule with a line for each alarm and its threshold. */
export function dashboard(alarms: Alarm[], prefix: string, place: Place): Dashboard {
  const rules = [...new Set(alarms.map(({ rule }) => rule))];
  const states: Widget = {
    type: "alarm",
    x: 0,
    y: 0,
    width: 24,
    height: statesHeight,
    properties: { title: "Alarms", alarms: alarms.map(({ name }) => alarmArn(`${prefix}-${name}`, place)) },
  };
  const charts = rules.map((rule, index): Widget => {
    const ofRule = alarms.filter((one) => one.rule === rule);
    const thresholds = [...new Set(ofRule.map(({ threshold }) => threshold))].toSorted((one, other) => one - other);
    return {
      type: "metric",
      x: (index % columns) * width,
      y: statesHeight + Math.floor(index / columns) * height,
      width,
      height,
      properties: {
        title: ofRule[0]?.title ?? rule,
        region: place.region,
        view: "timeSeries",
        period: Math.max(...ofRule.map(({ periodSeconds }) => periodSeconds)),
        metrics: ofRule.map(line),
        annotations: {
          horizontal: thresholds.map((value) => ({ label: `alarm ${ofRule[0]?.when ?? ""} ${value}`, value })),
        },
      },
    };
  });
  return { start: "-PT6H", widgets: [states, ...charts] };
}

function line({ name, measured }: Alarm): Line {
  if ("query" in measured) return [{ expression: measured.query, label: name }];
  const { namespace, metric, dimensions, statistic } = measured;
  return [namespace, metric, ...Object.entries(dimensions).flat(), { label: name, stat: statistic }];
}
