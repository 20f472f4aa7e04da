import { setTimeout as sleep } from "node:timers/promises";

const pollMilliseconds = 1_000;

/** Asks again and again until the answer is right, and gives it; after the bound the last answer, or failure, is the error. */
export async function until<T>(
  what: string,
  boundSeconds: number,
  ask: () => Promise<T>,
  isRight: (answer: T) => boolean,
): Promise<T> {
  const end = Date.now() + boundSeconds * 1000;
  for (;;) {
    let last: string;
    try {
      const answer = await ask();
      if (isRight(answer)) return answer;
      last = JSON.stringify(answer);
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    if (Date.now() > end) throw new Error(`not within ${boundSeconds} s: ${what}; last: ${last}`);
    await sleep(pollMilliseconds);
  }
}
