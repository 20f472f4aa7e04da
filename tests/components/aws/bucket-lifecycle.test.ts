import assert from "node:assert/strict";
import * as fc from "fast-check";
import { chunkDays, lifecycleRules } from "../../../components/aws/bucket-lifecycle.ts";

describe("AWS: what goes from a bucket by itself", () => {
  it("is what uploads left unfinished, and versions that were deleted or overwritten", () => {
    const rules = lifecycleRules({ noncurrentDays: 3 });
    assert.deepEqual(
      rules.map(({ id }) => id),
      ["unfinished-uploads", "old-versions"],
    );
    assert.deepEqual(rules[0]?.abortIncompleteMultipartUpload, { daysAfterInitiation: 7 });
    assert.deepEqual(rules[1]?.noncurrentVersionExpiration, { noncurrentDays: 3 });
    assert.ok(
      rules.every(({ expiration }) => expiration === undefined || !("days" in expiration)),
      "data goes by itself",
    );
  });

  it("is everything after a time, where there is one", () => {
    const rules = lifecycleRules({ noncurrentDays: 3, expireDays: 90 });
    assert.deepEqual(rules.at(-1)?.expiration, { days: 90 });
    for (const { status, filter } of rules) {
      assert.equal(status, "Enabled");
      assert.deepEqual(filter, { prefix: "" }, "a rule is not of the whole bucket");
    }
  });

  it("is never a chunk whose index entry may still stand", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 520 }), fc.integer({ min: 1, max: 365 }), (periods, days) => {
        const tablePeriodHours = days * 24;
        const retentionHours = periods * tablePeriodHours;
        const kept = chunkDays({ retentionHours, tablePeriodHours });
        assert(kept !== undefined);
        // The oldest entry of a table: at the very start of its period, dropped when the end is past the retention.
        assert.ok(kept * 24 > retentionHours + tablePeriodHours);
        assert.ok(kept * 24 <= retentionHours + tablePeriodHours + 48, "kept much longer than needed");
      }),
    );
  });

  it("is no chunk at all when samples are kept for ever", () => {
    assert.equal(chunkDays({ retentionHours: 0, tablePeriodHours: 168 }), undefined);
  });
});
