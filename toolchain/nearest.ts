import { closest } from "fastest-levenshtein";

/** A message about a name that is not among the known ones, with the one that was probably meant. */
export function unknownName(what: string, name: string, known: readonly string[]): string {
  return `There is no ${what} "${name}". Did you mean "${closest(name, known)}"? There are: ${known.join(", ")}.`;
}
