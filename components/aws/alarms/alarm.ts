import type * as pulumi from "@pulumi/pulumi";

/** What is measured: one metric, or a query over many. */
export type Measured =
  | {
      namespace: string;
      metric: string;
      dimensions: Record<string, pulumi.Input<string>>;
      /** `Sum`, `Average`, `Minimum`, `Maximum`, or a percentile as p99. */
      statistic: string;
    }
  | {
      /** In CloudWatch Metrics Insights. */
      query: string;
    };

/** What is the same for all alarms of one kind. */
export interface AlarmRule {
  /** Key of `aws.monitoring.thresholds` for all of them. */
  rule: string;
  /** What the number is, with its unit: the chart's title. */
  title: string;
  /** What it means, and what to do: the alarm's description. */
  why: string;
  /** Fires when the number is above or below the threshold. */
  when: "above" | "below";
  threshold: number;
  /** Length of one period, seconds. */
  periodSeconds: number;
  /** Periods in a row that must be beyond the threshold. */
  periods: number;
  /**
   * What a period without a number means. `missing`: nothing is known, and the alarm says so. `notBreaching`: AWS counts
   * only what happens, so nothing happened. `breaching`: the number should be there.
   */
  missing: "missing" | "notBreaching" | "breaching";
  /** Whether the platform is unhealthy then; those are told together, the others each by itself. */
  critical?: boolean;
}

/** One alarm. */
export interface Alarm extends AlarmRule {
  /** Also a key of `aws.monitoring.thresholds`; stronger than the rule's. */
  name: string;
  measured: Measured;
}

/** An alarm of a rule, of the part that it watches or of the whole. */
export function alarm(
  rule: AlarmRule,
  measured: Measured,
  { part, threshold = rule.threshold, critical = rule.critical ?? false }: Partial<AlarmRule> & { part?: string } = {},
): Alarm {
  return { ...rule, name: part === undefined ? rule.rule : `${part}-${rule.rule}`, measured, threshold, critical };
}
