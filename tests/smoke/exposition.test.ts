import assert from "node:assert/strict";
import { sum } from "../../smoke/exposition.ts";

const text = `# HELP a_total of a
# TYPE a_total counter
a_total{user="x",kind="p"} 1
a_total{kind="q",user="x"} 2.5
a_total{user="xy"} 4
a_total{other_user="x"} 8
a_total_more{user="x"} 16
b 1.5e+09
`;

describe("a metric of a text exposition", () => {
  it("is summed over its series, and is no other metric", () => {
    assert.equal(sum(text, "a_total"), 15.5);
    assert.equal(sum(text, "b"), 1.5e9);
    assert.equal(sum(text, "c"), 0);
  });

  it("is summed over the series that carry the labels", () => {
    assert.equal(sum(text, "a_total", { user: "x" }), 3.5);
    assert.equal(sum(text, "a_total", { user: "x", kind: "q" }), 2.5);
    assert.equal(sum(text, "a_total", { user: "z" }), 0);
  });
});
