import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { run } from "../../toolchain/exec.ts";
import { inProject, projectRoot } from "../../toolchain/project.ts";
import { eventually, isRunning, temporaryFolder } from "./temporary.ts";

const host = inProject("toolchain", "plugins", "nodejs", "pulumi-language-nodejs");
/** gRPC's UNIMPLEMENTED. */
const unimplemented = 12;

describe("the Node.js language host", () => {
  const program = temporaryFolder();
  const started: ChildProcess[] = [];

  afterEach(() => {
    for (const child of started.splice(0)) child.kill("SIGKILL");
  });

  /** Starts a host as the engine does; answers the port that it prints. */
  async function startHost(command = process.execPath, args = [host, "127.0.0.1:9"]): Promise<number> {
    const child = spawn(command, args, { cwd: projectRoot, stdio: ["ignore", "pipe", "pipe"] });
    started.push(child);
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    await eventually("the host prints its port", () => /^\d+\n/.test(output));
    return Number.parseInt(output, 10);
  }

  async function ask(
    port: number,
    method: string,
    request: object = {},
  ): Promise<{ code: number; response?: unknown }> {
    const client = inProject("tests", "toolchain", "language-client.cjs");
    const args = [client, String(port), method, JSON.stringify(request)];
    return JSON.parse(await run(process.execPath, args, { timeoutSeconds: 25 })) as {
      code: number;
      response?: unknown;
    };
  }

  /** A program whose @pulumi/pulumi has only a runner: the given script. */
  async function givenRunner(script: string, runner = "run"): Promise<void> {
    const sdk = program("node_modules", "@pulumi", "pulumi");
    await mkdir(path.join(sdk, "cmd", runner), { recursive: true });
    await writeFile(path.join(sdk, "package.json"), '{"name":"@pulumi/pulumi","version":"0.0.1"}');
    await writeFile(path.join(sdk, "cmd", runner, "index.js"), script);
    await writeFile(program("package.json"), "{}");
  }

  const runProgram = (port: number, rest: object = {}): Promise<unknown> =>
    ask(port, "run", { programDirectory: program(), ...rest });

  it("names the plugins of the program's packages, at their versions", async () => {
    const { response } = await ask(await startHost(), "getRequiredPackages", { programDirectory: projectRoot });
    const { packagesList } = response as { packagesList: { name: string; kind: string; version: string }[] };
    for (const name of ["aws", "docker", "random", "terraform"]) {
      const text = await readFile(inProject("node_modules", "@pulumi", name, "package.json"), "utf8");
      const { version } = JSON.parse(text) as { version: string };
      const found = packagesList.find((entry) => entry.name === name);
      assert.deepEqual({ kind: found?.kind, version: found?.version }, { kind: "resource", version: `v${version}` });
    }
    assert.equal(packagesList.length, 4);
  });

  it("tells what the program depends on, and the Node that runs it", async () => {
    const port = await startHost();
    const { response } = await ask(port, "getProgramDependencies", { programDirectory: projectRoot });
    const { dependenciesList } = response as { dependenciesList: { name: string }[] };
    assert.ok(dependenciesList.some(({ name }) => name === "@pulumi/docker"));
    const about = await ask(port, "about", { programDirectory: projectRoot });
    assert.equal((about.response as { version: string }).version, process.version);
  });

  it("answers UNIMPLEMENTED to what it does not do", async () => {
    const port = await startHost();
    assert.equal((await ask(port, "generateProgram")).code, unimplemented);
    assert.equal((await ask(port, "handshake")).code, 0);
  });

  it("runs the program's own runner with the engine's flags, options, configuration and secret keys", async () => {
    await givenRunner(`require("fs").writeFileSync("seen.json", JSON.stringify({
      args: process.argv.slice(2), execArgv: process.execArgv, cwd: process.cwd(), greeting: process.env.GREETING,
      config: process.env.PULUMI_CONFIG, secrets: process.env.PULUMI_CONFIG_SECRET_KEYS,
      typescript: process.env.PULUMI_NODEJS_TYPESCRIPT ?? "unset" }))`);
    const options = { typescript: false, nodeargs: `--title "a b" --no-warnings` };
    const answer = await runProgram(await startHost(), { options, config: { "cortex:engine": "chunks" } });
    assert.deepEqual(answer, { code: 0, response: { error: "", bail: false } });
    assert.deepEqual(JSON.parse(await readFile(program("seen.json"), "utf8")), {
      args: [
        ...["--monitor", "127.0.0.1:1", "--engine", "127.0.0.1:9", "--project", "project"],
        ...["--root-directory", program(), "--stack", "stack", "--pwd", program(), "--parallel", "7", "--dry-run", "."],
      ],
      execArgv: ["--title", "a b", "--no-warnings"],
      cwd: program(),
      config: '{"cortex:engine":"chunks"}',
      secrets: '["secret:key"]',
      typescript: "unset",
    });
  });

  const ends: [string, string, { error: string; bail: boolean }][] = [
    ["process.exit(1)", "an error", { error: "Program exited with non-zero exit code: 1", bail: false }],
    ["process.exit(32)", "a bail, since the program has explained itself", { error: "", bail: true }],
    [
      "process.kill(process.pid, 'SIGKILL')",
      "an error that names the signal",
      { error: "Program was ended by SIGKILL", bail: false },
    ],
  ];
  for (const [script, what, response] of ends) {
    it(`answers ${script} with ${what}`, async () => {
      await givenRunner(script);
      assert.deepEqual(await runProgram(await startHost()), { code: 0, response });
    });
  }

  it("says what to do when the program's packages are not installed", async () => {
    const { response } = await ask(await startHost(), "run", { programDirectory: program() });
    assert.match((response as { error: string }).error, /^@pulumi\/pulumi is not installed in .*run `npm ci` there$/);
  });

  it("interrupts the program when the engine cancels", async () => {
    await givenRunner(
      `process.on("SIGINT", () => process.exit(5)); require("fs").writeFileSync("up", ""); setInterval(() => {}, 1000)`,
    );
    const port = await startHost();
    const answer = runProgram(port);
    await eventually("the program runs", () =>
      readFile(program("up")).then(
        () => true,
        () => false,
      ),
    );
    await ask(port, "cancel");
    assert.deepEqual(await answer, {
      code: 0,
      response: { error: "Program exited with non-zero exit code: 5", bail: false },
    });
  });

  describe("with a policy pack", () => {
    const servePack = (port: number, rest: object = {}): Promise<{ code: number; response?: unknown }> =>
      ask(port, "runPlugin", { programDirectory: program(), ...rest });
    const givenPack = (script: string): Promise<void> => givenRunner(script, "run-policy-pack");

    it("runs the pack's own runner in the pack's folder, in the engine's environment, and passes on what it says", async () => {
      await givenPack(`console.log(JSON.stringify([process.argv.slice(2), process.cwd(), process.env.GREETING]));
        console.error("a warning"); process.exitCode = 3`);
      const { code, response } = await servePack(await startHost());
      const { stdout, stderr, exitCode } = response as { stdout: string; stderr: string; exitCode: number };
      assert.deepEqual(JSON.parse(stdout), [["127.0.0.1:1", program()], program(), "a=b"]);
      assert.deepEqual([code, stderr, exitCode], [0, "a warning\n", 3]);
    });

    it("interrupts it when the engine needs it no more", async () => {
      await givenPack(
        `process.on("SIGINT", () => process.exit()); console.log(process.pid); setInterval(() => {}, 1000)`,
      );
      const { response } = await servePack(await startHost(), { cancelAt: "\n" });
      const pid = Number((response as { stdout: string }).stdout);
      await eventually("the pack has ended", () => !isRunning(pid));
    });

    it("says what to do when its packages are not installed, and runs no other kind of plugin", async () => {
      const port = await startHost();
      assert.notEqual((await servePack(port)).code, 0);
      assert.equal((await servePack(port, { kind: "resource" })).code, unimplemented);
    });
  });

  it("ends with its program when the engine is gone", async () => {
    await givenRunner(`require("fs").writeFileSync("up", String(process.pid)); setInterval(() => {}, 1000)`);
    const engine = `echo $$ >&2; "${process.execPath}" "${host}" 127.0.0.1:9 & wait`;
    const port = await startHost("sh", ["-c", engine]);
    // The host goes away in the middle of the call: the client sees an error, whatever its kind.
    const answer = runProgram(port).catch(() => undefined);
    await eventually("the program runs", () =>
      readFile(program("up")).then(
        () => true,
        () => false,
      ),
    );
    const pid = Number(await readFile(program("up"), "utf8"));
    started[0]?.kill("SIGKILL");
    await eventually("the program has ended", () => !isRunning(pid));
    await answer;
  });
});
