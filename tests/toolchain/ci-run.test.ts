import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { copyFile, mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { inProject } from "../../toolchain/project.ts";
import { eventually, fakeExecutable, temporaryFolder } from "./temporary.ts";

describe(".ci/run", function () {
  const project = temporaryFolder();

  /** Suites after `npm test` and `npm run e2e`; in the project below each passes one test unless it says otherwise. */
  const others = ["e2e:aws", "e2e:terraform", "boot"];

  /** A project whose npm prints what the parts print, whose engine answers or not, and which notes what is done. */
  async function givenProject(parts: {
    test: string;
    e2e: string;
    boot?: string;
    engineAnswers?: boolean;
    left?: string;
    /** Default: all are installed. */
    checkers?: string[];
  }): Promise<void> {
    await mkdir(project(".ci"));
    await copyFile(inProject(".ci", "run"), project(".ci", "run"));
    await fakeExecutable(
      project("bin", "npm"),
      `case "$*" in
       test) ${parts.test};;
       "run e2e") touch "${project("e2e")}"; ${parts.e2e};;
       "run boot") ${parts.boot ?? "echo 'npm run boot: 1 passed, 0 failed'"};;
       *) echo "npm $*: 1 passed, 0 failed";;
       esac`,
    );
    await fakeExecutable(
      project("bin", "node"),
      `echo "$@" >> "${project("done")}"; [ "$3" = status ] && exit ${parts.engineAnswers === false ? 1 : 0}; exit 0`,
    );
    for (const checker of parts.checkers ?? ["promtool", "nginx", "curl"])
      await fakeExecutable(project("bin", checker), "exit 0");
    await fakeExecutable(project("bin", "apt-get"), `echo "apt-get $@" >> "${project("done")}"; exit 1`);
    // After the e2e part the engine has one container that was not there before.
    await fakeExecutable(
      project("bin", "docker"),
      `echo "docker $@" >> "${project("done")}"
       if [ "$1 $2" = "container ls" ]; then echo old; [ -e "${project("e2e")}" ] && echo "${parts.left ?? "old"}"; fi; exit 0`,
    );
  }

  const environment = (): NodeJS.ProcessEnv => ({ PATH: [project("bin"), "/usr/bin", "/bin"].join(path.delimiter) });

  function ci(): { status: number | null; lines: string[] } {
    const { status, stdout } = spawnSync(project(".ci", "run"), [], { env: environment(), encoding: "utf8" });
    return { status, lines: stdout.trimEnd().split("\n") };
  }

  const done = (): Promise<string> => readFile(project("done"), "utf8").catch(() => "");

  it("adds up the counts of all parts and ends with them", async () => {
    await givenProject({ test: "echo 'npm test: 12 passed, 0 failed'", e2e: "echo 'npm run e2e: 5 passed, 0 failed'" });
    const { status, lines } = ci();
    assert.equal(lines.at(-1), `${17 + others.length} passed, 0 failed`);
    assert.equal(status, 0);
    assert.doesNotMatch(await done(), /engine stop|rm /);
  });

  it("installs the checkers that are missing, and goes on where it cannot", async () => {
    await givenProject({
      test: "echo 'npm test: 12 passed, 0 failed'",
      e2e: "echo 'npm run e2e: 5 passed, 0 failed'",
      checkers: ["promtool"],
    });
    const { status, lines } = ci();
    assert.match(await done(), /^apt-get update/);
    assert.equal(lines.at(-1), `${17 + others.length} passed, 0 failed`);
    assert.equal(status, 0);
  });

  it("runs its suites after the unit tests, in order", async () => {
    await givenProject({ test: "echo 'npm test: 1 passed, 0 failed'", e2e: "echo 'npm run e2e: 1 passed, 0 failed'" });
    assert.deepEqual(
      ci().lines.flatMap((line) => /^=== (npm .*)/.exec(line)?.[1] ?? []),
      ["npm test", "npm run e2e", ...others.map((suite) => `npm run ${suite}`)],
    );
  });

  it("fails on a failed test of the last suite", async () => {
    await givenProject({
      test: "echo 'npm test: 1 passed, 0 failed'",
      e2e: "echo 'npm run e2e: 1 passed, 0 failed'",
      boot: "echo 'npm run boot: 1 passed, 1 failed'; exit 1",
    });
    const { status, lines } = ci();
    assert.equal(lines.at(-1), `${2 + others.length} passed, 1 failed`);
    assert.equal(status, 1);
  });

  const failures: [string, string, string, number, number][] = [
    ["a failed test", "echo 'npm test: 3 passed, 2 failed'; exit 1", "echo 'npm run e2e: 5 passed, 0 failed'", 8, 2],
    ["a part without counts", "echo 'npm test: 3 passed, 0 failed'", "echo broken", 3, 1],
    ["a bad exit code", "echo 'npm test: 3 passed, 0 failed'; exit 4", "echo 'npm run e2e: 1 passed, 0 failed'", 4, 1],
  ];
  for (const [what, test, e2e, passed, failed] of failures) {
    it(`fails on ${what}`, async () => {
      await givenProject({ test, e2e });
      const { status, lines } = ci();
      assert.equal(lines.at(-1), `${passed + others.length} passed, ${failed} failed`);
      assert.equal(status, 1);
    });
  }

  it("takes away what the run left behind, and only that", async () => {
    await givenProject({ test: "echo 'npm test: 1 passed, 0 failed'", e2e: "exit 1", left: "fresh" });
    ci();
    const removals = (await done()).split("\n").filter((line) => line.includes(" rm "));
    assert.deepEqual(removals, ["docker container rm -f -v fresh"]);
  });

  it("stops the engine when there was none before", async () => {
    await givenProject({ test: "true", e2e: "true", engineAnswers: false });
    ci();
    assert.match(await done(), /bootstrap\.mjs engine stop/);
  });

  it("cleans up and still ends with the counts when it is interrupted", async () => {
    await givenProject({ test: "echo 'npm test: 1 passed, 0 failed'", e2e: "exec sleep 60", engineAnswers: false });
    const child = spawn(project(".ci", "run"), [], { env: environment(), stdio: ["ignore", "pipe", "ignore"] });
    let out = "";
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
    await eventually("the e2e part runs", () => out.includes("=== npm run e2e"));
    child.kill("SIGTERM");
    await eventually("it has ended", () => child.exitCode !== null || child.signalCode !== null);
    assert.equal(out.trimEnd().split("\n").at(-1), "1 passed, 1 failed");
    assert.match(await done(), /bootstrap\.mjs engine stop/);
  });
});
