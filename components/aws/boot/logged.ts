import { bootPaths } from "./paths.ts";
import type { Section } from "./unit.ts";

/** Where a service's log goes: a file of its own, since the CloudWatch agent reads files. */
export function logged(name: string): Section {
  return { StandardOutput: `append:${bootPaths.logs}/${name}.log`, StandardError: "inherit" };
}
