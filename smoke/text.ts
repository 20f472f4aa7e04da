/** What an error says, without what follows its first line. */
export function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n")[0] ?? "";
}

/** The longest list that a message shows. */
const mostShown = 5;

/** A list that stays readable however long it is. */
export function few(items: string[]): string {
  const rest = items.length - mostShown;
  return items.slice(0, mostShown).join("; ") + (rest > 0 ? `; and ${rest} more` : "");
}
