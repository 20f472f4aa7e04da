import { runSmoke } from "../../smoke/main.ts";
import { parseOptions } from "../arguments.ts";
import { preparePulumi } from "../prepare-pulumi.ts";
import { UserError } from "../sources.ts";
import { readSettings } from "../stack-config.ts";
import { step } from "../steps.ts";

export async function run(args: string[]): Promise<number> {
  const { stack } = parseOptions(args);
  const { pulumi } = await preparePulumi(await readSettings(stack));
  if (!(await pulumi.hasStack(stack))) {
    throw new UserError(`There is no stack "${stack}" yet. Build it with \`npm run up\` first.`);
  }
  const outputs = await step("Outputs", "reading them", () => pulumi.outputs(stack));
  if (Object.keys(outputs).length === 0) {
    throw new UserError(`The stack "${stack}" has no outputs: it is not built. Build it with \`npm run up\` first.`);
  }
  const { passed, failed } = await runSmoke({ outputs, stackName: stack });
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
