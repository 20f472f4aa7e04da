import assert from "node:assert/strict";
import type { Display } from "../../toolchain/steps.ts";
import { StepLog, formatSeconds } from "../../toolchain/steps.ts";

class Recorder implements Display {
  text = "";
  readonly columns = 80;
  readonly isTTY: boolean;

  constructor(isTTY: boolean) {
    this.isTTY = isTTY;
  }

  write(text: string): void {
    this.text += text;
  }
}

describe("steps", () => {
  it("say what is done, and the time at the end, and give the work's result", async () => {
    const display = new Recorder(false);
    const log = new StepLog(display);
    assert.equal(await log.step("Tool", "looking for it", () => Promise.resolve(42)), 42);
    assert.match(display.text, /^… Tool: looking for it\n✓ Tool: looking for it \(0\.\d s\)\n$/);
  });

  it("are recorded with their last progress as detail", async () => {
    const log = new StepLog(new Recorder(false));
    await log.step("Tool", "looking for it", (progress) => {
      progress("found");
      return Promise.resolve();
    });
    assert.equal(log.records.length, 1);
    assert.deepEqual({ ...log.records[0], seconds: 0 }, { name: "Tool", detail: "found", seconds: 0 });
    assert.match(log.table(), /^ {2}Step\s+Time\s+Detail\n {2}Tool\s+0\.\d s\s+found$/);
  });

  it("say where they failed, pass the error on, and are not recorded", async () => {
    const display = new Recorder(false);
    const log = new StepLog(display);
    const failing = log.step("Tool", "looking", (progress) => {
      progress("downloading");
      return Promise.reject(new Error("broken"));
    });
    await assert.rejects(failing, /broken/);
    assert.match(display.text, /✗ Tool: downloading/);
    assert.equal(log.records.length, 0);
  });

  it("rewrite one line on a terminal and end with a whole one", async () => {
    const display = new Recorder(true);
    await new StepLog(display).step("Tool", "x".repeat(200), () => Promise.resolve());
    const [live = ""] = display.text.split("\r\u001b[2K").filter((text) => text !== "");
    assert.ok(live.length <= display.columns, `a live line wraps: ${live.length} columns`);
    assert.ok(display.text.endsWith(" s)\n"));
  });

  it("write nothing in between when the work has output of its own", async () => {
    const display = new Recorder(true);
    const work = (progress: (text: string) => void): Promise<void> => {
      progress("done");
      return Promise.resolve();
    };
    await new StepLog(display).step("Tool", "working", work, { ownOutput: true });
    assert.match(display.text, /^… Tool: working\n✓ Tool: done \(0\.\d s\)\n$/);
  });

  it("show times in seconds, then in minutes", () => {
    assert.equal(formatSeconds(0.04), "0.0 s");
    assert.equal(formatSeconds(59.94), "59.9 s");
    assert.equal(formatSeconds(119.6), "2 min 0 s");
  });
});
