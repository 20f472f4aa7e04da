import { TerraformError } from "../error.ts";

/** Longest wait for an answer and its body, milliseconds. */
const timeoutMilliseconds = 120_000;

/** An answer that came, whatever its status. */
export interface Answer {
  status: number;
  body: Buffer;
}

/**
 * One GET; never anything else, so that nothing is written and nothing is locked.
 * @param what What is read, as a message names it; holds no credentials.
 * @throws {TerraformError} If nothing answers in 2 minutes.
 */
export async function get(url: URL, headers: Record<string, string>, what: string): Promise<Answer> {
  try {
    const answer = await fetch(url, {
      method: "GET",
      headers,
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

/** `fetch` hides what happened in the cause of its error. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof AggregateError) return cause.errors.map(reasonOf).join(", ");
  return cause instanceof Error ? cause.message : error.message;
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
