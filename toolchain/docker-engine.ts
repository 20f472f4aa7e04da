import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, open, readFile, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { z } from "zod";
import { tools } from "../components/cortex/releases.ts";
import { cacheRoot, exists } from "./cache.ts";
import { executablesNamed } from "./executables.ts";
import { run } from "./exec.ts";
import type { Found, Progress, Source } from "./sources.ts";
import { UserError, firstThatWorks, unavailable } from "./sources.ts";

const defaultHost = "unix:///var/run/docker.sock";
const answerMilliseconds = 5_000;
const startMilliseconds = 60_000;
/** dockerd gives its containers 10 s each, side by side, and then ends itself. */
const stopMilliseconds = 60_000;
const pollMilliseconds = 250;
/** A Unix socket's path has at most 107 bytes, and containerd adds up to 60 to the exec root. */
const longestExecRoot = 45;

/** What this engine keeps: images, volumes, its log; outside the repository. */
const folder = path.join(cacheRoot, "docker");
const dataRoot = path.join(folder, "data");
const logFile = path.join(folder, "dockerd.log");
const recordFile = path.join(folder, "engine.json");

const record = z.object({ pid: z.number().int().positive(), host: z.string() });
type EngineRecord = z.infer<typeof record>;

export function dockerHost(): string {
  return process.env["DOCKER_HOST"] ?? defaultHost;
}

/** An engine that answers, and a client for it, from the first source that works. */
export async function ensureDockerEngine(progress: Progress): Promise<Found<string>> {
  const host = dockerHost();
  const found = await firstThatWorks(
    {
      what: "A Docker engine",
      remedy:
        "start Docker, or set DOCKER_HOST to the engine that should be used; without one, install it (https://docs.docker.com/engine/install).",
    },
    engineSources({
      answers: () => engineAnswers(host),
      startable: () => host.startsWith("unix://"),
      isRoot: () => process.getuid?.() === 0,
      isInstalled: async () => (await executablesNamed("dockerd", ["/usr/sbin", "/sbin"])).length > 0,
      hasApt: async () => (await executablesNamed("apt-get")).length > 0,
      install: () => aptInstall(progress),
      start: () => startEngine(host, progress),
      host,
    }),
    progress,
  );
  await ensureClient(progress);
  return found;
}

/** What the choice depends on; the tests give their own. */
export interface EngineMachine {
  host: string;
  /** Whether an engine answers there now. */
  answers(): Promise<boolean>;
  /** Whether the host is a socket of this machine, where an engine can be started. */
  startable(): boolean;
  isRoot(): boolean;
  isInstalled(): Promise<boolean>;
  hasApt(): Promise<boolean>;
  install(): Promise<void>;
  start(): Promise<void>;
}

export function engineSources(machine: EngineMachine): Source<string>[] {
  const whyNoStart = (): string | undefined => {
    if (!machine.startable())
      return `DOCKER_HOST is ${machine.host}, and only an engine on a Unix socket can be started`;
    if (!machine.isRoot()) return "only root can start an engine";
    return undefined;
  };
  return [
    {
      name: `the engine at ${machine.host}`,
      attempt: async () => ((await machine.answers()) ? machine.host : unavailable("nothing answers there")),
    },
    {
      name: "starting the installed dockerd",
      attempt: async () => {
        if (!(await machine.isInstalled())) return unavailable("dockerd is not installed");
        const why = whyNoStart();
        if (why !== undefined) return unavailable(why);
        await machine.start();
        return machine.host;
      },
    },
    {
      name: `apt-get install ${tools.dockerEngine.debianPackages.join(" ")}`,
      attempt: async () => {
        if (await machine.isInstalled()) return unavailable("dockerd is installed already");
        const why = whyNoStart();
        if (why !== undefined) return unavailable(why);
        if (!(await machine.hasApt())) return unavailable("there is no apt-get here");
        await machine.install();
        // A machine with an init system starts the engine as part of the installation.
        if (!(await machine.answers())) await machine.start();
        return machine.host;
      },
    },
  ];
}

async function ensureClient(progress: Progress): Promise<void> {
  if ((await executablesNamed("docker")).length > 0) return;
  if (process.getuid?.() !== 0 || (await executablesNamed("apt-get")).length === 0) {
    throw new UserError(
      "The engine answers, but the `docker` command is not installed. Install Docker's client and run again.",
    );
  }
  await aptInstall(progress);
}

