import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { readState, type StateBackend } from "../../../../components/terraform/read.ts";
import { namedState, refusal } from "../../../support/backends.ts";
import { fakeExecutable, temporaryFolder, withEnv } from "../../../toolchain/temporary.ts";

describe("terraform: the backend command", () => {
  const place = temporaryFolder();

  /** A `tofu` that answers `workspace list` and `state pull`, and notes how it was called. */
  async function withTofu<T>(script: string, work: () => Promise<T>): Promise<{ value: T; calls: string[] }> {
    const calls = place("calls");
    writeFileSync(calls, "");
    await fakeExecutable(place("bin", "tofu"), `echo "$* \${TF_WORKSPACE-}" >> ${calls}\n${script}`);
    const value = await withEnv("PATH", `${place("bin")}:${process.env["PATH"]}`, work);
    return { value, calls: readFileSync(calls, "utf8").trim().split(/ *\n/) };
  }

  const list = String.raw`[ "$1" = workspace ] && printf '  default\n* blue\n\n'`;
  const pull = `[ "$1" = state ] && printf '%s' '${namedState("pulled")}'`;
  const source = (workspace?: string): StateBackend => ({
    backend: "command",
    command: "tofu",
    directory: place(),
    ...(workspace === undefined ? {} : { workspace }),
  });

  it("asks for the state of the workspace that is selected, or of the one that is named", async () => {
    const selected = await withTofu(`${list} || ${pull}`, () => readState(source()));
    assert.equal(selected.value.lineage, "pulled");
    assert.deepEqual(selected.calls.at(-1), "state pull");
    const named = await withTofu(`${list} || ${pull}`, () => readState(source("default")));
    assert.deepEqual(named.calls.at(-1), "state pull default");
  });

  it("never asks for a state of a workspace that is not there, which would make it", async () => {
    const unknown = await withTofu(`${list} || ${pull}`, () => refusal(source("green")));
    assert.match(unknown.value, /has no workspace "green"\. Name one of these: default, blue\./);
    assert.deepEqual(unknown.calls, ["workspace list"]);
    const gone = await withTofu(`printf '  default\\n\\n'`, () => refusal(source()));
    assert.match(gone.value, /The workspace that is selected in .* does not exist\. .*: default\./);
    assert.deepEqual(gone.calls, ["workspace list"]);
  });

  it("reads from a backend that knows no workspaces", async () => {
    const none = `[ "$1" = workspace ] && { echo "workspaces not supported" >&2; exit 1; }`;
    const { value } = await withTofu(`${none} || ${pull}`, () => readState(source()));
    assert.equal(value.lineage, "pulled");
    const named = await withTofu(`${none} || ${pull}`, () => refusal(source("blue")));
    assert.match(named.value, /`tofu workspace list` in .* failed:\nworkspaces not supported\n/);
  });

  it("leaves out the warnings that OpenTofu prints before a state", async () => {
    const warn = "printf 'Warning: no such file\\n\\nThe file {x} is missing.\\n'";
    const { value } = await withTofu(`${warn}; ${list} || ${pull}`, () => readState(source()));
    assert.equal(value.lineage, "pulled");
  });

  it("tells of a folder that is not there, a folder that is not initialised, and no state", async () => {
    const message = await refusal({ backend: "command", directory: place("nowhere") });
    assert.match(message, /could not be started.*Check that the folder is there/s);
    const raw = await withTofu("echo 'Error: Backend initialization required' >&2; exit 1", () => refusal(source()));
    assert.match(raw.value, /failed:\nError: Backend initialization required\n.*must be initialised/s);
    const nothing = await withTofu(`${list} || true`, () => refusal(source()));
    assert.match(nothing.value, /printed no state: there is none/);
  });
});
