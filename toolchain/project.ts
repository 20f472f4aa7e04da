import path from "node:path";

/** The folder of Pulumi.yaml: everything of the project is found from here, wherever a command was started. */
export const projectRoot = path.resolve(import.meta.dirname, "..");

export function inProject(...parts: string[]): string {
  return path.join(projectRoot, ...parts);
}
