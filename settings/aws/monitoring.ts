// Alarms, logs, cost (`cortex:aws.monitoring`).
import { z } from "zod";
import { section, text, whole } from "../rules.ts";

/** `cortex:aws.monitoring`, filled in. */
export interface AwsMonitoringSettings {
  /** Mail addresses that alarms are sent to; each must be confirmed by its owner; 10 at most with a budget. Default: none. */
  emails: string[];
  /** Days that log groups keep, one of those CloudWatch Logs allows. Default: 30. */
  logRetentionDays: number;
  /**
   * Monthly cost at which a mail is sent (80 % and 100 %, and 100 % as forecast), US dollars; needs `emails`; 0: no budget
   * alarm. Default: 0. AWS counts it once the tag `Stack` is activated as a cost allocation tag in the billing settings.
   */
  monthlyBudgetUsd: number;
  /** Threshold of an alarm by its name (components/aws/alarms.ts), in the alarm's own unit. Default: none changed. */
  thresholds: Record<string, number>;
}

/** CloudWatch Logs API, PutRetentionPolicy: the days that it takes. */
const logDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

export const monitoringSchema = section({
  emails: z
    .array(z.email({ error: "a mail address" }), { error: "a list of mail addresses" })
    .default([])
    .describe("Mail addresses that alarms are sent to."),
  logRetentionDays: z
    .literal(logDays, { error: `one of ${logDays.join(", ")} (days)` })
    .default(30)
    .describe("Days that log groups keep."),
  monthlyBudgetUsd: whole(0, 10_000_000, "US dollars")
    .default(0)
    .describe("Monthly cost at which a mail is sent, US dollars; 0: none."),
  thresholds: z
    .record(text(/^[A-Za-z0-9-]+$/, "an alarm's name", 100), z.number({ error: "a number" }), {
      error: "a map from alarm to number",
    })
    .default({})
    .describe("Threshold of an alarm by its name, in the alarm's own unit."),
}).prefault({});
