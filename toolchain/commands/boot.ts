import { parseOptions } from "../arguments.ts";
import { ensureMachineImage } from "../boot/machine-image.ts";
import { artifactMirror } from "../boot/mirror.ts";
import { ensureDockerEngine } from "../docker-engine.ts";
import { endpointVariable, withOwnEmulator } from "../own-emulator.ts";
import { preparePulumi } from "../prepare-pulumi.ts";
import { emulatedStack, readSettings } from "../stack-config.ts";
import { step, stepTable } from "../steps.ts";
import { runSuite } from "../suite.ts";

/** The tests in tests/e2e/boot: a stack at an emulator, and its instances' user data run in containers. */
export async function run(args: string[]): Promise<number> {
  parseOptions(args);
  const { pulumi } = await preparePulumi(await readSettings(emulatedStack));
  await step("Docker engine", "looking for it", async (progress) => {
    const { value, source } = await ensureDockerEngine(progress);
    progress(`${value}, ${source}`);
  });
  // Some minutes each with an empty cache, too long for a test's own bound.
  for (const engine of ["blocks", "chunks"] as const) {
    await step(`Artifacts of ${engine}`, "looking for them", async (progress) => {
      progress(await artifactMirror(engine, progress));
    });
  }
  await step("Machine image", "looking for it", async (progress) => {
    progress(await ensureMachineImage(progress));
  });
  return withOwnEmulator((endpoint) => {
    console.error(`\n${stepTable()}\n`);
    return runSuite({
      command: "boot",
      files: "tests/e2e/boot/**/*.test.ts",
      testMinutes: 20,
      minutes: 40,
      env: { ...pulumi.env, [endpointVariable]: endpoint },
    });
  });
}
