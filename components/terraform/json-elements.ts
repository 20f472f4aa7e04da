// Where the members of a large JSON object and the elements of its arrays lie, without parsing what is in them: a state
// of hundreds of megabytes is then parsed one resource at a time, and what is not asked for never becomes an object.

/** A stretch of bytes: from `start` up to, not including, `end`. */
export interface Span {
  start: number;
  end: number;
}

/** The bytes are no JSON of the expected shape; `position` is the byte. */
export class JsonShapeError extends Error {
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** The first byte from `at` on that is no white space. */
function skipSpace(bytes: Buffer, at: number): number {
  let here = at;
  while (isSpace(bytes[here])) here++;
  return here;
}

/** The position after the string that begins at `at`. */
function afterString(bytes: Buffer, at: number): number {
  let end = bytes.indexOf(quote, at + 1);
  while (end >= 0) {
    let slashes = 0;
    while (bytes[end - 1 - slashes] === backslash) slashes++;
    if (slashes % 2 === 0) return end + 1;
    end = bytes.indexOf(quote, end + 1);
  }
  throw new JsonShapeError("a text does not end", at);
}

/** The position after the value that begins at `at`. */
function afterValue(bytes: Buffer, at: number): number {
  const first = bytes[at];
  if (first === quote) return afterString(bytes, at);
  if (first !== openBrace && first !== openBracket) {
    let here = at;
    for (;;) {
      const byte = bytes[here];
      if (byte === undefined || byte === comma || byte === closeBrace || byte === closeBracket || isSpace(byte)) break;
      here++;
    }
    if (here === at) throw new JsonShapeError("a value is missing", at);
    return here;
  }
  let depth = 0;
  let here = at;
  while (here < bytes.length) {
    const byte = bytes[here];
    if (byte === quote) {
      here = afterString(bytes, here);
      continue;
    }
    if (byte === openBrace || byte === openBracket) depth++;
    else if (byte === closeBrace || byte === closeBracket) {
      depth--;
      if (depth === 0) return here + 1;
    }
    here++;
  }
  throw new JsonShapeError("it ends in the middle", bytes.length);
}

/** The members of the object that `bytes` is, by key. */
export function members(bytes: Buffer): Map<string, Span> {
  const found = new Map<string, Span>();
  // A byte order mark is no part of JSON, and some editors write one.
  const from = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  let here = skipSpace(bytes, from);
  if (bytes[here] !== openBrace) throw new JsonShapeError("it is no JSON object", here);
  here = skipSpace(bytes, here + 1);
  while (bytes[here] !== closeBrace) {
    if (bytes[here] !== quote)
      throw new JsonShapeError(here >= bytes.length ? "it ends in the middle" : "a key is missing", here);
    const keyEnd = afterString(bytes, here);
    const key: unknown = JSON.parse(bytes.toString("utf8", here, keyEnd));
    here = skipSpace(bytes, keyEnd);
    if (bytes[here] !== colon) throw new JsonShapeError("a colon is missing", here);
    const start = skipSpace(bytes, here + 1);
    const end = afterValue(bytes, start);
    found.set(String(key), { start, end });
    here = skipSpace(bytes, end);
    if (bytes[here] === comma) here = skipSpace(bytes, here + 1);
    else if (bytes[here] !== closeBrace) throw new JsonShapeError("it ends in the middle", here);
  }
  const rest = skipSpace(bytes, here + 1);
  if (rest < bytes.length) throw new JsonShapeError("something follows its end", rest);
  return found;
}

/** The elements of the array at `span`, in order. */
export function* elements(bytes: Buffer, span: Span): Generator<Span> {
  if (bytes[span.start] !== openBracket) throw new JsonShapeError("it is no list", span.start);
  let here = skipSpace(bytes, span.start + 1);
  while (bytes[here] !== closeBracket) {
    const end = afterValue(bytes, here);
    yield { start: here, end };
    here = skipSpace(bytes, end);
    if (bytes[here] === comma) here = skipSpace(bytes, here + 1);
    else if (bytes[here] !== closeBracket) throw new JsonShapeError("a list does not end", here);
  }
}

/** The value at `span`. */
export function valueAt(bytes: Buffer, { start, end }: Span): unknown {
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8", start, end));
    return value;
  } catch {
    throw new JsonShapeError("it is no valid JSON", start);
  }
}
