// Reads the frames of Cassandra's native protocol, version 4, by its specification and not by the code under test:
// https://github.com/apache/cassandra/blob/trunk/doc/native_protocol_v4.spec
import assert from "node:assert/strict";

export interface Frame {
  version: number;
  flags: number;
  stream: number;
  opcode: number;
  body: Buffer;
}

export const opcodes = { error: 0x00, startup: 0x01, ready: 0x02, query: 0x07, result: 0x08 } as const;

const headerLength = 9;

/** The first frame of the bytes and what follows it; undefined while it is not whole. */
export function firstFrame(bytes: Buffer): { frame: Frame; rest: Buffer } | undefined {
  if (bytes.length < headerLength) return undefined;
  const end = headerLength + bytes.readUInt32BE(5);
  if (bytes.length < end) return undefined;
  const frame: Frame = {
    version: bytes.readUInt8(0),
    flags: bytes.readUInt8(1),
    stream: bytes.readInt16BE(2),
    opcode: bytes.readUInt8(4),
    body: bytes.subarray(headerLength, end),
  };
  return { frame, rest: bytes.subarray(end) };
}

/** A frame that a server sends. */
export function answer(opcode: number, body: Buffer): Buffer {
  const header = Buffer.alloc(headerLength);
  header.writeUInt8(0x84, 0);
  header.writeUInt8(opcode, 4);
  header.writeUInt32BE(body.length, 5);
  return Buffer.concat([header, body]);
}

/** The body of STARTUP: a [string map]. */
export function startupOptions(body: Buffer): Record<string, string> {
  let at = 0;
  const short = (): number => {
    at += 2;
    return body.readUInt16BE(at - 2);
  };
  const text = (): string => {
    const length = short();
    at += length;
    return body.toString("utf8", at - length, at);
  };
  const count = short();
  const options: Record<string, string> = {};
  for (let i = 0; i < count; i++) {
    const key = text();
    options[key] = text();
  }
  assert.equal(at, body.length, "bytes after the options");
  return options;
}

/** The body of QUERY: a [long string], a consistency and flags. */
export function queryOf(body: Buffer): { query: string; consistency: number; flags: number } {
  const length = body.readUInt32BE(0);
  assert.equal(body.length, 4 + length + 3, "bytes after the query's parameters");
  return {
    query: body.toString("utf8", 4, 4 + length),
    consistency: body.readUInt16BE(4 + length),
    flags: body.readUInt8(4 + length + 2),
  };
}

/** The frames that a bash script prints: printf with every byte as \ooo. */
export function framesIn(script: string): Frame[] {
  return [...script.matchAll(/printf '((?:\\[0-7]{3})+)'/g)].map(([, octal = ""]) => {
    const bytes = Buffer.from(
      [...octal.matchAll(/\\([0-7]{3})/g)].map(([, digits = ""]) => Number.parseInt(digits, 8)),
    );
    const whole = firstFrame(bytes);
    assert(whole && whole.rest.length === 0, "not one whole frame");
    return whole.frame;
  });
}

/** The queries that a bash script asks. */
export function queriesIn(script: string): string[] {
  return framesIn(script)
    .filter(({ opcode }) => opcode === opcodes.query)
    .map(({ body }) => queryOf(body).query);
}
