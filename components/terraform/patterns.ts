// Patterns for Terraform addresses: `*` stands for any text, and what it stood for can be put into the name of a part.

/** A pattern that can be matched. */
export interface Pattern {
  /** What each `*` stood for, in order; undefined if the address does not match. */
  match(address: string): string[] | undefined;
  /** Whether it holds no `*`. */
  readonly exact: boolean;
}

const escape = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** Everything but `*` stands for itself: brackets and quotes of keys need no escape. */
export function pattern(text: string): Pattern {
  const expression = new RegExp(`^${text.split("*").map(escape).join("(.*?)")}$`, "s");
  return {
    exact: !text.includes("*"),
    match: (address) => expression.exec(address)?.slice(1),
  };
}

/** `name` with `$1`, `$2`, ... replaced by what the pattern's stars stood for; undefined if there is no such star. */
export function filled(name: string, stars: readonly string[]): string | undefined {
  let missing = false;
  const result = name.replaceAll(/\$(\d)/g, (_, digit: string) => {
    const star = stars[Number(digit) - 1];
    if (star === undefined) missing = true;
    return star ?? "";
  });
  return missing ? undefined : result;
}