async function aptInstall(progress: Progress): Promise<void> {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  progress("apt-get update");
  await run("apt-get", ["update", "-qq"], { env, timeoutSeconds: 300 });
  const packages = tools.dockerEngine.debianPackages;
  progress(`apt-get install ${packages.join(" ")}`);
  await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], { env, timeoutSeconds: 900 });
}

export async function engineAnswers(host: string = dockerHost()): Promise<boolean> {
  if (!host.startsWith("unix://")) {
    // TLS, ssh: the client knows how.
    return run("docker", ["version", "--format", "{{.Server.Version}}"], { timeoutSeconds: 15 }).then(
      () => true,
      () => false,
    );
  }
  return new Promise((resolve) => {
    const ping = request({ socketPath: host.slice("unix://".length), path: "/_ping", timeout: answerMilliseconds });
    ping.on("response", (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    ping.on("timeout", () => ping.destroy());
    ping.on("error", () => {
      resolve(false);
    });
    ping.on("close", () => {
      resolve(false);
    });
    ping.end();
  });
}

async function startEngine(host: string, progress: Progress): Promise<void> {
  await mkdir(dataRoot, { recursive: true });
  progress(`starting dockerd on ${host} (its log: ${logFile})`);
  const [dockerd = "dockerd"] = await executablesNamed("dockerd", ["/usr/sbin", "/sbin"]);
  const log = await open(logFile, "a");
  const pidFile = path.join(folder, "dockerd.pid");
  const child = spawn(dockerd, ["--data-root", dataRoot, "--exec-root", execRoot(), "--pidfile", pidFile, "-H", host], {
    detached: true,
    stdio: ["ignore", log.fd, log.fd],
    env: withSystemFolders(),
  });
  let ended: string | undefined;
  child.on("error", (error) => (ended = error.message));
  child.on("exit", (code, signal) => (ended = `it ended with ${signal ?? `exit code ${code}`}`));
  child.unref();
  await log.close();
  if (child.pid !== undefined) {
    await writeFile(recordFile, JSON.stringify({ pid: child.pid, host } satisfies EngineRecord));
  }
  const deadline = Date.now() + startMilliseconds;
  while (!(await engineAnswers(host))) {
    if (ended === undefined && Date.now() < deadline) {
      await pause();
      continue;
    }
    await stopEngine();
    const reason = ended ?? `it did not answer within ${startMilliseconds / 1000} s`;
    throw new UserError(`dockerd was started, but ${reason}. Its last lines:\n${await lastLines(logFile)}`);
  }
}

/** dockerd calls iptables and containerd, which a plain user's PATH may not name. */
function withSystemFolders(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env["PATH"] ?? ""}:/usr/local/sbin:/usr/sbin:/sbin` };
}

function execRoot(): string {
  const inCache = path.join(folder, "exec");
  if (inCache.length <= longestExecRoot) return inCache;
  return path.join(tmpdir(), `cortex-docker-${createHash("sha256").update(inCache).digest("hex").slice(0, 8)}`);
}

/** The engine that this toolchain started and that still runs; undefined when there is none. */
export async function ownEngine(): Promise<EngineRecord | undefined> {
  const text = await readFile(recordFile, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const parsed = record.safeParse(JSON.parse(text));
  if (!parsed.success) return undefined;
  // The number may belong to another process by now: ours has our data root on its command line.
  const commandLine = await readFile(`/proc/${parsed.data.pid}/cmdline`, "utf8").catch(() => "");
  return commandLine.split("\0").includes(dataRoot) ? parsed.data : undefined;
}

/** Ends the engine that this toolchain started, and no other; false when there is none. */
export async function stopEngine(): Promise<boolean> {
  const own = await ownEngine();
  if (own === undefined) {
    await rm(recordFile, { force: true });
    return false;
  }
  process.kill(own.pid, "SIGTERM");
  const deadline = Date.now() + stopMilliseconds;
  while ((await ownEngine()) !== undefined) {
    if (Date.now() > deadline) {
      process.kill(own.pid, "SIGKILL");
      throw new UserError(
        `dockerd (process ${own.pid}) did not end within ${stopMilliseconds / 1000} s and was killed: containers may still run.`,
      );
    }
    await pause();
  }
  await rm(recordFile, { force: true });
  return true;
}

async function lastLines(file: string): Promise<string> {
  if (!(await exists(file))) return "(none)";
  return (await readFile(file, "utf8")).trimEnd().split("\n").slice(-15).join("\n");
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, pollMilliseconds));
}
