import { rotatedKeys as rule } from "../../../policy/rules/rotated-keys.ts";
import { unknown } from "../../../policy/value.ts";
import { allows, refuses } from "../support/judge.ts";

const key = "aws:kms/key:Key";

describe("policy: rotated-keys", () => {
  it("allows a key that rotates and can be got back", () => {
    allows(rule, key, { enableKeyRotation: true, deletionWindowInDays: 30 });
    allows(rule, key, { enableKeyRotation: true });
    allows(rule, key, { enableKeyRotation: unknown, deletionWindowInDays: unknown });
  });

  it("refuses a key that stays the same", () => {
    refuses(rule, key, {}, /does not rotate/);
    refuses(rule, key, { enableKeyRotation: false }, /does not rotate/);
  });

  it("refuses a key that is gone soon", () => {
    refuses(rule, key, { enableKeyRotation: true, deletionWindowInDays: 1 }, /1 days after/);
  });
});
