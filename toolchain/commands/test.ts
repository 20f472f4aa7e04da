import { parseOptions } from "../arguments.ts";
import { CommandError, run as exec } from "../exec.ts";
import type { Counts } from "../mocha.ts";
import { runMocha } from "../mocha.ts";
import { inProject, projectRoot } from "../project.ts";
import { step } from "../steps.ts";

/** Each is one check: its program in node_modules and its arguments. */
const gates: { name: string; doing: string; script: string[]; args: string[] }[] = [
  { name: "Types", doing: "tsc --noEmit", script: ["typescript", "bin", "tsc"], args: ["--noEmit"] },
  { name: "Lint", doing: "eslint", script: ["eslint", "bin", "eslint.js"], args: ["--max-warnings", "0", "."] },
  { name: "Format", doing: "prettier --check", script: ["prettier", "bin", "prettier.cjs"], args: ["--check", "."] },
  { name: "Unused code", doing: "knip", script: ["knip", "bin", "knip.js"], args: ["--no-progress"] },
];
const gateTimeoutSeconds = 5 * 60;
const mochaTimeoutSeconds = 10 * 60;

/** Every check runs, also after one that failed; the last line sums up. Needs no Docker and no Pulumi CLI. */
export async function run(args: string[]): Promise<number> {
  parseOptions(args);
  const sum: Counts = { passed: 0, failed: 0 };
  for (const gate of gates) {
    const complaint = await complaintOf(gate);
    if (complaint === undefined) sum.passed++;
    else sum.failed++;
    if (complaint !== undefined) console.log(complaint);
  }
  const unit = await step("Unit tests", "mocha", async (progress) => {
    const result = await runMocha(["tests/**/*.test.ts"], { timeoutSeconds: mochaTimeoutSeconds });
    progress(`${result.passed} passed, ${result.failed} failed, ${result.pending} skipped`);
    return result;
  });
  console.log(`\n${unit.summary.trimEnd()}\n`);
  sum.passed += unit.passed;
  sum.failed += unit.failed;
  console.log(`npm test: ${sum.passed} passed, ${sum.failed} failed`);
  return sum.failed === 0 ? 0 : 1;
}

/** What a gate complains of, wholly; undefined when it is content. */
async function complaintOf({ name, doing, script, args }: (typeof gates)[number]): Promise<string | undefined> {
  let output = "";
  try {
    await step(name, doing, () =>
      exec(process.execPath, [inProject("node_modules", ...script), ...args], {
        cwd: projectRoot,
        timeoutSeconds: gateTimeoutSeconds,
        onOutput: (text) => (output += text),
      }),
    );
    return undefined;
  } catch (error) {
    if (error instanceof CommandError) return error.exitCode === undefined ? error.message : output.trimEnd();
    throw error;
  }
}
