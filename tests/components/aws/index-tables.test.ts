import assert from "node:assert/strict";
import * as fc from "fast-check";
import { IndexTables, indexTableNames } from "../../../components/aws/index-tables.ts";
import { keyArn, ofAwsType, permissions } from "../../support/aws-tiers.ts";
import { startMocks } from "../../support/mocks.ts";

/** As Cortex 1.13.2 does it (pkg/chunk/schema_config.go, TableFor): in whole seconds, rounded towards zero. */
function tableFor(prefix: string, unixSeconds: number, periodSeconds: number): string {
  return `${prefix}${String(BigInt(unixSeconds) / BigInt(periodSeconds))}`;
}

const day = 86_400;
const anyDay = fc.integer({ min: 0, max: 20_000 });

describe("AWS: index tables", () => {
  it("have the names that Cortex asks for", () => {
    // 2026-01-01 is day 20454 since 1970, in week 2922.
    assert.deepEqual(
      indexTableNames({ tablePrefix: "acme_index_", schemaFrom: "2026-01-01", tablePeriodHours: 168, periods: 3 }),
      ["acme_index_2922", "acme_index_2923", "acme_index_2924"],
    );
  });

  it("are those of every second from the first day on, each once, and no other", () => {
    fc.assert(
      fc.property(
        anyDay,
        fc.integer({ min: 1, max: 365 }),
        fc.integer({ min: 1, max: 520 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (first, periodDays, periods, share) => {
          const schemaFrom = new Date(first * day * 1000).toISOString().slice(0, 10);
          const names = indexTableNames({ tablePrefix: "p_", schemaFrom, tablePeriodHours: periodDays * 24, periods });
          assert.equal(names.length, periods);
          assert.equal(new Set(names).size, periods);
          const period = periodDays * day;
          const from = first * day;
          const end = (Math.floor(from / period) + periods) * period;
          const second = Math.floor(from + share * (end - 1 - from));
          assert.ok(names.includes(tableFor("p_", second, period)), "a sample has no table");
          assert.ok(!names.includes(tableFor("p_", end, period)));
          assert.ok(from === 0 || names.includes(tableFor("p_", from, period)));
        },
      ),
    );
  });

  for (const preview of [false, true]) {
    it(`are encrypted, restorable, paid by request and protected${preview ? ", in a preview too" : ""}`, async () => {
      const recorded = await startMocks({ preview });
      new IndexTables("acme-index", {
        tableNames: ["a_1", "a_2"],
        keyArn: permissions().keyArn,
        deletionProtection: true,
      });
      await recorded.settled();
      const tables = ofAwsType(recorded, "dynamodb/table:Table");
      assert.deepEqual(
        tables.map(({ inputs }) => inputs["name"]),
        ["a_1", "a_2"],
      );
      for (const { inputs } of tables) {
        assert.equal(inputs["billingMode"], "PAY_PER_REQUEST");
        assert.equal(inputs["hashKey"], "h");
        assert.equal(inputs["rangeKey"], "r");
        assert.deepEqual(inputs["attributes"], [
          { name: "h", type: "S" },
          { name: "r", type: "B" },
        ]);
        assert.deepEqual(inputs["pointInTimeRecovery"], { enabled: true });
        assert.equal(inputs["deletionProtectionEnabled"], true);
        if (!preview) assert.deepEqual(inputs["serverSideEncryption"], { enabled: true, kmsKeyArn: keyArn });
      }
    });
  }
});
