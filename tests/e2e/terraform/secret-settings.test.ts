// A backend's password, set as a secret of the stack: `npm run` reads with it, and nothing shows it.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../../toolchain/exec.ts";
import { inProject } from "../../../toolchain/project.ts";
import { RecordingServer } from "../../support/recording-server.ts";
import { single, stateText } from "../../support/terraform-state.ts";

describe("a backend's password as a secret of the stack", function () {
  this.timeout(5 * 60_000);
  const state = mkdtempSync(join(tmpdir(), "cortex-secret-"));
  const stack = `e2e-secret-${randomBytes(4).toString("hex")}`;
  const file = inProject(`Pulumi.${stack}.yaml`);
  const password = randomBytes(12).toString("hex");
  const login = `Basic ${Buffer.from(`reader:${password}`).toString("base64")}`;
  let server: RecordingServer;

  const inStack = (command: string, args: string[], passphrase = "of the test"): Promise<string> =>
    run(command, args, {
      cwd: inProject(),
      env: { PULUMI_BACKEND_URL: `file://${state}`, PULUMI_CONFIG_PASSPHRASE: passphrase },
      timeoutSeconds: 120,
    });
  const plan = (passphrase?: string): Promise<string> =>
    inStack("node", ["toolchain/bootstrap.mjs", "adopt", "plan", "--stack", stack, "--json"], passphrase);

  before(async () => {
    server = await RecordingServer.start(({ headers }) =>
      headers.authorization === login
        ? { status: 200, body: stateText([single("docker_network", "n", { id: "1", name: "n" })]) }
        : { status: 401 },
    );
  });

  after(async () => {
    await server.stop();
    rmSync(file, { force: true });
    rmSync(state, { recursive: true });
  });

  it("is set with the CLI, and opens the state", async () => {
    writeFileSync(
      file,
      `config:\n  cortex:terraform: {states: {net: {backend: http, address: "http://${server.address}/state", username: reader}}}\n`,
    );
    await inStack("pulumi", ["stack", "init", stack, "--non-interactive"]);
    const key = "cortex:terraform.states.net.password";
    await inStack("pulumi", ["config", "set", "--stack", stack, "--path", key, "--secret", password]);
    assert.doesNotMatch(readFileSync(file, "utf8"), new RegExp(password));
    const text = await plan();
    assert.deepEqual(Object.keys(JSON.parse(text) as object).sort(), ["ambiguous", "dataOnly", "matched", "unmatched"]);
    assert.match(text, /docker_network\.n/);
    assert.doesNotMatch(text, new RegExp(password));
    assert.deepEqual([...new Set(server.requests.map(({ method }) => method))], ["GET"]);
  });

  it("is told to be of another key, in one message, where the passphrase is another one", async () => {
    const before = server.requests.length;
    await assert.rejects(plan("another"), (error: unknown) => {
      assert.ok(error instanceof Error);
      assert.match(error.message, /holds secrets that cannot be read here/);
      assert.doesNotMatch(error.message, /at .*\.ts:\d+/);
      return true;
    });
    assert.equal(server.requests.length, before);
  });
});
