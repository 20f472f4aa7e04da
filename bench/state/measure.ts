import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";

/** What a process took from its start to its end. */
export interface Measured {
  seconds: number;
  /** The largest resident set, MB. */
  megabytes: number;
  output: string;
}

const pollMilliseconds = 10;
const timeoutMilliseconds = 300_000;
/** Of the output this much is kept: `terraform show` prints a whole state. */
const keptCharacters = 2_000;

/**
 * Runs a command in a process of its own.
 * @throws If it fails, or takes longer than 5 minutes.
 */
export async function measure(command: string, args: string[]): Promise<Measured> {
  const started = performance.now();
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], timeout: timeoutMilliseconds });
  let output = "";
  const keep = (chunk: Buffer): void => {
    if (output.length < keptCharacters) output += chunk.toString("utf8");
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const ended = once(child, "close");
  let kilobytes = 0;
  const poll = setInterval(() => {
    // VmHWM is the peak so far and never falls: the last look before the end tells it.
    void readFile(`/proc/${child.pid}/status`, "utf8").then(
      (status) => (kilobytes = Math.max(kilobytes, Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0))),
      () => undefined,
    );
  }, pollMilliseconds);
  try {
    await ended;
  } finally {
    clearInterval(poll);
  }
  const seconds = (performance.now() - started) / 1000;
  if (child.exitCode !== 0) throw new Error(`${[command, ...args].join(" ")} ended with ${child.exitCode}: ${output}`);
  return { seconds, megabytes: (kilobytes * 1024) / 1e6, output };
}
