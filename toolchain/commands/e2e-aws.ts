import { parseOptions } from "../arguments.ts";
import { endpointVariable, withOwnEmulator } from "../own-emulator.ts";
import { preparePulumi } from "../prepare-pulumi.ts";
import { emulatedStack, readSettings } from "../stack-config.ts";
import { stepTable } from "../steps.ts";
import { runSuite } from "../suite.ts";

/** The tests in tests/e2e/aws: the real engine and the real provider against an emulator that only they use. */
export async function run(args: string[]): Promise<number> {
  parseOptions(args);
  const { pulumi } = await preparePulumi(await readSettings(emulatedStack));
  return withOwnEmulator((endpoint) => {
    console.error(`\n${stepTable()}\n`);
    return runSuite({
      command: "e2e:aws",
      files: "tests/e2e/aws/**/*.test.ts",
      testMinutes: 15,
      minutes: 40,
      env: { ...pulumi.env, [endpointVariable]: endpoint },
    });
  });
}
