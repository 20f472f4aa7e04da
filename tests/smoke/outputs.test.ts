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

describe("the stack's outputs", () => {
  it("are taken with Grafana and without it", () => {
    assert.deepEqual(parseOutputs(right), right);
    assert.deepEqual(parseOutputs(withoutGrafana), withoutGrafana);
    assert.deepEqual(parseOutputs({ ...withoutGrafana, grafanaUrl: null, grafanaLogin: null }).grafanaUrl, null);
  });

  const wrong: [string, Record<string, unknown>, RegExp[]][] = [
    ["nothing at all", {}, [/^ {2}gatewayUrl: /m, /^ {2}logins: /m, /^ {2}prometheusUrls: /m]],
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
