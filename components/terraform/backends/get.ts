import { TerraformError } from "../error.ts";

/** Longest wait for an answer and its body, milliseconds. */
const timeoutMilliseconds = 120_000;

/** An answer that came, whatever its status. */
export interface Answer {
  status: number;
  body: Buffer;
}

/** @throws {TerraformError} If it is no URL; tells nothing of a login in it. */
export function urlOf(address: string, base?: string): URL {
  if (URL.canParse(address, base)) return new URL(address, base);
  const shown = `${base ?? ""}${address}`.replace(/\/\/[^/]*@/, "//");
  throw new TerraformError(`${shown} is no URL.`, "Check its host and its port.");
}

/**
 * One GET; never anything else, so that nothing is written and nothing is locked.
 * @param url A login in it is sent as basic authentication, unless `headers` has one.
 * @param what What is read, as a message names it; holds no credentials.
 * @throws {TerraformError} If nothing answers in 2 minutes.
 */
export async function get(url: URL, headers: Record<string, string>, what: string): Promise<Answer> {
  const bare = new URL(url);
  bare.username = bare.password = "";
  try {
    const answer = await fetch(bare, {
      method: "GET",
      headers: { ...loginOf(url), ...headers },
      redirect: "follow",
      signal: AbortSignal.timeout(timeoutMilliseconds),
    });
    return { status: answer.status, body: Buffer.from(await answer.arrayBuffer()) };
  } catch (error) {
    throw new TerraformError(
      `${what} does not answer (${reasonOf(error)}).`,
      "Check the address and that this machine reaches it.",
    );
  }
}

function loginOf({ username, password }: URL): Record<string, string> {
  return username === "" && password === ""
    ? {}
    : basicLogin(decodeURIComponent(username), decodeURIComponent(password));
}

/** The header of basic authentication. */
export function basicLogin(username: string, password: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}` };
}

/** `fetch` hides what happened in the cause of its error. Where there is none it quotes what it was given: headers too. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "no reason is told";
  const { cause } = error;
  if (cause instanceof AggregateError) return cause.errors.map(messageOf).join(", ");
  if (cause instanceof Error) return cause.message;
  return error.name === "TimeoutError"
    ? error.message
    : "the request is not a right one: a header may hold a line break";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The error of an answer that holds no state. */
export function refused(status: number, what: string, missing: string): TerraformError {
  if (status === 401 || status === 403) {
    return new TerraformError(
      `${what} refuses to be read (HTTP ${status}).`,
      "Check the credentials and what they may do.",
    );
  }
  if (status === 404 || status === 204)
    return new TerraformError(`There is no Terraform state at ${what} (HTTP ${status}).`, missing);
  return new TerraformError(`${what} answered with HTTP ${status}.`, "Look into that server's log, and try again.");
}
