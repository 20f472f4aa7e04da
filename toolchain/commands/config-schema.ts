import { writeFile } from "node:fs/promises";
import { schemaFileName, settingsJsonSchema } from "../../settings-schema.ts";
import { parseOptions } from "../arguments.ts";
import { inProject } from "../project.ts";

export async function run(args: string[]): Promise<number> {
  parseOptions(args);
  const file = inProject(schemaFileName);
  await writeFile(file, `${JSON.stringify(settingsJsonSchema(), null, 2)}\n`);
  console.log(`Written: ${file}`);
  return 0;
}
