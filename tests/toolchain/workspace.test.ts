import assert from "node:assert/strict";
import { access, readFile, readlink, stat } from "node:fs/promises";
import path from "node:path";
import type { Plugin } from "../../toolchain/plugins.ts";
import { openWorkspace } from "../../toolchain/workspace.ts";
import { temporaryFolder } from "./temporary.ts";

const plugin: Plugin = { name: "random", version: "1.2.3", executable: "/somewhere/pulumi-resource-random" };

describe("the workspace", () => {
  const folder = temporaryFolder();

  it("is embedded by default: state, passphrase and home in the project's folder", async () => {
    const { env, embedded, folders } = await openWorkspace([plugin], {}, folder());
    assert.equal(embedded, true);
    assert.deepEqual(folders, []);
    assert.deepEqual(env, {
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_BACKEND_URL: `file://${folder("state")}`,
      PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
      PULUMI_CONFIG_PASSPHRASE_FILE: folder("passphrase"),
      PULUMI_HOME: folder("home"),
    });
    assert.ok((await stat(folder("state"))).isDirectory());
    assert.equal(
      await readlink(folder("home", "plugins", "resource-random-v1.2.3", "pulumi-resource-random")),
      plugin.executable,
    );
  });

  it("makes a passphrase of 32 random bytes that only its owner reads, once", async () => {
    await openWorkspace([], {}, folder());
    const file = folder("passphrase");
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    const first = await readFile(file, "utf8");
    assert.equal(Buffer.from(first, "base64url").length, 32);
    await openWorkspace([], {}, folder());
    assert.equal(await readFile(file, "utf8"), first);
    await openWorkspace([], {}, folder("another"));
    assert.notEqual(await readFile(folder("another", "passphrase"), "utf8"), first);
  });

  for (const [name, value] of [
    ["PULUMI_BACKEND_URL", "s3://states"],
    ["PULUMI_ACCESS_TOKEN", "pul-123"],
  ] as const) {
    it(`leaves everything to the user who set ${name}`, async () => {
      const { env, embedded, folders } = await openWorkspace([plugin], { [name]: value }, folder());
      assert.equal(embedded, false);
      assert.deepEqual(env, { PULUMI_SKIP_UPDATE_CHECK: "true" });
      assert.deepEqual(folders, [path.dirname(plugin.executable)]);
      await assert.rejects(access(folder("passphrase")));
    });
  }

  for (const name of ["PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"]) {
    it(`keeps the user's ${name}, on the embedded state`, async () => {
      const { env, embedded } = await openWorkspace([], { [name]: "mine" }, folder());
      assert.equal(embedded, true);
      assert.equal(env["PULUMI_BACKEND_URL"], `file://${folder("state")}`);
      assert.ok(!("PULUMI_CONFIG_PASSPHRASE_FILE" in env));
      await assert.rejects(access(folder("passphrase")));
    });
  }

  it("puts nothing into a home of the user's own: the plugins come on PATH", async () => {
    const { env, folders } = await openWorkspace([plugin], { PULUMI_HOME: folder("mine") }, folder());
    assert.ok(!("PULUMI_HOME" in env));
    assert.deepEqual(folders, [path.dirname(plugin.executable)]);
    await assert.rejects(access(folder("mine")));
  });

  it("is the same again in the environment that it gave", async () => {
    const first = await openWorkspace([plugin], {}, folder());
    assert.deepEqual(await openWorkspace([plugin], first.env, folder()), first);
  });
});
