import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFile, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { inProject } from "../../toolchain/project.ts";
import { fakeExecutable, temporaryFolder } from "./temporary.ts";

const lock = (version: string, more: object = {}): string =>
  JSON.stringify({
    packages: { "": { name: "project" }, "node_modules/one": { version, integrity: "sha512-x" }, ...more },
  });

describe("toolchain/bootstrap.mjs", () => {
  const project = temporaryFolder();

  /** A project whose only command prints its arguments and exits with 9, and an npm that notes its arguments. */
  async function givenProject(wanted: string, installed: string | undefined, npmExitCode = 0): Promise<void> {
    await mkdir(project("toolchain"));
    await mkdir(project("node_modules"));
    await copyFile(inProject("toolchain", "bootstrap.mjs"), project("toolchain", "bootstrap.mjs"));
    await writeFile(project("toolchain", "run.ts"), "console.log(process.argv.slice(2).join(',')); process.exit(9);");
    await symlink(inProject("node_modules", "tsx"), project("node_modules", "tsx"));
    await writeFile(project("package-lock.json"), wanted);
    if (installed !== undefined) await writeFile(project("node_modules", ".package-lock.json"), installed);
    await fakeExecutable(project("bin", "npm"), `echo "$@" > "${project("npm")}"; echo from npm; exit ${npmExitCode}`);
  }

  function bootstrap(...args: string[]): { status: number | null; stdout: string; stderr: string } {
    const PATH = [project("bin"), path.dirname(process.execPath), "/usr/bin", "/bin"].join(path.delimiter);
    const { status, stdout, stderr } = spawnSync(process.execPath, [project("toolchain", "bootstrap.mjs"), ...args], {
      env: { ...process.env, PATH },
      encoding: "utf8",
    });
    return { status, stdout, stderr };
  }

  const npmCalls = (): Promise<string> => readFile(project("npm"), "utf8").catch(() => "");

  it("runs the command with its arguments and exit code, and no npm, when all is installed", async () => {
    await givenProject(lock("1.0.0"), lock("1.0.0"));
    assert.deepEqual(bootstrap("up", "--stack", "x"), { status: 9, stdout: "up,--stack,x\n", stderr: "" });
    assert.equal(await npmCalls(), "");
  });

  const stale: [string, string | undefined][] = [
    ["nothing is installed", undefined],
    ["another version is installed", lock("0.9.0")],
    ["a package is missing", JSON.stringify({ packages: {} })],
  ];
  for (const [when, installed] of stale) {
    it(`runs \`npm ci\` when ${when}, and leaves stdout to the command`, async () => {
      await givenProject(lock("1.0.0"), installed);
      const { status, stdout, stderr } = bootstrap("env");
      assert.equal(status, 9);
      assert.equal(stdout, "env\n");
      assert.match(stderr, /npm ci[^]*from npm[^]*✓ npm packages/);
      assert.match(await npmCalls(), /^ci /);
    });
  }

  it("does not mind an optional package that does not fit this machine", async () => {
    await givenProject(lock("1.0.0", { "node_modules/other-os": { version: "1.0.0", optional: true } }), lock("1.0.0"));
    bootstrap("up");
    assert.equal(await npmCalls(), "");
  });

  it("ends with npm's exit code and a message when `npm ci` fails", async () => {
    await givenProject(lock("1.0.0"), undefined, 3);
    const { status, stdout, stderr } = bootstrap("up");
    assert.equal(status, 3);
    assert.equal(stdout, "");
    assert.match(stderr, /`npm ci` failed.*npm registry/);
  });
});
