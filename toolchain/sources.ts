/** A failure that its message explains wholly: what, where, what to do. Shown to the user without a stack. */
export class UserError extends Error {
  override name = "UserError";
}

/** Says that a source cannot serve here, and why: the next one is tried. */
export class Unavailable {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

export function unavailable(reason: string): Unavailable {
  return new Unavailable(reason);
}

export type Progress = (text: string) => void;

/** One way to get something: what is installed, an official download, a build. */
export interface Source<T> {
  name: string;
  /** Answers what was got, or why this source cannot serve; a throw counts as the latter. */
  attempt(progress: Progress): Promise<T | Unavailable>;
}

export interface Need {
  /** What is needed, as the message names it. */
  what: string;
  /** What a person can do when no source works. */
  remedy: string;
}

export interface Found<T> {
  value: T;
  /** The name of the source that worked. */
  source: string;
}

/**
 * The first source that works, tried in order.
 * @throws UserError that lists every source with the reason why it did not work, and the remedy.
 */
export async function firstThatWorks<T>(
  need: Need,
  sources: Source<T>[],
  progress: Progress = () => undefined,
): Promise<Found<T>> {
  const reasons: string[] = [];
  for (const source of sources) {
    progress(source.name);
    const reason = await attemptOne(source, progress);
    if (reason instanceof Unavailable) reasons.push(`  - ${source.name}: ${indent(reason.reason)}`);
    else return { value: reason, source: source.name };
  }
  throw new UserError(
    `${need.what} could not be had. What was tried:\n${reasons.join("\n")}\nWhat to do: ${need.remedy}`,
  );
}

async function attemptOne<T>(source: Source<T>, progress: Progress): Promise<T | Unavailable> {
  try {
    return await source.attempt(progress);
  } catch (error) {
    return unavailable(error instanceof Error ? error.message : String(error));
  }
}

function indent(text: string): string {
  return text.trim().replaceAll("\n", "\n    ");
}
