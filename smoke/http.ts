import type { z } from "zod";
import { eventually, Unmet, type Finding, type Patience } from "./check.ts";
import type { Tier } from "./containers.ts";
import type { Login } from "./outputs.ts";
import { firstLine } from "./text.ts";

export interface Request {
  method?: string;
  login?: Login;
  headers?: Record<string, string>;
  body?: Uint8Array<ArrayBuffer>;
  /** No later than this, in milliseconds since the epoch. Default: only the bound of one request. */
  deadline?: number;
  /** The longest that it may take, milliseconds. Default: 5000. */
  boundMilliseconds?: number;
}

export interface Answer {
  status: number;
  body: string;
}

const usualMilliseconds = 5_000;
/** A request that starts just before the deadline gets this much. */
const leastMilliseconds = 250;

function basicAuth(login: Login): string {
  return `Basic ${Buffer.from(`${login.username}:${login.password}`).toString("base64")}`;
}

/** One HTTP request, bounded in time. Rejects when there is no answer at all. */
export async function send(url: string, request: Request = {}): Promise<Answer> {
  const left = (request.deadline ?? Infinity) - Date.now();
  const bound = Math.max(leastMilliseconds, Math.min(request.boundMilliseconds ?? usualMilliseconds, left));
  const headers = { ...request.headers, ...(request.login ? { authorization: basicAuth(request.login) } : {}) };
  try {
    const response = await fetch(url, {
      method: request.method ?? "GET",
      headers,
      redirect: "manual",
      signal: AbortSignal.timeout(Math.ceil(bound)),
      ...(request.body ? { body: request.body } : {}),
    });
    return { status: response.status, body: await response.text() };
  } catch (error) {
    throw new Error(`no answer (${reason(error)})`, { cause: error });
  }
}

/** One request; no answer at all is a finding about `tier`. */
export async function ask(tier: Tier, url: string, request: Request = {}): Promise<Answer> {
  try {
    return await send(url, request);
  } catch (error) {
    throw new Unmet({
      expected: `an answer to ${request.method ?? "GET"} ${url}`,
      seen: firstLine(error),
      look: [tier],
    });
  }
}

/** Asks again while there is no answer, or one of 500 and above: neither tells what is `expected`. */
export function answered(
  patience: Patience,
  { expected, look }: Pick<Finding, "expected" | "look">,
  request: () => Promise<Answer>,
): Promise<Answer> {
  return eventually(patience, async () => {
    let answer: Answer;
    try {
      answer = await request();
    } catch (error) {
      throw new Unmet({ expected, look, seen: error instanceof Unmet ? error.finding.seen : firstLine(error) });
    }
    if (answer.status >= 500) throw new Unmet({ expected, look, seen: shown(answer) });
    return answer;
  });
}

/** GET that must answer 200 with JSON of the given shape; anything else is a finding about `look`. */
export async function getJson<T>(
  look: [Tier, ...Tier[]],
  url: string,
  shape: z.ZodType<T>,
  request: Request = {},
): Promise<T> {
  const answer = await ask(look[0], url, request);
  if (answer.status !== 200) {
    throw new Unmet({ expected: `200 from GET ${url}`, seen: shown(answer), look });
  }
  const parsed = shape.safeParse(parseJson(answer.body));
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
  throw new Unmet({ expected: `GET ${url} answers in the API's shape`, seen: `${wrong} in ${shown(answer)}`, look });
}

/** An answer in a few words. */
export function shown(answer: Answer): string {
  const body = answer.body.replace(/\s+/g, " ").trim();
  const longest = 200;
  return `${answer.status}${body === "" ? "" : ` ${body.slice(0, longest)}${body.length > longest ? " ..." : ""}`}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** fetch hides what happened (`ECONNREFUSED ...`) in the cause of "fetch failed". */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return "timed out";
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return cause.message === "" && "code" in cause ? String(cause.code) : cause.message;
}
