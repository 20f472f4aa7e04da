import assert from "node:assert/strict";
import { CommandError, run } from "../../toolchain/exec.ts";
import { inProject, projectRoot } from "../../toolchain/project.ts";

/** Runs a command as `npm run` does; answers its exit code and its output. */
async function toolchain(...args: string[]): Promise<{ code: number | undefined; output: string }> {
  let output = "";
  const options = { cwd: projectRoot, timeoutSeconds: 25, onOutput: (text: string) => (output += text) };
  try {
    await run(process.execPath, ["--import", "tsx", inProject("toolchain", "run.ts"), ...args], options);
    return { code: 0, output };
  } catch (error) {
    if (error instanceof CommandError) return { code: error.exitCode, output };
    throw error;
  }
}

describe("the commands", () => {
  it("are listed", async () => {
    const { code, output } = await toolchain("help");
    assert.equal(code, 0);
    assert.match(output, /^npm run up +get the tools/m);
  });

  const wrong: [string[], RegExp][] = [
    [["nev"], /^There is no command "nev"\. Did you mean "env"\?/m],
    [["engine", "halt"], /^There is no action of engine "halt"\. Did you mean "start"\?/m],
    [["down", "--yse"], /^There is no option "--yse"\. Did you mean "--yes"\?/m],
    [["cost", "--stack", "local"], /^Stack "local" is built on docker and costs nothing at AWS\./m],
    [["pin", "--stack", "nowhere"], /^There is no .*Pulumi\.nowhere\.yaml, so there is no stack "nowhere"/m],
  ];
  for (const [args, message] of wrong) {
    it(`end \`${args.join(" ")}\` with one message and exit code 1`, async () => {
      const { code, output } = await toolchain(...args);
      assert.equal(code, 1);
      assert.match(output, message);
      assert.doesNotMatch(output, /\n\s+at /);
    });
  }
});
