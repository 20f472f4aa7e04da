import assert from "node:assert/strict";
import { createServer, type Server, type Socket } from "node:net";
import fc from "fast-check";
import { cqlProbe, probeFrames } from "../../../components/cortex/cql-probe.ts";
import { answer, firstFrame, framesIn, opcodes, queriesIn, queryOf, startupOptions } from "../../support/cql.ts";
import { freePort, onPath, portOf, run } from "../../support/process.ts";

/** Any text: the length counts bytes, not characters. */
const anyQuery = fc.string({ unit: "grapheme", maxLength: 300 });

describe("CQL probe: its frames", () => {
  it("are STARTUP with the CQL version, then QUERY, as the protocol's version 4 has them", () => {
    const [startup, query, ...others] = framesIn(cqlProbe(9042, "SELECT 1"));
    assert.ok(startup && query);
    assert.deepEqual(others, []);
    for (const { version, flags, stream } of [startup, query]) assert.deepEqual([version, flags, stream], [4, 0, 0]);
    assert.equal(startup.opcode, opcodes.startup);
    assert.deepEqual(startupOptions(startup.body), { CQL_VERSION: "3.0.0" });
    assert.equal(query.opcode, opcodes.query);
    assert.deepEqual(queryOf(query.body), { query: "SELECT 1", consistency: 1, flags: 0 });
  });

  it("carry any query, and so does the script", () => {
    fc.assert(
      fc.property(anyQuery, (query) => {
        const [, asked] = probeFrames(query);
        const whole = asked && firstFrame(asked.send);
        assert.ok(whole);
        assert.equal(whole.rest.length, 0);
        assert.equal(queryOf(whole.frame.body).query, query);
        assert.deepEqual(queriesIn(cqlProbe(9042, query)), [query]);
      }),
    );
  });

  it("expect READY, then RESULT", () => {
    assert.deepEqual(
      probeFrames("SELECT 1").map(({ expect }) => expect),
      [opcodes.ready, opcodes.result],
    );
  });
});

/** What the fake node does with the frames that reach it. */
type Behaviour = (opcode: number, socket: Socket) => void;

const error = answer(opcodes.error, Buffer.from([0, 0, 0x10, 0x01, 0, 4, 0x64, 0x6f, 0x77, 0x6e]));
const ready = answer(opcodes.ready, Buffer.alloc(0));
/** More than fits into one packet, with every byte from 0 to 255 in it. */
const result = answer(opcodes.result, Buffer.from(Array.from({ length: 100_000 }, (_, i) => i % 256)));

const serving: Behaviour = (opcode, socket) => socket.write(opcode === opcodes.startup ? ready : result);

describe("CQL probe: bash asks a node", () => {
  const bash = onPath("bash");
  const sockets = new Set<Socket>();
  const servers = new Set<Server>();
  let asked: string[] = [];

  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    for (const server of servers) await new Promise((resolve) => server.close(resolve));
    servers.clear();
  });

  async function node(behaviour: Behaviour): Promise<number> {
    asked = [];
    const listening = createServer((socket) => {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      let bytes: Buffer = Buffer.alloc(0);
      socket.on("data", (chunk) => {
        bytes = Buffer.concat([bytes, chunk]);
        for (let whole = firstFrame(bytes); whole; whole = firstFrame(bytes)) {
          bytes = whole.rest;
          if (whole.frame.opcode === opcodes.query) asked.push(queryOf(whole.frame.body).query);
          behaviour(whole.frame.opcode, socket);
        }
      });
    });
    servers.add(listening);
    await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
    return portOf(listening.address());
  }

  async function status(port: number, query?: string): Promise<number | null> {
    assert.ok(bash, "the images that run the probe have bash, and so has every Linux that runs this test");
    return (await run(bash, ["-c", query === undefined ? cqlProbe(port) : cqlProbe(port, query)])).status;
  }

  it("and is content with a result, however long", async () => {
    const port = await node(serving);
    assert.equal(await status(port, "USE somewhere"), 0);
    assert.deepEqual(asked, ["USE somewhere"]);
  });

  it("and asks something that every node can answer unless told otherwise", async () => {
    assert.equal(await status(await node(serving)), 0);
    assert.match(asked.join(), /FROM system\.local/);
  });

  it("and sends any query whole", async () => {
    const query = `SELECT 'ä€😀 %s \\n $HOME "x" \`id\`' FROM t`;
    assert.equal(await status(await node(serving), query), 0);
    assert.deepEqual(asked, [query]);
  });

  it("and fails on an error instead of a result", async () => {
    const port = await node((opcode, socket) => socket.write(opcode === opcodes.startup ? ready : error));
    assert.equal(await status(port), 1);
    assert.equal(asked.length, 1);
  });

  it("and fails on an error instead of READY, without asking", async () => {
    assert.equal(await status(await node((_, socket) => socket.write(error))), 1);
    assert.deepEqual(asked, []);
  });

  it("and fails on an answer of another kind", async () => {
    assert.equal(await status(await node((_, socket) => socket.write(ready))), 1);
    assert.equal(asked.length, 1);
    assert.equal(await status(await node((_, socket) => socket.write(result))), 1);
    assert.deepEqual(asked, []);
  });

  it("and fails when the node hangs up", async () => {
    assert.equal(await status(await node((_, socket) => socket.end())), 1);
    const port = await node((opcode, socket) => {
      if (opcode === opcodes.startup) socket.write(ready);
      else socket.end();
    });
    assert.equal(await status(port), 1);
  });

  it("and fails when nothing listens", async () => {
    assert.equal(await status(await freePort()), 1);
  });
});
