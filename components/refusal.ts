import * as pulumi from "@pulumi/pulumi";

/** An error that is told in its own words alone; Pulumi prints the stack of others. */
export function refusal(message: string): pulumi.RunError {
  const error = new pulumi.RunError(message);
  // Nobody is shown the stack, but Pulumi reads it, and making it takes seconds: source maps of all that is loaded.
  error.stack = message;
  return error;
}

/** The last line of what went wrong: providers tell their own story first, AWS' answer comes last. */
export function lastLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  return lines.at(-1) ?? text;
}
