import { parseOptions } from "../arguments.ts";
import { preparePlatform } from "../prepare-platform.ts";
import { preparePulumi } from "../prepare-pulumi.ts";
import { shellExports } from "../shell.ts";
import { readSettings } from "../stack-config.ts";
import { step } from "../steps.ts";

/**
 * Prepares what `pulumi up --stack local` needs and prints the environment for it, alone on stdout:
 * `eval "$(npm run --silent env)"`. `--json` prints it as JSON; `--tools` leaves out the Docker engine and the images, or the emulator.
 */
export async function run(args: string[]): Promise<number> {
  const { stack, switches } = parseOptions(args, ["json", "tools"]);
  const settings = await readSettings(stack);
  const { pulumi, folders, variables } = await preparePulumi(settings);
  await step("Stack", `selecting ${stack}`, () => pulumi.selectStack(stack));
  if (!switches.has("tools")) await preparePlatform(settings);
  if (switches.has("json")) console.log(JSON.stringify(pulumi.env, null, 2));
  else console.log(shellExports(folders, variables));
  return 0;
}
