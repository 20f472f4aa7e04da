// Reads nginx.conf as NGINX does (ngx_conf_read_token): words, quotes, comments, semicolons and braces.
// It knows no directive; what it refuses, NGINX refuses.

export interface Directive {
  name: string;
  args: string[];
  /** The directives between the braces; undefined where the directive ends with a semicolon. */
  block?: Directive[];
}

/** The directives of a configuration; an error with the line where it cannot be read. */
export function parseNginx(text: string): Directive[] {
  const tokens = tokenize(text);
  const { directives, next } = readBlock(tokens, 0);
  const rest = tokens[next];
  if (rest) throw new Error(`line ${rest.line}: a brace that closes nothing`);
  return directives;
}

/** Every directive of this name, at any depth. */
export function named(directives: Directive[], name: string): Directive[] {
  return directives.flatMap((one) => [...(one.name === name ? [one] : []), ...named(one.block ?? [], name)]);
}

/** The arguments of each directive of this name that stands directly here. */
export function argsOf(directives: Directive[] | undefined, name: string): string[][] {
  return (directives ?? []).filter((one) => one.name === name).map(({ args }) => args);
}

interface Token {
  kind: "word" | ";" | "{" | "}";
  text: string;
  line: number;
}

const escapes: Record<string, string> = { '"': '"', "'": "'", "\\": "\\", t: "\t", r: "\r", n: "\n" };

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  let i = 0;
  const failure = (why: string): Error => new Error(`line ${line}: ${why}`);
  /** The character at `i`, an escape sequence resolved; a backslash before anything else stays. */
  const character = (): string => {
    const c = text.charAt(i);
    const escaped = c === "\\" ? escapes[text.charAt(i + 1)] : undefined;
    i += escaped === undefined ? 1 : 2;
    if (c === "\n") line++;
    return escaped ?? c;
  };
  while (i < text.length) {
    const c = text.charAt(i);
    if (/\s/.test(c)) {
      character();
    } else if (c === "#") {
      while (i < text.length && text.charAt(i) !== "\n") i++;
    } else if (c === ";" || c === "{" || c === "}") {
      tokens.push({ kind: c, text: c, line });
      i++;
    } else if (c === '"' || c === "'") {
      i++;
      let word = "";
      while (i < text.length && text.charAt(i) !== c) word += character();
      if (i >= text.length) throw failure("a quote that does not end");
      i++;
      if (!/[\s;{)]/.test(text.charAt(i))) throw failure(`"${text.charAt(i)}" right after a quote`);
      tokens.push({ kind: "word", text: word, line });
    } else {
      let word = "";
      while (i < text.length && !/[\s;{]/.test(text.charAt(i))) word += character();
      tokens.push({ kind: "word", text: word, line });
    }
  }
  return tokens;
}

function readBlock(tokens: Token[], start: number): { directives: Directive[]; next: number } {
  const directives: Directive[] = [];
  let words: string[] = [];
  let i = start;
  for (let token = tokens[i]; token; token = tokens[i]) {
    if (token.kind === "word") {
      words.push(token.text);
      i++;
      continue;
    }
    if (token.kind === "}") {
      if (words.length > 0) throw new Error(`line ${token.line}: ${words.join(" ")} without a semicolon`);
      return { directives, next: i };
    }
    const [name, ...args] = words;
    if (name === undefined) throw new Error(`line ${token.line}: "${token.text}" without a directive`);
    words = [];
    i++;
    if (token.kind === ";") {
      directives.push({ name, args });
      continue;
    }
    const { directives: block, next } = readBlock(tokens, i);
    if (tokens[next]?.kind !== "}") throw new Error(`line ${token.line}: ${name} { is never closed`);
    directives.push({ name, args, block });
    i = next + 1;
  }
  if (words.length > 0) throw new Error(`the end comes after ${words.join(" ")}, without a semicolon`);
  return { directives, next: i };
}
