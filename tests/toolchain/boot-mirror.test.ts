import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { releasedArtifact } from "../../components/aws/boot/artifacts.ts";
import { parseSettings } from "../../settings.ts";
import { fillMirror } from "../../toolchain/boot/mirror.ts";
import { temporaryFolder } from "./temporary.ts";

const engines = ["blocks", "chunks"] as const;
const names = ["cortex", "consul", "prometheus"] as const;

describe("the artifact mirror of the boot test", () => {
  const inFolder = temporaryFolder();
  const settings = (engine: (typeof engines)[number]) =>
    parseSettings({
      "cortex:platform": "aws",
      "cortex:engine": engine,
      "cortex:aws": JSON.stringify({ architecture: "x86_64", artifacts: { mirror: "http://mirror:81" } }),
    });

  async function filled(engine: (typeof engines)[number]): Promise<void> {
    const version = (name: (typeof names)[number]): string => settings(engine).images[name].tag.replace(/^v/, "");
    const program = (name: string): string => inFolder(`${name}-program`);
    for (const name of names) await writeFile(program(name), `the executable of ${name}`, { mode: 0o755 });
    const folder = inFolder("mirror");
    execFileSync("mkdir", [folder]);
    const part = (name: (typeof names)[number]) => ({ version: version(name), program: program(name) });
    await fillMirror(
      folder,
      "amd64",
      { cortex: part("cortex"), consul: part("consul"), prometheus: part("prometheus") },
      () => undefined,
    );
  }

  for (const engine of engines) {
    it(`holds every file that an instance of a stack with ${engine} asks for, with the sum that proves it`, async () => {
      await filled(engine);
      const asked = names.map((name) => releasedArtifact(name, settings(engine)));
      const wanted = asked.flatMap(({ url, proof }) => [url, proof.kind === "sums" ? proof.url : ""]);
      const there = (await readdir(inFolder("mirror"))).map((file) => `http://mirror:81/${file}`);
      assert.deepEqual(there.sort(), wanted.sort());
      for (const { file, proof } of asked) {
        assert.equal(proof.kind, "sums");
        const hash = createHash("sha256")
          .update(await readFile(inFolder("mirror", file)))
          .digest("hex");
        const sums = await readFile(inFolder("mirror", proof.url.replace("http://mirror:81/", "")), "utf8");
        assert.equal(sums, file.startsWith("cortex") ? `${hash}\n` : `${hash}  ${file}\n`);
      }
    });
  }

  it("packs the executables as the releases do", async () => {
    await filled("blocks");
    const of = (name: (typeof names)[number]): string =>
      inFolder("mirror", releasedArtifact(name, settings("blocks")).file);
    assert.equal(await readFile(of("cortex"), "utf8"), "the executable of cortex");
    assert.equal(execFileSync("unzip", ["-p", of("consul")]).toString(), "the executable of consul");
    assert.equal(execFileSync("unzip", ["-Z", "-1", of("consul")]).toString(), "consul\n");
    const folder = releasedArtifact("prometheus", settings("blocks")).file.replace(".tar.gz", "");
    const program = execFileSync("tar", ["-xOzf", of("prometheus"), `${folder}/prometheus`]).toString();
    assert.equal(program, "the executable of prometheus");
  });
});
