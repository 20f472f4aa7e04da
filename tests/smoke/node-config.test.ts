import assert from "node:assert/strict";
import fc from "fast-check";
import { secondsOf } from "../../smoke/node-config.ts";

describe("durations of a node's /config", () => {
  it("are read as Go writes them", () => {
    assert.equal(secondsOf("5h0m0s"), 18_000);
    assert.equal(secondsOf("15m0s"), 900);
    assert.equal(secondsOf("1m0.5s"), 60.5);
    assert.equal(secondsOf("250ms"), 0.25);
    assert.equal(secondsOf("0s"), 0);
  });

  it("are read whatever they are", () => {
    const part = (max: number) => fc.integer({ min: 0, max });
    fc.assert(
      fc.property(part(10_000), part(59), part(59), (hours, minutes, seconds) => {
        assert.equal(secondsOf(`${hours}h${minutes}m${seconds}s`), (hours * 60 + minutes) * 60 + seconds);
      }),
    );
  });
});
