import assert from "node:assert/strict";
import { readState } from "../../../../components/terraform/read.ts";
import { namedState, onlyGets, refusal, servers } from "../../../support/backends.ts";

describe("terraform: the backend http", () => {
  const { serve } = servers();

  it("reads with a login, and only reads", async () => {
    const requests = await serve({ "/state": namedState("web") });
    const state = await readState({
      backend: "http",
      address: `http://${requests.address}/state?x=1`,
      username: "u",
      password: "p",
    });
    assert.equal(state.lineage, "web");
    assert.equal(requests.requests[0]?.headers.authorization, `Basic ${Buffer.from("u:p").toString("base64")}`);
    const inAddress = `http://us%40er:p%3Aw@${requests.address}/state`;
    assert.equal((await readState({ backend: "http", address: inAddress })).lineage, "web");
    assert.equal(requests.requests[1]?.headers.authorization, `Basic ${Buffer.from("us@er:p:w").toString("base64")}`);
    onlyGets(requests);
  });

  it("tells of a missing state, a refused login and a server that is not there, and never the password", async () => {
    const requests = await serve({}, 404);
    const broken = `http://${requests.address}/state`;
    const line = await refusal({ backend: "http", address: broken, headers: { authorization: "Bearer ge\nheim" } });
    assert.match(line, /does not answer \(.*line break/);
    assert.doesNotMatch(line, /heim/);
    const noUrl = await refusal({ backend: "http", address: "http://u:geheim@host:99999/state" });
    assert.match(noUrl, /^http:\/\/host:99999\/state is no URL/);
    const address = `http://${requests.address}/state?token=hidden`;
    const missing = await refusal({ backend: "http", address });
    assert.match(missing, /^There is no Terraform state at http:\/\/127\.0\.0\.1:\d+\/state \(HTTP 404\)/);
    assert.doesNotMatch(missing, /hidden/);
    await requests.stop();
    assert.match(await refusal({ backend: "http", address }), /does not answer/);
    const denied = await serve({}, 403);
    const refused = await refusal({
      backend: "http",
      address: `http://${denied.address}/state`,
      username: "u",
      password: "geheim",
    });
    assert.match(refused, /refuses to be read \(HTTP 403\)/);
    assert.doesNotMatch(refused, /geheim/);
  });
});
