import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Settings } from "../../settings.ts";
import { findPlugin, onPath, pluginsOf } from "../../toolchain/plugins.ts";
import { inProject } from "../../toolchain/project.ts";
import { installedCli } from "../../toolchain/pulumi-cli.ts";
import { Unavailable } from "../../toolchain/sources.ts";
import { fakeExecutable, temporaryFolder, withEnv } from "./temporary.ts";

describe("the installed Pulumi CLI", () => {
  const folder = temporaryFolder();
  // HOME as well: ~/.pulumi/bin is looked into.
  const attempt = () =>
    withEnv("HOME", folder("home"), () =>
      withEnv("PATH", [folder("one"), folder("two")].join(path.delimiter), () => installedCli.attempt(() => undefined)),
    );

  async function givenCli(where: string, version: string, languageHost: boolean): Promise<void> {
    await fakeExecutable(folder(where, "pulumi"), `echo ${version}`);
    if (languageHost) await fakeExecutable(folder(where, "pulumi-language-nodejs"), "");
  }

  it("is taken when it is new enough and has its language host", async () => {
    await givenCli("one", "v3.248.0", true);
    assert.deepEqual(await attempt(), { executable: folder("one", "pulumi"), version: "v3.248.0" });
  });

  it("is passed over for a better one further on", async () => {
    await givenCli("one", "v3.100.0", true);
    await givenCli("two", "v3.300.1", true);
    assert.deepEqual(await attempt(), { executable: folder("two", "pulumi"), version: "v3.300.1" });
  });

  it("is found where the official script puts it, without a shell profile", async () => {
    await givenCli("home/.pulumi/bin", "v3.259.0", true);
    assert.deepEqual(await attempt(), { executable: folder("home/.pulumi/bin/pulumi"), version: "v3.259.0" });
  });

  const refused: [string, boolean, RegExp][] = [
    ["v3.247.9", true, /has version v3\.247\.9, 3\.248\.0 or later is needed/],
    ["v3.259.0", false, /has no pulumi-language-nodejs beside it/],
  ];
  for (const [version, languageHost, reason] of refused) {
    it(`is refused with ${version} and ${languageHost ? "a" : "no"} language host`, async () => {
      await givenCli("one", version, languageHost);
      const result = await attempt();
      assert.ok(result instanceof Unavailable);
      assert.match(result.reason, reason);
    });
  }

  it("is not this project's own shim", async () => {
    const result = await withEnv("HOME", folder("home"), () =>
      withEnv("PATH", inProject("toolchain", "bin"), () => installedCli.attempt(() => undefined)),
    );
    assert.ok(result instanceof Unavailable);
    assert.equal(result.reason, "there is none on PATH");
  });
});

describe("a Pulumi plugin", () => {
  const folder = temporaryFolder();

  it("is taken from PATH at the version of its npm package", async () => {
    const text = await readFile(inProject("node_modules", "@pulumi", "random", "package.json"), "utf8");
    const [, version = ""] = /"version": "([^"]+)"/.exec(text) ?? [];
    const executable = await fakeExecutable(folder("pulumi-resource-random"), `echo ${version}`);
    const cli = { executable: "/nowhere/pulumi", version: "v3.259.0" };
    const found = await withEnv("PATH", folder(), () => findPlugin("random", cli, () => undefined));
    assert.deepEqual(found, {
      source: "pulumi-resource-random on PATH",
      value: { name: "random", version, executable },
    });
  });

  it("is refused at another version", async () => {
    await fakeExecutable(folder("pulumi-resource-random"), "echo v0.1.0");
    const result = await withEnv("PATH", folder(), () =>
      onPath("pulumi-resource-random", "4.0.0").attempt(() => undefined),
    );
    assert.ok(result instanceof Unavailable);
    assert.match(result.reason, /has version 0\.1\.0, the npm package needs 4\.0\.0/);
  });

  it("for @pulumi/terraform is needed only by a stack with a state that it reads", () => {
    const aws = (states: Settings["terraform"]["states"]) =>
      pluginsOf({ platform: "aws", terraform: { states, adopt: [], keep: {} } });
    assert.deepEqual(aws({ here: { backend: "local", path: "terraform.tfstate" } }), ["aws", "random"]);
    assert.deepEqual(aws({ cloud: { backend: "remote", organization: "o", workspace: "w", token: "t" } }), [
      "aws",
      "random",
      "terraform",
    ]);
  });
});
