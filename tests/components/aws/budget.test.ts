import assert from "node:assert/strict";
import { budgetArgs } from "../../../components/aws/budget.ts";
import { settingsOf } from "../../support/settings.ts";

const owner = { project: "cortex-platform", stack: "aws" };

function of(monitoring: Record<string, unknown>) {
  return budgetArgs(settingsOf({ platform: "aws", aws: { monitoring } }).aws, "acme", owner);
}

describe("AWS: the budget", () => {
  it("is not there where none is asked for", () => {
    assert.equal(of({}), undefined);
    assert.equal(of({ monthlyBudgetUsd: 0, emails: ["a@example.org"] }), undefined);
  });

  it("counts what carries the stack's tag, and tells at 80 % and 100 %, and when 100 % is foreseen", () => {
    const budget = of({ monthlyBudgetUsd: 500, emails: ["b@example.org", "a@example.org"] });
    assert.equal(budget?.limitAmount, "500");
    assert.equal(budget.limitUnit, "USD");
    assert.equal(budget.timeUnit, "MONTHLY");
    assert.deepEqual(budget.costFilters, [{ name: "TagKeyValue", values: ["user:Stack$cortex-platform/aws"] }]);
    const told = {
      thresholdType: "PERCENTAGE",
      comparisonOperator: "GREATER_THAN",
      subscriberEmailAddresses: ["a@example.org", "b@example.org"],
    };
    assert.deepEqual(budget.notifications, [
      { notificationType: "ACTUAL", threshold: 80, ...told },
      { notificationType: "ACTUAL", threshold: 100, ...told },
      { notificationType: "FORECASTED", threshold: 100, ...told },
    ]);
  });
});
