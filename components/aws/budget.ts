import type * as aws from "@pulumi/aws";
import type { AwsSettings } from "../../settings/aws.ts";
import { stackTag, type Owner } from "./provider-tags.ts";

/**
 * The budget of what carries the stack's tag; undefined: none is asked for. AWS counts the tag's cost only once `Stack`
 * is activated as a cost allocation tag in the account's billing settings.
 */
export function budgetArgs(
  { monitoring }: Pick<AwsSettings, "monitoring">,
  prefix: string,
  owner: Owner,
): aws.budgets.BudgetArgs | undefined {
  const { monthlyBudgetUsd, emails } = monitoring;
  if (monthlyBudgetUsd === 0) return undefined;
  const { key, value } = stackTag(owner);
  const notification = (notificationType: "ACTUAL" | "FORECASTED", threshold: number) => ({
    notificationType,
    threshold,
    thresholdType: "PERCENTAGE",
    comparisonOperator: "GREATER_THAN",
    subscriberEmailAddresses: emails.toSorted(),
  });
  return {
    name: `${prefix}-monthly`,
    budgetType: "COST",
    timeUnit: "MONTHLY",
    limitAmount: String(monthlyBudgetUsd),
    limitUnit: "USD",
    costFilters: [{ name: "TagKeyValue", values: [`user:${key}$${value}`] }],
    notifications: [notification("ACTUAL", 80), notification("ACTUAL", 100), notification("FORECASTED", 100)],
  };
}
