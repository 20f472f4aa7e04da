import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { UserError } from "./sources.ts";

/**
 * Where everything made is kept, outside the repository: CORTEX_CACHE_DIR, else $XDG_CACHE_HOME/cortex-platform,
 * else ~/.cache/cortex-platform. An empty variable is none, and a relative XDG_CACHE_HOME neither
 * (https://specifications.freedesktop.org/basedir-spec/latest/).
 */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  const { CORTEX_CACHE_DIR: own = "", XDG_CACHE_HOME: shared = "" } = env;
  if (own !== "") return path.resolve(own);
  return path.join(path.isAbsolute(shared) ? shared : path.join(homedir(), ".cache"), "cortex-platform");
}

export const cacheRoot = cacheFolder(process.env);

/** Two runs that need the same thing: the second waits for the first this long. The longest make takes 10 min here. */
const lockWaitMilliseconds = 30 * 60_000;
const lockPollMilliseconds = 500;

/** What a result depends on, as 16 hex digits of its SHA-256; each part's length counts, so ("ab","c") is not ("a","bc"). */
export function contentKey(...parts: (string | Buffer)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) {
    const bytes = Buffer.from(part);
    hash.update(`${bytes.length}:`).update(bytes);
  }
  return hash.digest("hex").slice(0, 16);
}

/**
 * The folder `<cache>/<kind>/<key>`, made by `make` when it is not there. The folder appears whole or not at all: `make`
 * fills a temporary one that is then renamed; when `make` fails, nothing is left. A second run waits for the first.
 */
export function cached(kind: string, key: string, make: (dir: string) => Promise<void>): Promise<string> {
  return madeOnce(path.join(cacheRoot, kind, key), make);
}

/** `cached` for any folder. */
export async function madeOnce(target: string, make: (dir: string) => Promise<void>): Promise<string> {
  if (await exists(target)) return target;
  await mkdir(path.dirname(target), { recursive: true });
  const unlock = await lock(`${target}.lock`);
  try {
    if (await exists(target)) return target;
    const temporary = `${target}.${randomUUID()}.tmp`;
    try {
      await mkdir(temporary);
      await make(temporary);
      await rename(temporary, target);
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
    return target;
  } finally {
    await unlock();
  }
}

/** The folder that `cached` would give, when it is there already. */
export async function alreadyMade(kind: string, key: string): Promise<string | undefined> {
  const target = path.join(cacheRoot, kind, key);
  return (await exists(target)) ? target : undefined;
}

export async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

/** Holds a lock file that names its owner's process id; the lock of a process that has ended is taken over. */
async function lock(file: string): Promise<() => Promise<void>> {
  const deadline = Date.now() + lockWaitMilliseconds;
  for (;;) {
    try {
      await writeFile(file, String(process.pid), { flag: "wx" });
      return () => rm(file, { force: true });
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
    const owner = Number(await readFile(file, "utf8").catch(() => ""));
    if (owner > 0 && !isAlive(owner)) {
      // Renamed first, so that of two that see the dead owner only one removes the lock.
      const stale = `${file}.${randomUUID()}`;
      await rename(file, stale).catch(() => undefined);
      await rm(stale, { force: true });
      continue;
    }
    if (Date.now() > deadline) {
      throw new UserError(
        `Process ${owner} has held ${file} for over 30 min. End it, or delete that file, and run again.`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, lockPollMilliseconds));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
