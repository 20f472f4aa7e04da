// Where the members of a large JSON object and the elements of its lists lie, without parsing what is in them: a state of
// hundreds of megabytes is then parsed one instance at a time, and what is not asked for never becomes an object.

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
const space = 0x20;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const tab = 0x09;

/** The first byte from `at` on that is no white space. */
function skipSpace(bytes: Buffer, at: number): number {
  let here = at;
  while (here < bytes.length) {
    const byte = bytes[here];
    if (byte !== space && byte !== lineFeed && byte !== carriageReturn && byte !== tab) break;
    here++;
  }
  return here;
}

/** The position after the text that begins at `at`. A loop: `indexOf` costs more than the few bytes of most texts. */
function afterText(bytes: Buffer, at: number): number {
  let here = at + 1;
  while (here < bytes.length) {
    const byte = bytes[here];
    if (byte === quote) return here + 1;
    here += byte === backslash ? 2 : 1;
  }
  throw new JsonShapeError("a text does not end", at);
}

function afterScalar(bytes: Buffer, at: number): number {
  let here = at;
  while (here < bytes.length) {
    const byte = bytes[here];
    if (byte === comma || byte === closeBrace || byte === closeBracket || byte === lineFeed || byte === space) break;
    if (byte === carriageReturn || byte === tab) break;
    here++;
  }
  if (here === at) throw missing("a value", bytes, at);
  return here;
}

/** The position after the value that begins at `at`. Most of the time of reading a state is spent in this loop. */
export function afterValue(bytes: Buffer, at: number): number {
  const first = bytes[at];
  if (first === quote) return afterText(bytes, at);
  if (first !== openBrace && first !== openBracket) return afterScalar(bytes, at);
  const { length } = bytes;
  let depth = 0;
  for (let here = at; here < length; here++) {
    const byte = bytes[here];
    if (byte === space || byte === lineFeed) continue;
    if (byte === quote) {
      const start = here;
      for (here++; here < length; here++) {
        const within = bytes[here];
        if (within === quote) break;
        if (within === backslash) here++;
      }
      if (here >= length) throw new JsonShapeError("a text does not end", start);
    } else if (byte === openBrace || byte === openBracket) depth++;
    else if (byte === closeBrace || byte === closeBracket) {
      depth--;
      if (depth === 0) return here + 1;
    }
  }
  throw new JsonShapeError("it ends in the middle", length);
}

/**
 * Visits those members of the object that begins at `at` which have one of the keys.
 * @param member Gets the key and where the value begins, and answers where the value ends (`afterValue`, or less work).
 * @returns The position after the object.
 */
export function eachMember<K extends string>(
  bytes: Buffer,
  at: number,
  keys: readonly K[],
  member: (key: K, start: number) => number,
): number {
  if (bytes[at] !== openBrace) throw new JsonShapeError("it is no JSON object", at);
  let here = skipSpace(bytes, at + 1);
  if (bytes[here] === closeBrace) return here + 1;
  for (;;) {
    if (bytes[here] !== quote) throw missing("a key", bytes, here);
    const keyEnd = afterText(bytes, here);
    const key = oneOf(keys, bytes, here, keyEnd);
    here = skipSpace(bytes, keyEnd);
    if (bytes[here] !== colon) throw missing("a colon", bytes, here);
    const start = skipSpace(bytes, here + 1);
    here = skipSpace(bytes, key === undefined ? afterValue(bytes, start) : member(key, start));
    if (bytes[here] === closeBrace) return here + 1;
    if (bytes[here] !== comma) throw missing("a comma", bytes, here);
    here = skipSpace(bytes, here + 1);
  }
}

/** Which of the keys the text from `start` to `end` is. No text is made of it: a state has millions of keys. */
function oneOf<K extends string>(keys: readonly K[], bytes: Buffer, start: number, end: number): K | undefined {
  const length = end - start - 2;
  let plain = true;
  for (let here = start + 1; here < end - 1; here++) {
    const byte = bytes[here] ?? 0;
    if (byte === backslash || byte > 0x7f) plain = false;
  }
  const decoded = plain ? undefined : textAt(bytes, start, end);
  return keys.find((key) => {
    if (decoded !== undefined) return key === decoded;
    if (key.length !== length) return false;
    for (let index = 0; index < length; index++) {
      if (key.charCodeAt(index) !== bytes[start + 1 + index]) return false;
    }
    return true;
  });
}

/**
 * Visits the elements of the list that begins at `at`.
 * @param element Gets where the element begins and answers where it ends.
 * @returns The position after the list.
 */
export function eachElement(bytes: Buffer, at: number, element: (start: number) => number): number {
  if (bytes[at] !== openBracket) throw new JsonShapeError("it is no list", at);
  let here = skipSpace(bytes, at + 1);
  if (bytes[here] === closeBracket) return here + 1;
  for (;;) {
    here = skipSpace(bytes, element(here));
    if (bytes[here] === closeBracket) return here + 1;
    if (bytes[here] !== comma) throw missing("a comma", bytes, here);
    here = skipSpace(bytes, here + 1);
  }
}

function missing(what: string, bytes: Buffer, at: number): JsonShapeError {
  return new JsonShapeError(at >= bytes.length ? "it ends in the middle" : `${what} is missing`, at);
}

/** Visits members of the one object that `bytes` is, as `eachMember` does. */
export function eachMemberOf<K extends string>(
  bytes: Buffer,
  keys: readonly K[],
  member: (key: K, start: number) => number,
): void {
  // A byte order mark is no part of JSON, and some editors write one.
  const from = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const rest = skipSpace(bytes, eachMember(bytes, skipSpace(bytes, from), keys, member));
  if (rest < bytes.length) throw new JsonShapeError("something follows its end", rest);
}

/** Whether a list begins at `at`. */
export function isList(bytes: Buffer, at: number): boolean {
  return bytes[at] === openBracket;
}

/** The text that begins at `start`; empty where the value there is none. Cheaper than `valueAt`. */
export function textAt(bytes: Buffer, start: number, end: number): string {
  if (bytes[start] !== quote) return "";
  const text = bytes.toString("utf8", start + 1, end - 1);
  return text.includes("\\") ? String(valueAt(bytes, { start, end })) : text;
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
