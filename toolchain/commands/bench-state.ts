import { parseArgs } from "node:util";
import { CommandError, run as exec } from "../exec.ts";
import { inProject, projectRoot } from "../project.ts";
import { UserError } from "../sources.ts";

const roundSeconds = 5 * 60;

/**
 * Reading a Terraform state of 100,000 resources beside JSON.parse and `terraform show -json`, and its growth; `--rounds N` for
 * the number of runs that the medians are of. Default: 5. Ends with 1 where a bound does not hold.
 */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { rounds: { type: "string", default: "5" } } });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new UserError("--rounds needs a number from 1 on.");
  await exec("terraform", ["version"], { timeoutSeconds: 60 });
  try {
    await exec(process.execPath, ["--import", "tsx", inProject("bench", "state", "run.ts"), String(rounds)], {
      cwd: projectRoot,
      timeoutSeconds: rounds * roundSeconds,
      onOutput: (text) => process.stdout.write(text),
    });
    return 0;
  } catch (error) {
    // The figures stand above; a bound that does not hold needs no second message.
    if (error instanceof CommandError && error.exitCode === 1) return 1;
    throw error;
  }
}
