import { stringify } from "yaml";
import { condition, type Alert, type RecordingRule, type RuleGroup } from "./rule.ts";

/** How rules are written. */
export interface RulesFormat {
  /**
   * Without the reasons of the thresholds, which stand in this program as well: on AWS the file has to fit into an
   * instance's user data. Default: false.
   */
  brief?: boolean;
}

/** Rule groups as the file that Prometheus and Cortex's ruler read. */
export function renderRules(groups: RuleGroup[], { brief = false }: RulesFormat = {}): string {
  const file = { groups: groups.map((group) => ruleGroupEntry(group, { brief })) };
  // An expression stays on its line: folding would make a diff of a rule unreadable.
  return stringify(file, { lineWidth: 0 });
}

/** One group as it stands in such a file; the ruler's API takes it alone. */
export function ruleGroupEntry(group: RuleGroup, { brief = false }: RulesFormat = {}): object {
  return {
    name: group.name,
    ...(group.intervalSeconds === undefined ? {} : { interval: `${group.intervalSeconds}s` }),
    rules: group.rules.map((rule) => ("record" in rule ? recordingEntry(rule) : alertEntry(rule, brief))),
  };
}

function recordingEntry(rule: RecordingRule): { record: string; expr: string } {
  return { record: rule.record, expr: rule.expr };
}

function alertEntry(alert: Alert, brief: boolean): object {
  return {
    alert: alert.name,
    expr: condition(alert),
    ...(alert.forSeconds === 0 ? {} : { for: `${alert.forSeconds}s` }),
    labels: { severity: alert.severity },
    annotations: {
      summary: alert.summary,
      description: alert.description,
      runbook: alert.runbook,
      ...(brief ? {} : { threshold: alert.reason }),
    },
  };
}
