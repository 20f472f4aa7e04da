import { writeFile } from "node:fs/promises";
import { parseOptions } from "../arguments.ts";
import { iamWildcardsFile, iamWildcardsPage } from "../iam-wildcards.ts";
import { inProject } from "../project.ts";

export async function run(args: string[]): Promise<number> {
  parseOptions(args);
  const file = inProject(iamWildcardsFile);
  await writeFile(file, iamWildcardsPage());
  console.log(`Written: ${file}`);
  return 0;
}
