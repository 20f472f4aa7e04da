import { setTimeout as sleep } from "node:timers/promises";
import type { Docker, Tier } from "./containers.ts";
import type { Login, Outputs } from "./outputs.ts";

/** What a check found instead of what it wanted. */
export interface Finding {
  expected: string;
  seen: string;
  /** The tiers whose containers may tell why. */
  look: Tier[];
  /** Names within those tiers, where the check knows them: only these containers are then named. */
  hosts?: string[];
}

/** Thrown by a check that is not (yet) fulfilled. */
export class Unmet extends Error {
  readonly finding: Finding;

  constructor(finding: Finding) {
    super(`expected ${finding.expected}, seen ${finding.seen}`);
    this.finding = finding;
  }
}

/** Thrown by a check that says nothing about this stack; the message says why. */
export class NotApplicable extends Error {}

/** How long a check waits for what it wants to see. */
export interface Patience {
  /** When it must have ended, in milliseconds since the epoch. */
  deadline: number;
  /** How often it looks at most. */
  attempts: number;
  /** Between two looks, milliseconds. Default: 500. */
  pollMilliseconds?: number;
}

/** What a check works with. */
export interface CheckContext extends Patience {
  outputs: Outputs;
  /** The tenant that Prometheus writes to, and its login. */
  collection: { tenant: string; login: Login };
  /** Undefined where the stack is not on Docker. */
  docker: Docker | undefined;
  /** Names a metric that no other run of the smoke check wrote. */
  uniqueMetric: (purpose: string) => string;
}

export interface Check {
  /** What is true when the check passes. */
  name: string;
  boundSeconds: number;
  /** Ends when the check is fulfilled, with a few words on what was seen; throws {@link Unmet} or {@link NotApplicable}. */
  run(context: CheckContext): Promise<string>;
}

const usualPollMilliseconds = 500;

/** Repeats `attempt` while it throws {@link Unmet}, as long as `patience` lasts; then throws what was found last. */
export async function eventually<T>(patience: Patience, attempt: () => Promise<T>): Promise<T> {
  const { deadline, attempts, pollMilliseconds = usualPollMilliseconds } = patience;
  let found: Unmet | undefined;
  for (let tried = 1; ; tried++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Unmet)) throw error;
      // An attempt that the deadline cut short says less than the whole one before it.
      if (found === undefined || Date.now() < deadline) found = error;
    }
    if (tried >= attempts || Date.now() + pollMilliseconds >= deadline) throw found;
    await sleep(pollMilliseconds);
  }
}
