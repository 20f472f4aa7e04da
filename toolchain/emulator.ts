// The emulator of AWS' APIs: moto's server, with toolchain/emulator/overlay for what it lacks.
import { spawn } from "node:child_process";
import { mkdir, open, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { Settings } from "../settings.ts";
import { cacheRoot, cached, contentKey, exists } from "./cache.ts";
import { run } from "./exec.ts";
import { ensureTool, installPackage } from "./images/tools.ts";
import { inProject } from "./project.ts";
import type { Progress } from "./sources.ts";
import { UserError } from "./sources.ts";

/** Where `npm run emulator` listens, on 127.0.0.1. */
export const defaultPort = 5566;

const startMilliseconds = 60_000;
const stopMilliseconds = 15_000;
const pollMilliseconds = 200;

const folder = path.join(cacheRoot, "emulator");
const server = inProject("toolchain", "emulator", "server.py");
const record = z.object({ pid: z.number().int().positive() });

const recordFile = (port: number): string => path.join(folder, `${port}.json`);
const logFile = (port: number): string => path.join(folder, `${port}.log`);

/** Its address: the value of `cortex:aws.endpoint`. */
export function emulatorEndpoint(port: number = defaultPort): string {
  return `http://127.0.0.1:${port}`;
}

/** Keys that the emulator takes, and what keeps an AWS SDK from asking a machine's metadata. */
export const emulatorVariables: Record<string, string> = {
  AWS_ACCESS_KEY_ID: "testing",
  AWS_SECRET_ACCESS_KEY: "testing",
  AWS_EC2_METADATA_DISABLED: "true",
};

/** The port of the emulator that a stack is built at: its `aws.endpoint` is one of this machine; undefined for all else. */
export function emulatorPort({ endpoint }: Settings["aws"]): number | undefined {
  if (endpoint === undefined) return undefined;
  const { hostname, port } = new URL(endpoint);
  return hostname === "127.0.0.1" || hostname === "localhost" ? Number(port || 80) : undefined;
}

/** Whether moto answers there. */
export async function emulatorAnswers(port: number = defaultPort): Promise<boolean> {
  try {
    // Not data.json: it lists all that there is, which took a minute.
    const answer = await fetch(`${emulatorEndpoint(port)}/moto-api/config`, { signal: AbortSignal.timeout(5_000) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}

/** Starts the emulator, where none answers yet; answers whether this call started it. */
export async function startEmulator(port: number, progress: Progress): Promise<boolean> {
  if (await emulatorAnswers(port)) return false;
  if ((await ownEmulator(port)) !== undefined) {
    progress(`waiting for the one that runs on 127.0.0.1:${port}`);
    if (await answersInTime(port, async () => (await ownEmulator(port)) !== undefined)) return false;
    throw new UserError(
      `The emulator on 127.0.0.1:${port} runs but does not answer. End it (npm run emulator -- stop --port ${port}) and run again.`,
    );
  }
  const python = await virtualEnvironment(progress);
  await mkdir(folder, { recursive: true });
  progress(`starting moto on 127.0.0.1:${port} (its log: ${logFile(port)})`);
  const log = await open(logFile(port), "w");
  const child = spawn(python, [server, "-p", String(port)], {
    detached: true,
    stdio: ["ignore", log.fd, log.fd],
    // Without the managed policies, attaching one of AWS' own fails. The repository stays free of compiled files.
    env: { ...process.env, MOTO_IAM_LOAD_MANAGED_POLICIES: "true", PYTHONDONTWRITEBYTECODE: "1" },
  });
  let ended: string | undefined;
  child.on("error", (error) => (ended = error.message));
  child.on("exit", (code, signal) => (ended = `it ended with ${signal ?? `exit code ${code}`}`));
  child.unref();
  await log.close();
  if (child.pid !== undefined) await writeFile(recordFile(port), JSON.stringify({ pid: child.pid }));
  if (await answersInTime(port, () => Promise.resolve(ended === undefined))) return true;
  await stopEmulator(port);
  const reason = ended ?? `it did not answer within ${startMilliseconds / 1000} s`;
  throw new UserError(`The emulator was started, but ${reason}. Its last lines:\n${await lastLines(logFile(port))}`);
}

/** Whether it answers before the time for a start is over, or it ends. */
async function answersInTime(port: number, runs: () => Promise<boolean>): Promise<boolean> {
  const deadline = Date.now() + startMilliseconds;
  while (!(await emulatorAnswers(port))) {
    if (Date.now() > deadline || !(await runs())) return false;
    await pause();
  }
  return true;
}

/** The emulator that this toolchain started and that still runs; undefined when there is none. */
export async function ownEmulator(port: number): Promise<number | undefined> {
  const text = await readFile(recordFile(port), "utf8").catch(() => "null");
  const parsed = record.safeParse(JSON.parse(text));
  if (!parsed.success) return undefined;
  // The number may belong to another process by now.
  const words = (await readFile(`/proc/${parsed.data.pid}/cmdline`, "utf8").catch(() => "")).split("\0");
  return words.includes("-p") && words.includes(String(port)) && words.some((word) => word.endsWith("server.py"))
    ? parsed.data.pid
    : undefined;
}

/** Ends the emulator that this toolchain started, and no other; false when there is none. */
export async function stopEmulator(port: number): Promise<boolean> {
  const pid = await ownEmulator(port);
  if (pid === undefined) return false;
  process.kill(pid, "SIGTERM");
  const deadline = Date.now() + stopMilliseconds;
  while ((await ownEmulator(port)) !== undefined) {
    if (Date.now() > deadline) process.kill(pid, "SIGKILL");
    await pause();
  }
  await rm(recordFile(port), { force: true });
  return true;
}

/** Empties it: nothing that was made is left. */
export async function resetEmulator(port: number): Promise<void> {
  const answer = await fetch(`${emulatorEndpoint(port)}/moto-api/reset`, {
    method: "POST",
    signal: AbortSignal.timeout(30_000),
  });
  if (!answer.ok) throw new UserError(`The emulator refused to be emptied (HTTP ${answer.status}).`);
}

/** A Python of its own with the pinned moto, made once; gives the interpreter. */
async function virtualEnvironment(progress: Progress): Promise<string> {
  const requirements = await readFile(inProject("toolchain", "emulator", "requirements.txt"), "utf8");
  await ensureTool("python3", "python3-venv", progress);
  const version = await run("python3", ["--version"], { timeoutSeconds: 30 });
  const made = await cached("moto", contentKey(requirements, version), async (dir) => {
    progress("installing moto from PyPI (a minute the first time)");
    await makeVenv(dir, progress);
    await writeFile(path.join(dir, "requirements.txt"), requirements);
    await run(
      path.join(dir, "bin", "python"),
      ["-m", "pip", "install", "-q", "-r", path.join(dir, "requirements.txt")],
      {
        timeoutSeconds: 600,
      },
    );
  });
  return path.join(made, "bin", "python");
}

async function makeVenv(dir: string, progress: Progress): Promise<void> {
  const make = (): Promise<string> => run("python3", ["-m", "venv", "--clear", dir], { timeoutSeconds: 120 });
  try {
    await make();
  } catch {
    // Debian's python3 has venv in a package of its own.
    await installPackage("python3-venv", progress);
    await make();
  }
}

async function lastLines(file: string): Promise<string> {
  if (!(await exists(file))) return "(none)";
  return (await readFile(file, "utf8")).trimEnd().split("\n").slice(-15).join("\n");
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, pollMilliseconds));
}
