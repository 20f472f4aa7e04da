import assert from "node:assert/strict";
import { claims, growth, growthTable, table, type Round, type Size } from "../../../bench/state/report.ts";

const round = (ours: number, parse: number, show: number, megabytes: number): Round => ({
  ours: { seconds: ours, megabytes },
  parse: { seconds: parse, megabytes: 200 },
  show: { seconds: show, megabytes: 800 },
});

const size = (resources: number, reading: number): Size => ({ resources, megabytes: 1, process: 1, reading });

describe("bench: the report on a large state", () => {
  it("holds each bound to the medians", () => {
    const rounds = [round(1, 1, 10, 300), round(9, 1, 10, 300), round(1.5, 1, 10, 300)];
    assert.deepEqual(
      claims(rounds).map(({ holds }) => holds),
      [true, true, true],
    );
    assert.match(claims(rounds)[0]?.text ?? "", /JSON\.parse: 1\.50 \(at most 2\)/);
  });

  it("tells each bound that does not hold", () => {
    const broken = (one: Round) => claims([one]).map(({ holds }) => holds);
    assert.deepEqual(broken(round(2.1, 1, 20, 300)), [false, true, true]);
    assert.deepEqual(broken(round(2, 1, 9, 300)), [true, false, true]);
    assert.deepEqual(broken(round(1, 1, 10, 900)), [true, true, false]);
  });

  it("tells growth that is more than linear, and no other", () => {
    const holds = (sizes: Size[]) => growth(sizes).map((claim) => claim.holds);
    assert.deepEqual(holds([size(1_000, 0.02), size(100_000, 0.5), size(500_000, 2.5)]), [true, true]);
    assert.deepEqual(holds([size(100_000, 0.5), size(500_000, 12.5)]), [false]);
  });

  it("prints a line for each", () => {
    const lines = table([round(1, 1, 10, 300)]).split("\n");
    assert.match(lines[1] ?? "", /^read the state.* 1\.00 s +300 MB$/);
    assert.equal(lines.length, 4);
    assert.match(growthTable([size(500_000, 2)]), /^ +500,000 +1 MB +1\.000 s +2\.000 s +0\.400 s$/m);
  });
});
