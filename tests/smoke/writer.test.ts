import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { startWriter } from "../../smoke/writer.ts";
import { decodeWrite } from "./decode-write.ts";
import { listen } from "./fake-stack.ts";

const login = { username: "u", password: "p" };

describe("the writer", () => {
  let received: { value: number; timestamp: number }[];
  let refuse: (nth: number) => boolean;
  let server: Awaited<ReturnType<typeof listen>>;
  beforeEach(async () => {
    received = [];
    refuse = () => false;
    server = await listen((_, body) => {
      const [series] = decodeWrite(body);
      assert.equal(series?.labels["__name__"], "counted");
      received.push(...series.samples);
      return refuse(received.length) ? { status: 500, body: "x".repeat(1000) } : { status: 200 };
    });
  });
  afterEach(() => server.stop());
  const start = (intervalMs: number, durationBoundSeconds = 20) =>
    startWriter({ url: server.url, login, metric: "counted", intervalMs, durationBoundSeconds });

  it("counts its writes, each with a later time, until it is stopped", async () => {
    const writer = start(0);
    await reached(() => received.length >= 20);
    const result = await writer.stop();
    assert.equal(result.sent, received.length);
    assert.equal(result.lastValue, received.length);
    assert.deepEqual(result.refused, []);
    received.forEach(({ value, timestamp }, index) => {
      assert.equal(value, index + 1);
      assert.ok(timestamp > (received[index - 1]?.timestamp ?? 0));
    });
    const before = received.length;
    await sleep(50);
    assert.equal(received.length, before);
    assert.deepEqual(await writer.stop(), result);
  });

  it("keeps every refusal, with a body of bounded length", async () => {
    refuse = (nth) => nth === 2 || nth === 3;
    const writer = start(5);
    await reached(() => received.length >= 5);
    const { refused, lastValue, sent } = await writer.stop();
    assert.deepEqual(
      refused.map(({ status, body }) => ({ status, body })),
      [
        { status: 500, body: "x".repeat(300) },
        { status: 500, body: "x".repeat(300) },
      ],
    );
    for (const { at } of refused) assert.match(at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.equal(lastValue, sent);
  });

  it("tells the last value that was accepted, when later ones were not", async () => {
    refuse = (nth) => nth > 2;
    const writer = start(5);
    await reached(() => received.length >= 4);
    const { lastValue, refused, sent } = await writer.stop();
    assert.equal(lastValue, 2);
    assert.equal(refused.length, sent - 2);
  });

  it("counts no answer as a refusal with status 0", async () => {
    await server.stop();
    const writer = start(5, 0.05);
    const { refused, sent, lastValue } = await writer.stop();
    assert.equal(refused.length, sent);
    assert.ok(sent >= 1);
    assert.equal(refused[0]?.status, 0);
    assert.match(refused[0].body, /ECONNREFUSED/);
    assert.equal(lastValue, 0);
    server = await listen(() => ({ status: 200 }));
  });

  it("waits its interval between two writes, and stop does not wait for it", async () => {
    const writer = start(10_000);
    await reached(() => received.length === 1);
    await sleep(50);
    const started = Date.now();
    assert.equal((await writer.stop()).sent, 1);
    assert.ok(Date.now() - started < 1_000);
  });

  it("ends by itself at its bound", async () => {
    start(5, 0.2);
    await sleep(600);
    const before = received.length;
    assert.ok(before > 0);
    await sleep(100);
    assert.equal(received.length, before);
  });
});

async function reached(condition: () => boolean): Promise<void> {
  const end = Date.now() + 10_000;
  while (!condition()) {
    assert.ok(Date.now() < end, "not reached in 10 s");
    await sleep(5);
  }
}
