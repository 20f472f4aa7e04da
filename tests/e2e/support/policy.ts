import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../../toolchain/exec.ts";
import { inProject } from "../../../toolchain/project.ts";
import type { Outcome } from "./stack.ts";

/** What a command of the CLI is given to be judged by the pack. */
export const withPack = ["--policy-pack", inProject("policy")];

/**
 * Previews a program as a project of its own, with the pack.
 *
 * @param provider npm package below @pulumi that the program has under this name.
 */
export async function previewWithPack(provider: "docker" | "aws", program: string): Promise<Outcome> {
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
  const dependencies = { "@pulumi/pulumi": "*", [`@pulumi/${provider}`]: "*" };
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "try", main: "index.js", dependencies }));
  const head = `const pulumi = require("@pulumi/pulumi");\nconst ${provider} = require("@pulumi/${provider}");\n`;
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
