import assert from "node:assert/strict";
import { isAtLeast } from "../../toolchain/versions.ts";

describe("versions", () => {
  const table: [string, string, boolean][] = [
    ["v3.248.0", "3.248.0", true],
    ["v3.259.0\n", "3.248.0", true],
    ["3.99.9", "3.248.0", false],
    ["v2.300.0", "3.248.0", false],
    ["v4.0.0", "3.248.0", true],
    ["3.248.0-alpha.1", "3.248.0", true],
    ["unknown", "3.248.0", false],
    ["", "0.0.0", false],
  ];
  for (const [have, need, expected] of table) {
    it(`"${have.trim()}" ${expected ? "is" : "is not"} at least ${need}`, () => {
      assert.equal(isAtLeast(have, need), expected);
    });
  }
});
