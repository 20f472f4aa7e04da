import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { readState } from "../../../../components/terraform/read.ts";
import { namedState, onlyGets, refusal, servers } from "../../../support/backends.ts";

describe("terraform: the backend consul", () => {
  const { serve } = servers();

  it("reads a key, a workspace's key, a packed state and one in chunks, and only reads", async () => {
    const whole = Buffer.from(namedState("in chunks"));
    const packed = gzipSync(namedState("packed in chunks"));
    // As Terraform writes the list: its keys in order, the hash behind all names.
    const names = Array.from({ length: 40 }, (_, i) => `long/tfstate.0123456789abcdef0123456789abcdef/${i}`);
    const requests = await serve({
      "/v1/kv/team/state": namedState("plain"),
      "/v1/kv/team/state-env%3Ablue": namedState("blue"),
      "/v1/kv/packed": gzipSync(namedState("packed")),
      "/v1/kv/big": JSON.stringify({ chunks: ["big/.tfstate/ab/0", "big/.tfstate/ab/1"], "current-hash": "ab" }),
      "/v1/kv/big/.tfstate/ab/0": whole.subarray(0, 20),
      "/v1/kv/big/.tfstate/ab/1": whole.subarray(20),
      "/v1/kv/both": JSON.stringify({ "current-hash": "cd", chunks: ["both/.tfstate/cd/0", "both/.tfstate/cd/1"] }),
      "/v1/kv/long": JSON.stringify({ chunks: names, "current-hash": "ef" }),
      ...Object.fromEntries(
        names.map((name, i) => [`/v1/kv/${name}`, whole.subarray(i * 10, i === 39 ? undefined : i * 10 + 10)]),
      ),
      "/v1/kv/both/.tfstate/cd/0": packed.subarray(0, 30),
      "/v1/kv/both/.tfstate/cd/1": packed.subarray(30),
    });
    const { address } = requests;
    const lineage = async (path: string, workspace?: string): Promise<string> =>
      (
        await readState({
          backend: "consul",
          address,
          path,
          token: "t",
          ...(workspace === undefined ? {} : { workspace }),
        })
      ).lineage;
    assert.equal(await lineage("team/state"), "plain");
    assert.equal(await lineage("team/state", "blue"), "blue");
    assert.equal(await lineage("packed"), "packed");
    assert.equal(await lineage("big"), "in chunks");
    assert.equal(await lineage("long"), "in chunks");
    assert.equal(await lineage("both"), "packed in chunks");
    assert.ok(requests.requests.every(({ headers }) => headers["x-consul-token"] === "t"));
    onlyGets(requests);
  });

  it("tells of a missing key", async () => {
    const { address } = await serve({});
    assert.match(
      await refusal({ backend: "consul", address, path: "nowhere" }),
      /no Terraform state at the Consul key nowhere/,
    );
  });
});
