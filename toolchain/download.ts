import { createHash } from "node:crypto";
import { lookup } from "node:dns/promises";
import { createReadStream, createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Progress } from "./sources.ts";
import { UserError } from "./sources.ts";

/** A host that has not answered in this time counts as out of reach, for the rest of the run. */
const answerMilliseconds = 5_000;
/** The largest thing downloaded is about 250 MB. */
const transferMilliseconds = 15 * 60_000;

const outOfReach = new Map<string, string>();

/** Why a host cannot be reached, or undefined when it can; asked once a run. */
export async function whyUnreachable(host: string): Promise<string | undefined> {
  const known = outOfReach.get(host);
  if (known !== undefined) return known;
  try {
    await within(lookup(host), `the name ${host} was not resolved in ${answerMilliseconds / 1000} s`);
    return undefined;
  } catch (error) {
    return rememberUnreachable(host, error);
  }
}

/**
 * The answer to a GET, once its headers are there.
 * @throws UserError when the host does not answer within 5 s, or answers with an error.
 */
async function fetchFrom(address: string): Promise<Response> {
  const { host, hostname } = new URL(address);
  const why = outOfReach.get(host) ?? (await whyUnreachable(hostname));
  if (why !== undefined) throw new UserError(why);
  const abort = new AbortController();
  const whole = setTimeout(() => {
    abort.abort(new UserError(`${address} took longer than ${transferMilliseconds / 60_000} min`));
  }, transferMilliseconds);
  whole.unref();
  let response: Response;
  try {
    response = await within(
      fetch(address, { signal: abort.signal }),
      `${host} did not answer in ${answerMilliseconds / 1000} s`,
    );
  } catch (error) {
    abort.abort();
    throw new UserError(rememberUnreachable(host, error));
  }
  if (!response.ok) {
    await response.body?.cancel();
    throw new UserError(`${address} answered ${response.status} ${response.statusText}`);
  }
  return response;
}

export async function downloadText(address: string): Promise<string> {
  return (await fetchFrom(address)).text();
}

export async function downloadFile(address: string, file: string, progress: Progress): Promise<void> {
  const response = await fetchFrom(address);
  const total = Number(response.headers.get("content-length") ?? 0);
  if (response.body === null) throw new UserError(`${address} answered without a body`);
  let received = 0;
  const source = Readable.from(response.body).on("data", (chunk: Uint8Array) => {
    received += chunk.length;
    const of = total > 0 ? ` of ${megabytes(total)}` : "";
    progress(`downloading ${address}: ${megabytes(received)}${of}`);
  });
  await pipeline(source, createWriteStream(file));
}

/** @throws UserError when the file is not the one that the checksum file (in sha256sum's format) speaks of. */
export async function verifyChecksum(file: string, name: string, checksums: string): Promise<void> {
  const expected = checksums
    .split("\n")
    .map((line) => line.trim().split(/\s+\*?/))
    .find(([, listed]) => listed === name)?.[0];
  if (expected === undefined) throw new UserError(`the release's checksum file does not list ${name}`);
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  const actual = hash.digest("hex");
  if (actual !== expected.toLowerCase()) {
    throw new UserError(`${name} has SHA-256 ${actual}, the release says ${expected}: it was not used`);
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function rememberUnreachable(host: string, error: unknown): string {
  const reason =
    error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : String(error);
  const why = reason.includes(host) ? reason : `${host}: ${reason}`;
  outOfReach.set(host, why);
  return why;
}

async function within<T>(work: Promise<T>, message: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new UserError(message));
    }, answerMilliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
