// The command as a user runs it: what stands on stdout, what on stderr, and how it ends.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { z } from "zod";
import { run } from "../../../toolchain/commands/adopt.ts";
import { inProject, projectRoot } from "../../../toolchain/project.ts";
import { UserError } from "../../../toolchain/sources.ts";
import { stateText } from "../../support/terraform-state.ts";
import { temporaryFolder } from "../temporary.ts";
import { awsExpected, awsSample, dockerExpected, dockerSample } from "./samples.ts";

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

function adopt(folder: string, ...args: string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--import", "tsx", inProject("toolchain", "run.ts"), "adopt", ...args], {
      cwd: projectRoot,
      env: { ...process.env, INIT_CWD: folder },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: 60_000,
    });
    const output = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream].on("data", (chunk: Buffer) => (output[stream] += chunk.toString()));
    }
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, ...output }));
  });
}

const entry = z.looseObject({ address: z.string(), reason: z.string() });
const planJson = z.strictObject({
  matched: z.array(
    z.looseObject({
      ...entry.shape,
      type: z.string(),
      name: z.string(),
      importId: z.string(),
      differences: z.array(
        z.strictObject({ property: z.string(), from: z.unknown(), to: z.unknown(), replaces: z.boolean() }),
      ),
    }),
  ),
  unmatched: z.array(entry),
  ambiguous: z.array(z.looseObject({ ...entry.shape, candidates: z.array(z.object({ name: z.string() })).min(1) })),
  dataOnly: z.array(entry),
});

describe("npm run adopt", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const write = async (content: string | Buffer): Promise<string> => {
    await writeFile(folder("a.tfstate"), content);
    return "a.tfstate";
  };

  it("prints one JSON object on stdout and nothing else, and writes no file", async () => {
    const { code, stdout, stderr } = await adopt(
      folder(),
      "plan",
      "--json",
      "--state",
      await write(stateText(dockerSample)),
    );
    assert.equal(code, 0, stderr);
    const { matched, unmatched, ambiguous, dataOnly } = planJson.parse(JSON.parse(stdout));
    assert.deepEqual(Object.fromEntries(matched.map(({ address, name }) => [address, name])), dockerExpected);
    assert.equal(
      [matched, unmatched, ambiguous, dataOnly].reduce((sum, each) => sum + each.length, 0),
      dockerSample.flatMap(({ instances }) => instances).length,
    );
    assert.deepEqual([ambiguous.length, dataOnly.length], [1, 1]);
    assert.doesNotMatch(stdout + stderr, /hunter2/);
    assert.match(stderr, /Stack local/);
    assert.deepEqual(await readdir(folder()), ["a.tfstate"]);
  });

  it("holds a state of AWS against the stack aws, and says so", async () => {
    const { code, stdout, stderr } = await adopt(
      folder(),
      "plan",
      "--json",
      "--state",
      await write(stateText(awsSample)),
    );
    assert.equal(code, 0, stderr);
    const { matched } = planJson.parse(JSON.parse(stdout));
    assert.deepEqual(Object.fromEntries(matched.map(({ address, name }) => [address, name])), awsExpected);
    assert.match(stderr, /held against the settings of the stack aws/);
  });

  it("reports for people, and writes the mapping beside them", async () => {
    const { code, stdout, stderr } = await adopt(folder(), "plan", "--state", await write(stateText(dockerSample)));
    assert.equal(code, 0, stderr);
    assert.match(stdout, /docker_container\.consul\[0\] is cortex-consul-1/);
    assert.match(stderr, /The proposed mapping, for review: .*adopt\.local\.yaml/);
    assert.match(
      await readFile(folder("adopt.local.yaml"), "utf8"),
      /from: docker_container\.consul\[0\]\n +to: cortex-consul-1/,
    );
    const again = await adopt(folder(), "plan", "--state", "a.tfstate", "--stack", "local");
    assert.match(again.stderr, /stands in .* already/);
  });

  it("answers a state without resources with empty lists", async () => {
    const { code, stdout } = await adopt(folder(), "plan", "--json", "--state", await write(stateText([])));
    assert.deepEqual([code, JSON.parse(stdout)], [0, { matched: [], unmatched: [], ambiguous: [], dataOnly: [] }]);
  });

  const sample = stateText(dockerSample);
  const wrong: [string, string | Buffer, RegExp][] = [
    ["a file that is no state", '{"name": "package"}', /is JSON and no Terraform state/],
    ["a file that is no JSON", "resource {}", /cannot be read: it is no JSON object/],
    ["a packed file", gzipSync(sample), /cannot be read: it is no JSON object/],
    ["a state that is cut off", sample.slice(0, -40), /cannot be read: .*It is cut off/],
    [
      "a state that is broken inside",
      sample.replace('"id":"net-1"', '"id":net-1'),
      /cannot be read: it is no valid JSON/,
    ],
    ["version 3", '{"version": 3, "modules": []}', /version 3/],
    [
      "a state that OpenTofu has encrypted",
      '{"serial":1,"lineage":"l","meta":{},"encrypted_data":"x","encryption_version":"v0"}',
      /encrypted by OpenTofu/,
    ],
    ["an empty file", "", /is empty \(0 bytes\)/],
  ];
  for (const [what, content, message] of wrong) {
    it(`refuses ${what} in one message`, async () => {
      await write(content);
      await assert.rejects(run(["plan", "--json", "--state", folder("a.tfstate")]), (error) => {
        assert.ok(error instanceof UserError, "anything else would be shown with its stack");
        assert.match(error.message, message);
        return true;
      });
    });
  }

  const misused: [string[], RegExp][] = [
    [["plan", "--state", "nowhere.tfstate"], /There is no Terraform state at .*nowhere\.tfstate/],
    [["plan", "--state", "."], /is a folder, not a state/],
    [["plan", "--state"], /--state needs a value/],
    [["plan"], /"local" names no Terraform state/],
    [["plan", "--stack", "nowhere", "--json"], /so there is no stack "nowhere"/],
    [[], /Say plan, import, verify, release/],
    [["paln"], /There is no action "paln"\. Did you mean "plan"\?/],
  ];
  for (const [args, message] of misused) {
    it(`refuses ${["adopt", ...args].join(" ")} in one message`, async () => {
      await assert.rejects(run(args), (error) => error instanceof UserError && message.test(error.message));
    });
  }

  it("ends with that message, without a stack trace, and exit code 1", async () => {
    const { code, stdout, stderr } = await adopt(
      folder(),
      "plan",
      "--json",
      "--state",
      await write(sample.slice(0, -40)),
    );
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(stderr, /\nThe Terraform state at .*a\.tfstate cannot be read/);
    assert.doesNotMatch(stderr, /\n\s+at /);
  });
});
