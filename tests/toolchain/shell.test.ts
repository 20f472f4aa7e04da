import assert from "node:assert/strict";
import { run } from "../../toolchain/exec.ts";
import { shellExports } from "../../toolchain/shell.ts";

describe("the lines of `npm run env`", () => {
  const value = `a b'c"d$HOME\`e\`\\f`;
  const text = shellExports(["/one/it's", "/two"], { STRANGE: value, PLAIN: "x" });

  it("are export lines and nothing else", () => {
    for (const line of text.split("\n")) assert.match(line, /^export [A-Z_]+=/);
  });

  it("give a shell exactly the values, and its own PATH after the folders", async () => {
    const output = await run("sh", ["-c", `eval "$LINES_TO_READ"; printf '%s|%s|%s' "$STRANGE" "$PLAIN" "$PATH"`], {
      env: { LINES_TO_READ: text, PATH: "/usr/bin:/bin" },
    });
    assert.equal(output, `${value}|x|/one/it's:/two:/usr/bin:/bin`);
  });
});
