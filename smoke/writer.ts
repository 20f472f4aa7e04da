import { setTimeout as sleep } from "node:timers/promises";
import type { Login } from "./outputs.ts";
import { push } from "./remote-write.ts";
import { firstLine } from "./text.ts";

export interface WriterOptions {
  /** The gateway's address, without a path. */
  url: string;
  login: Login;
  /** The one series that is written; its value counts the writes from 1. */
  metric: string;
  /** From one write's start to the next one's; a slow write delays the next. */
  intervalMs: number;
  /** The writer stops by itself after this time. */
  durationBoundSeconds: number;
}

/** A write that was not answered with a 2xx. */
interface Refusal {
  /** 0: there was no answer; `body` says why. */
  status: number;
  body: string;
  /** ISO 8601. */
  at: string;
}

export interface WriterResult {
  /** Writes tried, refused ones included. */
  sent: number;
  /** Every refused write, oldest first. */
  refused: Refusal[];
  /** The last value that was accepted; 0 when none was. */
  lastValue: number;
}

export interface Writer {
  /** Ends the writing after the write under way and gives the result; may be called again. */
  stop(): Promise<WriterResult>;
}

/** As long as Prometheus waits for an answer to a remote write (`remote_timeout`, its default). */
const writeMilliseconds = 30_000;
/** Enough to see what went wrong; `body` is cut, so a long outage fills no memory. */
const mostOfBody = 300;

/** Writes one sample after the other through the gateway, until stopped; no write is repeated, so each refusal shows. */
export function startWriter(options: WriterOptions): Writer {
  const stopping = new AbortController();
  const writing = write(options, stopping.signal);
  return {
    stop() {
      stopping.abort();
      return writing;
    },
  };
}

async function write(options: WriterOptions, stopped: AbortSignal): Promise<WriterResult> {
  const { url, login, metric, intervalMs } = options;
  const result: WriterResult = { sent: 0, refused: [], lastValue: 0 };
  const end = Date.now() + options.durationBoundSeconds * 1000;
  let timestamp = 0;
  while (!stopped.aborted && Date.now() < end) {
    const started = Date.now();
    const value = ++result.sent;
    // Two samples of one series may not share a timestamp.
    timestamp = Math.max(started, timestamp + 1);
    const refusal = await refusalOf(
      push(url, login, [{ labels: { __name__: metric }, samples: [{ value, timestamp }] }], {
        boundMilliseconds: writeMilliseconds,
      }),
    );
    if (refusal === undefined) result.lastValue = value;
    else result.refused.push({ ...refusal, at: new Date(started).toISOString() });
    await sleep(Math.max(0, started + intervalMs - Date.now()), undefined, { signal: stopped }).catch(() => undefined);
  }
  return result;
}

async function refusalOf(
  answering: Promise<{ status: number; body: string }>,
): Promise<{ status: number; body: string } | undefined> {
  try {
    const { status, body } = await answering;
    return status >= 200 && status < 300 ? undefined : { status, body: body.slice(0, mostOfBody) };
  } catch (error) {
    return { status: 0, body: firstLine(error) };
  }
}
