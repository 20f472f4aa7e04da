import { parseSettings } from "../../settings.ts";
import { parseOptions } from "../arguments.ts";
import { prepareDocker } from "../prepare-docker.ts";
import { preparePulumi } from "../prepare-pulumi.ts";
import { readSettings } from "../stack-config.ts";
import { stepTable } from "../steps.ts";
import { runSuite } from "../suite.ts";

/** The tests in tests/e2e on a Docker engine, with the tools and the images of both engines prepared. */
export async function run(args: string[]): Promise<number> {
  const { stack } = parseOptions(args);
  const settings = await readSettings(stack);
  const { pulumi } = await preparePulumi(settings);
  // As the tests' own stacks are set: both engines run.
  for (const engine of ["chunks", "blocks"]) await prepareDocker(parseSettings({ "cortex:engine": engine }));
  console.error(`\n${stepTable()}\n`);
  return runSuite({
    command: "e2e",
    files: "tests/e2e/**/*.test.ts",
    without: ["tests/e2e/aws/**", "tests/e2e/boot/**", "tests/e2e/terraform/**"],
    testMinutes: 10,
    minutes: 45,
    env: pulumi.env,
  });
}
