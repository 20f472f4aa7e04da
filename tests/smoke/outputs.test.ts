import assert from "node:assert/strict";
import { parseOutputs } from "../../smoke/outputs.ts";

const withoutGrafana = {
  gatewayUrl: "http://127.0.0.1:8080",
  logins: { a: { username: "a", password: "hidden-1" } },
  prometheusUrls: ["http://127.0.0.1:9090", "http://127.0.0.1:9091"],
};
const right = {
  ...withoutGrafana,
  grafanaUrl: "http://127.0.0.1:3000",
  grafanaLogin: { username: "admin", password: "hidden-2" },
};

const chunksOnDocker = { engine: "chunks", platform: "docker" };

describe("the stack's outputs", () => {
  it("are taken with Grafana and without it", () => {
    assert.deepEqual(parseOutputs(right), { ...right, ...chunksOnDocker });
    assert.deepEqual(parseOutputs(withoutGrafana), { ...withoutGrafana, ...chunksOnDocker });
    assert.deepEqual(parseOutputs({ ...withoutGrafana, grafanaUrl: null, grafanaLogin: null }).grafanaUrl, null);
  });

  it("may be the gateway and its logins alone: then nothing runs on this machine's Docker engine", () => {
    const { gatewayUrl, logins } = right;
    const read = parseOutputs({ gatewayUrl, logins });
    assert.deepEqual(read, { gatewayUrl, logins, engine: "chunks", platform: "aws", prometheusUrls: [] });
    assert.equal(parseOutputs({ gatewayUrl, logins, platform: "docker" }).platform, "docker");
  });

  it("name the engine", () => {
    assert.equal(parseOutputs({ ...right, engine: "blocks" }).engine, "blocks");
    assert.throws(() => parseOutputs({ ...right, engine: "granite" }), /^ {2}engine: /m);
  });

  const wrong: [string, Record<string, unknown>, RegExp[]][] = [
    ["nothing at all", {}, [/^ {2}gatewayUrl: /m, /^ {2}logins: /m]],
    ["no address of the gateway", { ...right, gatewayUrl: "here" }, [/^ {2}gatewayUrl: /m]],
    ["no tenant", { ...right, logins: {} }, [/^ {2}logins: holds no tenant$/m]],
    ["secrets not shown", { ...right, logins: "[secret]" }, [/^ {2}logins: /m, /were secrets shown\?/]],
    ["a login without a password", { ...right, logins: { a: { username: "a" } } }, [/^ {2}logins\.a\.password: /m]],
    ["one Prometheus", { ...right, prometheusUrls: [right.gatewayUrl] }, [/^ {2}prometheusUrls: must hold two/m]],
    ["Grafana without a login", { ...right, grafanaLogin: undefined }, [/^ {2}grafanaLogin: is missing although/m]],
  ];
  for (const [what, outputs, says] of wrong) {
    it(`are refused with ${what}, in one message that shows no secret`, () => {
      assert.throws(
        () => parseOutputs(outputs),
        (error: unknown) => {
          assert.ok(error instanceof Error);
          for (const pattern of says) assert.match(error.message, pattern);
          assert.doesNotMatch(error.message, /hidden-/);
          return true;
        },
      );
    });
  }
});
