import { costReport } from "../../components/aws/cost/report.ts";
import { parseOptions } from "../arguments.ts";
import { UserError } from "../sources.ts";
import { readSettings } from "../stack-config.ts";

/** `npm run cost [-- --stack aws]`: what the stack costs a month while nobody uses it. */
export async function run(args: string[]): Promise<number> {
  const options = parseOptions(args);
  const stack = options.named ? options.stack : "aws";
  const settings = await readSettings(stack);
  if (settings.platform !== "aws") {
    throw new UserError(
      `Stack "${stack}" is built on ${settings.platform} and costs nothing at AWS. Name another one.`,
    );
  }
  process.stdout.write(costReport(settings));
  return 0;
}
