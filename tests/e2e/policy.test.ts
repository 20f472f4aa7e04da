// The policy pack on the real engine: it lets the stack pass, and refuses what breaks a mandatory rule.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../toolchain/exec.ts";
import { inProject } from "../../toolchain/project.ts";
import { TestStack, type Outcome } from "./support/stack.ts";

const withPack = ["--policy-pack", inProject("policy")];

/** Previews a program of two lines with the pack, as a project of its own. */
async function previewOf(program: string): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), "cortex-policy-"));
  const env = {
    PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: "policy",
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  const options = { cwd: folder, env, timeoutSeconds: 120 };
  mkdirSync(join(folder, "state"));
  symlinkSync(inProject("node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "Pulumi.yaml"), "name: try\nruntime: { name: nodejs, options: { typescript: false } }\n");
  const dependencies = { "@pulumi/pulumi": "*", "@pulumi/docker": "*" };
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "try", main: "index.js", dependencies }));
  const head = 'const docker = require("@pulumi/docker");\nconst pulumi = require("@pulumi/pulumi");\n';
  writeFileSync(join(folder, "index.js"), head + program);
  try {
    await run("pulumi", ["stack", "init", "try", "--non-interactive"], options);
    const text = await run("pulumi", ["preview", "--stack", "try", "--non-interactive", ...withPack], options);
    return { ok: true, text };
  } catch (error) {
    return { ok: false, text: error instanceof Error ? error.message : String(error) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A container that keeps to every rule, with other properties in place of some. */
const container = (rest: string): string => `new docker.Container("one", {
  image: "busybox:1.37.0", memory: 64, memorySwap: 64, restart: "always",
  logDriver: "json-file", logOpts: { "max-size": "1m", "max-file": "1" },
  securityOpts: ["no-new-privileges:true"], ${rest} });`;

describe("the policy pack on the real engine", function () {
  this.timeout(300_000);
  const stack = new TestStack("policy", { platform: "docker", prefix: "cortex-policy", grafana: { enabled: "never" } });

  before(() => stack.create());
  after(() => stack.destroy());

  it("lets the local stack pass, each rule asked", async () => {
    const { ok, text } = await stack.attempt(["preview", ...withPack]);
    assert.ok(ok, text);
    assert.match(text, /✅ cortex@/);
    assert.doesNotMatch(text, /can't run policy|\[(?:mandatory|advisory)\]/);
  });

  it("lets a container pass whose password is a Pulumi secret", async () => {
    const { ok, text } = await previewOf(container('envs: [pulumi.secret("ADMIN_PASSWORD=hunter22")]'));
    assert.ok(ok, text);
    assert.match(text, /✅ cortex@/);
  });

  const refused: [string, string, string][] = [
    ["a password in clear", 'envs: ["ADMIN_PASSWORD=hunter22"]', "no-clear-secrets"],
    ["a port beyond this machine", "ports: [{ internal: 80, external: 8099 }]", "localhost-ports"],
    ["an image without version", 'image: "busybox"', "pinned-images"],
    ["a container without memory limit", "memory: undefined", "bounded-containers"],
  ];
  for (const [what, rest, rule] of refused) {
    it(`refuses ${what} (${rule})`, async () => {
      const { ok, text } = await previewOf(container(rest));
      assert.equal(ok, false, text);
      assert.match(text, new RegExp(`\\[mandatory\\].* ${rule} `));
    });
  }
});
