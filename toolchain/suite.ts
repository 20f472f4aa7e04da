import { runMocha } from "./mocha.ts";

/** The tests that one command runs on a real engine. */
export interface Suite {
  /** As `npm run` knows it; the closing line begins with it. */
  command: string;
  /** Which files, as mocha takes them. */
  files: string;
  /** Files among these that belong to another suite. */
  without?: string[];
  /** Bound of one test, minutes. */
  testMinutes: number;
  /** Bound of them all, minutes. */
  minutes: number;
  /** Variables on top of this process's. */
  env: Record<string, string>;
}

/** Runs a suite in sight of the user and sums it up in one last line; answers the exit code. */
export async function runSuite(suite: Suite): Promise<number> {
  const { command, files, without = [], testMinutes, minutes, env } = suite;
  const { passed, failed } = await runMocha(
    [
      // .mocharc.json leaves tests/e2e out.
      "--no-config",
      "--node-option",
      "import=tsx",
      "--timeout",
      String(testMinutes * 60_000),
      ...without.flatMap((glob) => ["--ignore", glob]),
      files,
    ],
    { env, timeoutSeconds: minutes * 60, onOutput: (text) => process.stdout.write(text) },
  );
  console.log(`\nnpm run ${command}: ${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
