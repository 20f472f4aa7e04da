import { stringify } from "yaml";
import { condition, type Alert, type RecordingRule, type RuleGroup } from "./rule.ts";

/** Rule groups as the file that Prometheus and Cortex's ruler read. */
export function renderRules(groups: RuleGroup[]): string {
  const file = {
    groups: groups.map((group) => ({
      name: group.name,
      ...(group.intervalSeconds === undefined ? {} : { interval: `${group.intervalSeconds}s` }),
      rules: group.rules.map((rule) => ("record" in rule ? recordingEntry(rule) : alertEntry(rule))),
    })),
  };
  // An expression stays on its line: folding would make a diff of a rule unreadable.
  return stringify(file, { lineWidth: 0 });
}

function recordingEntry(rule: RecordingRule): { record: string; expr: string } {
  return { record: rule.record, expr: rule.expr };
}

function alertEntry(alert: Alert): object {
  return {
    alert: alert.name,
    expr: condition(alert),
    ...(alert.forSeconds === 0 ? {} : { for: `${alert.forSeconds}s` }),
    labels: { severity: alert.severity },
    annotations: {
      summary: alert.summary,
      description: alert.description,
      runbook: alert.runbook,
      threshold: alert.reason,
    },
  };
}
