import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { UserError } from "./sources.ts";

export interface RunOptions {
  cwd?: string;
  /** Added to this process's environment. */
  env?: Record<string, string>;
  /** After this time the command and all that it started are killed. Default: 600 s. */
  timeoutSeconds?: number;
  /** What the command reads from stdin. Default: nothing. */
  input?: string | Buffer;
  /** Where stdout and stderr are written besides. */
  logFile?: string;
  /** Gets stdout and stderr as they come. */
  onOutput?: (text: string) => void;
}

const defaultTimeoutSeconds = 600;
const tailLines = 15;
/** Between the polite signal and the one that cannot be refused. */
const killGraceMilliseconds = 5_000;

/** A command that ended with an error, could not be started, or took too long. */
export class CommandError extends UserError {
  override name = "CommandError";
  readonly command: string;
  /** Undefined when the command was killed or never started. */
  readonly exitCode: number | undefined;
  /** The last lines of what it printed. */
  readonly tail: string;

  constructor(command: string, what: string, exitCode: number | undefined, tail: string, logFile?: string) {
    const log = logFile === undefined ? "" : `\nThe whole output: ${logFile}`;
    super(`\`${command}\` ${what}${tail === "" ? "" : `. Its last lines:\n${tail}`}${log}`);
    this.command = command;
    this.exitCode = exitCode;
    this.tail = tail;
  }
}

const running = new Set<number>();
let listening = false;
/** Whether this process was told to end: what its commands say then is of no use to anybody. */
let ending = false;

/** A child started with `detached` leads a group of its own, so one signal reaches all that it started. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone already.
  }
}

/** Ends the group of `pid` when this process is told to end; call the answer once the child has ended. */
export function endWithThisProcess(pid: number): () => void {
  running.add(pid);
  if (!listening) {
    listening = true;
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => {
        endAll(signal);
      });
    }
  }
  return () => running.delete(pid);
}

function endAll(signal: NodeJS.Signals): void {
  ending = true;
  for (const pid of running) signalGroup(pid, "SIGTERM");
  const exitCode = signal === "SIGINT" ? 130 : signal === "SIGTERM" ? 143 : 129;
  const deadline = Date.now() + killGraceMilliseconds;
  const poll = setInterval(() => {
    if (running.size > 0 && Date.now() < deadline) return;
    clearInterval(poll);
    for (const pid of running) signalGroup(pid, "SIGKILL");
    process.exit(exitCode);
  }, 100);
}

/**
 * Runs a command to its end and gives its stdout.
 * @throws CommandError with the exit code or the timeout and the last lines of its output.
 */
export async function run(command: string, args: string[], options: RunOptions = {}): Promise<string> {
  const timeoutSeconds = options.timeoutSeconds ?? defaultTimeoutSeconds;
  const shown = [command, ...args].join(" ");
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
  const log = options.logFile === undefined ? undefined : createWriteStream(options.logFile, { flags: "a" });
  log?.on("error", () => undefined);
  const stdout: Buffer[] = [];
  let tail = "";
  const keep = (chunk: Buffer): void => {
    log?.write(chunk);
    options.onOutput?.(chunk.toString("utf8"));
    tail = lastLines(tail + chunk.toString("utf8"));
  };
  child.stdout.on("data", (chunk: Buffer) => {
    stdout.push(chunk);
    keep(chunk);
  });
  child.stderr.on("data", keep);
  // A command that ends without reading its input closes the pipe: its exit code tells, not the pipe.
  child.stdin.on("error", () => undefined);
  child.stdin.end(options.input ?? "");

  const { pid } = child;
  const forget = pid === undefined ? () => undefined : endWithThisProcess(pid);
  let timedOut = false;
  const timers: NodeJS.Timeout[] = [];
  if (pid !== undefined) {
    timers.push(
      setTimeout(() => {
        timedOut = true;
        signalGroup(pid, "SIGTERM");
        timers.push(
          setTimeout(() => {
            signalGroup(pid, "SIGKILL");
            // A grandchild that left the group may hold the pipes open: stop waiting for them.
            child.stdout.destroy();
            child.stderr.destroy();
          }, killGraceMilliseconds),
        );
      }, timeoutSeconds * 1000),
    );
  }
  try {
    const ended = await new Promise<{ code: number | null; signal: string | null }>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code, signal) => {
        resolve({ code, signal });
      });
    });
    if (ending) {
      forget();
      await new Promise<never>(() => undefined);
    }
    if (timedOut)
      throw new CommandError(shown, `took longer than ${timeoutSeconds} s`, undefined, tail, options.logFile);
    if (ended.code !== 0) {
      const what = ended.code === null ? `was ended by ${ended.signal}` : `ended with exit code ${ended.code}`;
      throw new CommandError(shown, what, ended.code ?? undefined, tail, options.logFile);
    }
    return Buffer.concat(stdout).toString("utf8");
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandError(shown, `could not be started (${reason})`, undefined, "");
  } finally {
    for (const timer of timers) clearTimeout(timer);
    forget();
    log?.end();
  }
}

function lastLines(text: string): string {
  return text
    .split("\n")
    .slice(-tailLines - 1)
    .join("\n")
    .slice(-4_000);
}
