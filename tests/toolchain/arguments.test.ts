import assert from "node:assert/strict";
import { parseOptions } from "../../toolchain/arguments.ts";
import { UserError } from "../../toolchain/sources.ts";

describe("a command's options", () => {
  it("have the stack local as default", () => {
    assert.equal(parseOptions([]).stack, "local");
  });

  it("take the stack in both spellings", () => {
    assert.equal(parseOptions(["--stack", "mine"]).stack, "mine");
    assert.equal(parseOptions(["--stack=mine"]).stack, "mine");
  });

  it("take the command's own switches", () => {
    const { switches } = parseOptions(["--yes"], ["yes", "json"]);
    assert.deepEqual([...switches], ["yes"]);
  });

  const wrong: [string[], RegExp][] = [
    [["--yess"], /There is no option "--yess"\. Did you mean "--yes"\?/],
    [["word"], /"word" is a word too many/],
    [["--stack"], /--stack needs the name of a stack/],
  ];
  for (const [args, message] of wrong) {
    it(`refuse ${args.join(" ")}`, () => {
      assert.throws(
        () => parseOptions(args, ["yes"]),
        (error) => error instanceof UserError && message.test(error.message),
      );
    });
  }
});
