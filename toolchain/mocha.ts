import { CommandError, run } from "./exec.ts";
import { inProject, projectRoot } from "./project.ts";

export interface Counts {
  passed: number;
  failed: number;
}

export interface MochaResult extends Counts {
  /** Tests that were skipped. */
  pending: number;
  /** What mocha printed from its summary on: the counts, then every failure. */
  summary: string;
}

/** What the spec reporter says at its end; without a summary mocha broke down, and that is one failure. */
export function readMochaOutput(output: string): MochaResult {
  const start = output.search(/^ {2}\d+ passing\b/m);
  if (start < 0) return { passed: 0, failed: 1, pending: 0, summary: output };
  const summary = output.slice(start);
  const count = (word: string): number => Number(new RegExp(`^ {2}(\\d+) ${word}\\b`, "m").exec(summary)?.[1] ?? 0);
  return { passed: count("passing"), failed: count("failing"), pending: count("pending"), summary };
}

/** Runs mocha to its end, whatever it finds. */
export async function runMocha(
  args: string[],
  options: { env?: Record<string, string>; timeoutSeconds: number; onOutput?: (text: string) => void },
): Promise<MochaResult> {
  let output = "";
  const outcome = await run(
    process.execPath,
    [inProject("node_modules", "mocha", "bin", "mocha.js"), "--no-color", ...args],
    {
      cwd: projectRoot,
      timeoutSeconds: options.timeoutSeconds,
      ...(options.env === undefined ? {} : { env: options.env }),
      onOutput: (text) => {
        output += text;
        options.onOutput?.(text);
      },
    },
  ).catch((error: unknown) => {
    if (error instanceof CommandError) return error;
    throw error;
  });
  const result = readMochaOutput(output);
  // Mocha can say "0 failing" and still end badly: a crash after the summary, a timeout.
  if (outcome instanceof CommandError && result.failed === 0) {
    return { ...result, failed: 1, summary: `${result.summary}\n${outcome.message}` };
  }
  return result;
}
