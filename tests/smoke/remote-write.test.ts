import assert from "node:assert/strict";
import type { IncomingHttpHeaders } from "node:http";
import fc from "fast-check";
import { encode, push } from "../../smoke/remote-write.ts";
import { decodeWrite } from "./decode-write.ts";
import { listen } from "./fake-stack.ts";

describe("remote write", () => {
  it("encodes what Prometheus' own message definition decodes", () => {
    const plain = { noNullPrototype: true };
    const timestamp = fc.integer({ min: 0, max: 4_000_000_000_000 });
    const samples = fc.array(fc.record({ value: fc.double(), timestamp }, plain));
    // "__proto__" is no label that Prometheus knows, and a special one to JavaScript.
    const name = fc.string({ minLength: 1, unit: "grapheme" }).filter((text) => text !== "__proto__");
    const series = fc.record({ labels: fc.dictionary(name, fc.string(), plain), samples }, plain);
    fc.assert(
      fc.property(fc.array(series, { maxLength: 20 }), (sent) => {
        const decoded = decodeWrite(encode(sent));
        assert.deepEqual(
          decoded.map(({ labels, samples }) => ({ labels, samples })),
          sent,
        );
      }),
      { numRuns: 100 },
    );
  });

  it("sorts labels by name, as Cortex insists", () => {
    const labels = { job: "a", __name__: "m", Zone: "z", cluster: "c" };
    const [series] = decodeWrite(encode([{ labels, samples: [] }]));
    assert.deepEqual(series?.labelNames, ["Zone", "__name__", "cluster", "job"]);
  });

  describe("pushes", () => {
    let seen: { method: string | undefined; url: string | undefined; headers: IncomingHttpHeaders; body: Buffer };
    let server: Awaited<ReturnType<typeof listen>>;
    before(async () => {
      server = await listen(({ method, url, headers }, body) => {
        seen = { method, url, headers, body };
        return { status: 429, body: "slow down" };
      });
    });
    after(() => server.stop());
    const series = [{ labels: { __name__: "m" }, samples: [{ value: 1.5, timestamp: 1_760_000_000_123 }] }];

    it("with the headers of the protocol and the login, and gives any answer back", async () => {
      const answer = await push(server.url, { username: "u", password: "p:ä" }, series, { headers: { "x-a": "b" } });
      assert.deepEqual(answer, { status: 429, body: "slow down" });
      assert.equal(seen.method, "POST");
      assert.equal(seen.url, "/api/v1/push");
      assert.equal(seen.headers["content-type"], "application/x-protobuf");
      assert.equal(seen.headers["content-encoding"], "snappy");
      assert.equal(seen.headers["x-prometheus-remote-write-version"], "0.1.0");
      assert.equal(seen.headers["x-a"], "b");
      assert.equal(seen.headers.authorization, `Basic ${Buffer.from("u:p:ä").toString("base64")}`);
      assert.deepEqual(decodeWrite(seen.body)[0]?.samples, series[0]?.samples);
    });

    it("without a login when there is none", async () => {
      await push(server.url, undefined, series);
      assert.equal(seen.headers.authorization, undefined);
    });

    it("and rejects, with the reason, when nobody answers", async () => {
      const gone = await listen(() => ({ status: 200 }));
      await gone.stop();
      await assert.rejects(push(gone.url, undefined, series), { message: /^no answer \(connect ECONNREFUSED 127/ });
    });

    it("and gives up at the deadline", async () => {
      const silent = await listen(() => undefined);
      try {
        const started = Date.now();
        await assert.rejects(push(silent.url, undefined, series, { deadline: started + 300 }), {
          message: "no answer (timed out)",
        });
        assert.ok(Date.now() - started < 2_000);
      } finally {
        await silent.stop();
      }
    });
  });
});
