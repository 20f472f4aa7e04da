import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { readMochaOutput, runMocha } from "../../toolchain/mocha.ts";
import { temporaryFolder } from "./temporary.ts";

describe("what mocha says", () => {
  const folder = temporaryFolder();

  it("is counted from its summary", () => {
    const output =
      "  suite\n    ✔ 99 passing tests are fine\n\n\n  12 passing (3s)\n  2 pending\n  1 failing\n\n  1) suite\n";
    const { summary, ...counts } = readMochaOutput(output);
    assert.deepEqual(counts, { passed: 12, failed: 1, pending: 2 });
    assert.ok(summary.startsWith("  12 passing"));
  });

  it("is one failure when there is no summary", () => {
    assert.deepEqual(readMochaOutput("Error: no such file"), {
      passed: 0,
      failed: 1,
      pending: 0,
      summary: "Error: no such file",
    });
  });

  it("is counted from a run of its own", async () => {
    const file = folder("sample.test.cjs");
    await writeFile(file, `it("holds", () => {}); it("does not", () => { throw new Error("broken") });`);
    const { passed, failed, summary } = await runMocha(["--no-config", file], { timeoutSeconds: 20 });
    assert.deepEqual({ passed, failed }, { passed: 1, failed: 1 });
    assert.match(summary, /broken/);
  });
});
