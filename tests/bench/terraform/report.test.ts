import assert from "node:assert/strict";
import { ratios, table } from "../../../bench/terraform/report.ts";

const times = (deploy: number, nothingToChange: number, destroy: number) => ({ deploy, nothingToChange, destroy });

describe("bench: the report", () => {
  const rounds = [
    { pulumi: times(100, 10, 30), terraform: times(100, 10, 30) },
    { pulumi: times(900, 13, 60), terraform: times(110, 10, 30) },
    { pulumi: times(120, 12, 45), terraform: times(90, 20, 30) },
  ];

  it("sets medians against each other, so that one slow round decides nothing", () => {
    assert.deepEqual(ratios(rounds), { deploy: 1.2, nothingToChange: 1.2, destroy: 1.5 });
    assert.deepEqual(ratios(rounds.slice(0, 1)), { deploy: 1, nothingToChange: 1, destroy: 1 });
    assert.deepEqual(ratios(rounds.slice(0, 2)).deploy, 500 / 105);
  });

  it("prints a line for each", () => {
    const lines = table(rounds).split("\n");
    assert.equal(lines.length, 4);
    assert.match(lines[1] ?? "", /^deploy .* 120\.0 s +100\.0 s +1\.20$/);
  });
});
