import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { CommandError, run } from "../../toolchain/exec.ts";
import { eventually, isRunning, temporaryFolder } from "./temporary.ts";

async function failureOf(running: Promise<string>): Promise<CommandError> {
  const error = await running.then(
    () => assert.fail("the command did not fail"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof CommandError, String(error));
  return error;
}

describe("run", () => {
  const folder = temporaryFolder();

  it("gives stdout alone, with input, folder and environment as told", async () => {
    const output = await run("sh", ["-c", 'cat; pwd; echo "$GREETING"; echo noise >&2'], {
      input: "in\n",
      cwd: folder(),
      env: { GREETING: "hello" },
    });
    assert.equal(output, `in\n${folder()}\nhello\n`);
  });

  it("writes both streams to the log file and hands them on", async () => {
    let seen = "";
    await run("sh", ["-c", "echo out; echo err >&2"], { logFile: folder("log"), onOutput: (text) => (seen += text) });
    await eventually(
      "the log is written",
      async () => (await readFile(folder("log"), "utf8").catch(() => "")).length > 7,
    );
    assert.deepEqual((await readFile(folder("log"), "utf8")).trim().split("\n").sort(), ["err", "out"]);
    assert.deepEqual(seen.trim().split("\n").sort(), ["err", "out"]);
  });

  it("tells the command, its exit code and the last 15 lines of a failure", async () => {
    const error = await failureOf(run("sh", ["-c", "seq 1 40; exit 3"]));
    assert.equal(error.exitCode, 3);
    assert.equal(error.command, "sh -c seq 1 40; exit 3");
    assert.deepEqual(
      error.tail.trim().split("\n"),
      Array.from({ length: 15 }, (_, index) => String(26 + index)),
    );
    assert.match(error.message, /ended with exit code 3/);
  });

  it("says so when the command does not exist", async () => {
    assert.match((await failureOf(run("no-such-command", []))).message, /could not be started \(.*ENOENT/);
  });

  it("ends on time with everything that the command started", async () => {
    let pid = 0;
    const started = Date.now();
    const error = await failureOf(
      run("sh", ["-c", "sleep 60 & echo $!; wait"], {
        timeoutSeconds: 0.5,
        onOutput: (text) => (pid ||= Number(text)),
      }),
    );
    assert.match(error.message, /took longer than 0\.5 s/);
    assert.equal(error.exitCode, undefined);
    assert.ok(Date.now() - started < 5_000);
    assert.ok(pid > 0);
    await eventually("the grandchild has ended", () => !isRunning(pid));
  });

  it("takes its command along when this process is told to end", async () => {
    const program = `
      import { run } from "${new URL("../../toolchain/exec.ts", import.meta.url).href}";
      await run("sh", ["-c", "sleep 60 & echo $!; wait"], { onOutput: (text) => process.stdout.write(text) });`;
    const parent = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program]);
    let pid = 0;
    parent.stdout.on("data", (chunk: Buffer) => (pid ||= Number(chunk.toString())));
    await eventually("the command runs", () => pid > 0);
    parent.kill("SIGTERM");
    await eventually("both have ended", () => parent.exitCode === 143 && !isRunning(pid));
  });
});
