import type { ResourceRule } from "../rule.ts";
import { numberOf, unknown } from "../value.ts";

/** CloudWatch Logs keeps for ever what says nothing, at a price by month, and addresses of people with it. */
export const logRetention: ResourceRule = {
  kind: "resource",
  name: "log-retention",
  description: "Log groups say how long they keep.",
  severity: "low",
  remediation: "Set retentionInDays (aws.monitoring.logRetentionDays).",
  check({ type, props }) {
    if (type !== "aws:cloudwatch/logGroup:LogGroup" || props["retentionInDays"] === unknown) return [];
    return (numberOf(props["retentionInDays"]) ?? 0) > 0 ? [] : ["the log group keeps everything for ever"];
  },
};
