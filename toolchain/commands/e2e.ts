import { parseOptions } from "../arguments.ts";
import { runMocha } from "../mocha.ts";
import { prepareDocker } from "../prepare-docker.ts";
import { preparePulumi } from "../prepare-pulumi.ts";
import { readSettings } from "../stack-config.ts";
import { stepTable } from "../steps.ts";

const suiteTimeoutSeconds = 45 * 60;
const testTimeoutMilliseconds = 10 * 60_000;

/** The tests in tests/e2e on a real engine, with the tools and the images of the stack prepared. */
export async function run(args: string[]): Promise<number> {
  const { stack } = parseOptions(args);
  const settings = await readSettings(stack);
  const { pulumi } = await preparePulumi(settings);
  await prepareDocker(settings);
  console.error(`\n${stepTable()}\n`);
  const { passed, failed } = await runMocha(
    // Without .mocharc.json, which leaves tests/e2e out.
    [
      "--no-config",
      "--node-option",
      "import=tsx",
      "--timeout",
      String(testTimeoutMilliseconds),
      "tests/e2e/**/*.test.ts",
    ],
    { env: pulumi.env, timeoutSeconds: suiteTimeoutSeconds, onOutput: (text) => process.stdout.write(text) },
  );
  console.log(`\nnpm run e2e: ${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
