import { logRetention as rule } from "../../../policy/rules/log-retention.ts";
import { unknown } from "../../../policy/value.ts";
import { allows, refuses } from "../support/judge.ts";

const group = "aws:cloudwatch/logGroup:LogGroup";

describe("policy: log-retention", () => {
  it("allows a number of days", () => {
    allows(rule, group, { retentionInDays: 30 });
    allows(rule, group, { retentionInDays: unknown });
  });

  it("refuses for ever, said (0) or by leaving it out", () => {
    refuses(rule, group, {}, /for ever/);
    refuses(rule, group, { retentionInDays: 0 }, /for ever/);
  });
});
