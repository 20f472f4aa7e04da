import { parseOptions } from "../arguments.ts";
import { run as exec } from "../exec.ts";
import { prepareDocker } from "../prepare-docker.ts";
import { preparePulumi } from "../prepare-pulumi.ts";
import { inProject, projectRoot } from "../project.ts";
import { readSettings } from "../stack-config.ts";

const timeoutSeconds = 15 * 60;

/** `pulumi up` beside plain `docker run` of the same containers; the tools and images are there before the clock starts. */
export async function run(args: string[]): Promise<number> {
  const { stack } = parseOptions(args);
  const settings = await readSettings(stack);
  const { pulumi } = await preparePulumi(settings);
  await prepareDocker(settings);
  await exec(process.execPath, ["--import", "tsx", inProject("bench", "up.ts")], {
    cwd: projectRoot,
    env: pulumi.env,
    timeoutSeconds,
    onOutput: (text) => process.stdout.write(text),
  });
  return 0;
}
