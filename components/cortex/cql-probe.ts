/**
 * A health check that asks Cassandra a question in CQL and costs a few milliseconds: bash speaks the native protocol
 * (version 4, https://github.com/apache/cassandra/blob/trunk/doc/native_protocol_v4.spec) over /dev/tcp. cqlsh would
 * start a Python each time.
 */
const opcode = { startup: 0x01, query: 0x07, ready: 0x02, result: 0x08 } as const;
const consistencyOne = 0x0001;

function frame(code: number, body: Buffer): Buffer {
  const header = Buffer.from([0x04, 0, 0, 0, code, 0, 0, 0, 0]);
  header.writeUInt32BE(body.length, 5);
  return Buffer.concat([header, body]);
}

function shortString(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** The frames that are sent, in order, each with the opcode that a serving node answers with. */
export function probeFrames(query: string): { send: Buffer; expect: number }[] {
  const startup = Buffer.concat([Buffer.from([0, 1]), shortString("CQL_VERSION"), shortString("3.0.0")]);
  const text = Buffer.from(query);
  const asked = Buffer.alloc(4 + text.length + 3);
  asked.writeUInt32BE(text.length);
  text.copy(asked, 4);
  asked.writeUInt16BE(consistencyOne, 4 + text.length); // then a byte of flags: none
  return [
    { send: frame(opcode.startup, startup), expect: opcode.ready },
    { send: frame(opcode.query, asked), expect: opcode.result },
  ];
}

const octal = (bytes: Buffer): string => [...bytes].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");

/** A bash script: exit status 0 when the node answers `query` with a result. The caller bounds its time. */
export function cqlProbe(port: number, query = "SELECT key FROM system.local"): string {
  const steps = probeFrames(query).map(
    ({ send, expect }) =>
      // Header first (9 bytes: the opcode is the fifth, the body's length the last four), then the body is drained.
      `printf '${octal(send)}' >&3; h=$(head -c 9 <&3 | od -An -v -tu1) && set -- $h && [ "$5" = ${expect} ] && ` +
      `head -c $(( ($6 << 24) + ($7 << 16) + ($8 << 8) + $9 )) <&3 >/dev/null`,
  );
  return `exec 3<>/dev/tcp/127.0.0.1/${port} || exit 1; ${steps.map((step) => `{ ${step}; } || exit 1`).join("; ")}`;
}
