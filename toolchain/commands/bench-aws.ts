import { parseArgs } from "node:util";
import { run as exec } from "../exec.ts";
import { endpointVariable, withOwnEmulator } from "../own-emulator.ts";
import { preparePulumi } from "../prepare-pulumi.ts";
import { inProject, projectRoot } from "../project.ts";
import { UserError } from "../sources.ts";
import { emulatedStack, readSettings } from "../stack-config.ts";

const roundSeconds = 25 * 60;

/** The aws stack by Pulumi beside Terraform with the same provider; `--rounds N` for medians. Default: one round. */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { rounds: { type: "string", default: "1" } } });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new UserError("--rounds needs a number from 1 on.");
  const { pulumi } = await preparePulumi(await readSettings(emulatedStack));
  await exec("terraform", ["version"], { timeoutSeconds: 60 });
  await withOwnEmulator((endpoint) =>
    exec(process.execPath, ["--import", "tsx", inProject("bench", "terraform", "run.ts"), String(rounds)], {
      cwd: projectRoot,
      env: { ...pulumi.env, [endpointVariable]: endpoint },
      timeoutSeconds: rounds * roundSeconds,
      onOutput: (text) => process.stdout.write(text),
    }),
  );
  return 0;
}
