import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { copyFile, mkdir, readFile, readdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { inProject } from "../../toolchain/project.ts";
import { eventually, fakeExecutable, temporaryFolder } from "./temporary.ts";

const committed = "# a comment\nconfig:\n  cortex:engine:   chunks # spaces kept\n";
const salt = "encryptionsalt: v1:abc=:v1:def:ghi=\n";

describe("toolchain/bin/pulumi", () => {
  const project = temporaryFolder();
  const stack = (): string => project("Pulumi.local.yaml");

  /** A project with the shim, and behind it a `pulumi` that runs the given script. */
  async function givenCli(script: string): Promise<void> {
    await mkdir(project("toolchain", "bin"), { recursive: true });
    for (const name of ["pulumi", "package.json"]) {
      await copyFile(inProject("toolchain", "bin", name), project("toolchain", "bin", name));
    }
    await symlink(inProject("node_modules"), project("node_modules"));
    await writeFile(stack(), committed);
    await fakeExecutable(project("real", "pulumi"), script);
  }

  function environment(backend: string): NodeJS.ProcessEnv {
    const folders = [project("toolchain", "bin"), project("real"), path.dirname(process.execPath), "/usr/bin", "/bin"];
    return { PATH: folders.join(path.delimiter), PULUMI_BACKEND_URL: backend };
  }

  const embedded = (): string => `file://${project(".pulumi", "state")}`;

  function pulumi(args: string[], backend = embedded(), input = ""): { code: number | null; out: string; err: string } {
    const { status, stdout, stderr } = spawnSync(project("toolchain", "bin", "pulumi"), args, {
      env: environment(backend),
      cwd: project(),
      input,
      encoding: "utf8",
    });
    return { code: status, out: stdout, err: stderr };
  }

  it("hands arguments, stdin, stdout and the exit code through", async () => {
    await givenCli('echo "$#: $1 $2"; cat; exit 7');
    assert.deepEqual(pulumi(["up", "a b"], embedded(), "typed"), { code: 7, out: "2: up a b\ntyped", err: "" });
  });

  it("puts the file back, byte by byte, when only the salt came", async () => {
    await givenCli(`printf 'config:\\n  cortex:engine: chunks\\n${salt.trim()}\\n' > Pulumi.local.yaml`);
    assert.equal(pulumi(["stack", "init"]).code, 0);
    assert.equal(await readFile(stack(), "utf8"), committed);
  });

  it("puts it back when the command failed, too", async () => {
    await givenCli(`echo '${salt.trim()}' >> Pulumi.local.yaml; exit 255`);
    assert.equal(pulumi(["up"]).code, 255);
    assert.equal(await readFile(stack(), "utf8"), committed);
  });

  it("keeps what `config set` wrote and takes out only the salt", async () => {
    await givenCli(`printf '  cortex:foo: bar\\n${salt.trim()}\\n' >> Pulumi.local.yaml`);
    pulumi(["config", "set"]);
    assert.equal(await readFile(stack(), "utf8"), `${committed}  cortex:foo: bar\n`);
  });

  it("takes away a file that was made for the salt alone", async () => {
    await givenCli(`echo '${salt.trim()}' > Pulumi.other.yaml`);
    pulumi(["stack", "init", "other"]);
    assert.ok(!(await readdir(project())).includes("Pulumi.other.yaml"));
  });

  it("leaves a salt alone that was there before", async () => {
    await givenCli("printf '  cortex:foo: bar\\n' >> Pulumi.local.yaml");
    await writeFile(stack(), salt + committed);
    pulumi(["config", "set"]);
    assert.equal(await readFile(stack(), "utf8"), `${salt}${committed}  cortex:foo: bar\n`);
  });

  it("keeps its hands off with a backend of the user's own", async () => {
    await givenCli(`echo '${salt.trim()}' >> Pulumi.local.yaml`);
    pulumi(["up"], "s3://elsewhere");
    assert.equal(await readFile(stack(), "utf8"), committed + salt);
  });

  it("says what to do when there is no CLI behind it", async () => {
    await givenCli("");
    const { code, err } = pulumi(["up"]);
    assert.equal(code, 0);
    assert.equal(err, "");
    const alone = spawnSync(project("toolchain", "bin", "pulumi"), [], {
      env: { PATH: [project("toolchain", "bin"), path.dirname(process.execPath)].join(path.delimiter) },
      encoding: "utf8",
    });
    assert.equal(alone.status, 127);
    assert.match(alone.stderr, /npm run --silent env/);
  });

  it("forwards signals and still cleans up", async () => {
    await givenCli(
      `echo '${salt.trim()}' >> Pulumi.local.yaml; trap 'echo interrupted; exit 9' INT; echo ready; while :; do sleep 0.05; done`,
    );
    const child = spawn(project("toolchain", "bin", "pulumi"), ["up"], {
      env: environment(embedded()),
      cwd: project(),
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    let out = "";
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
    await eventually("the CLI runs", () => out.includes("ready"));
    child.kill("SIGINT");
    await eventually("it has ended", () => child.exitCode === 9);
    assert.match(out, /interrupted/);
    assert.equal(await readFile(stack(), "utf8"), committed);
  });
});
