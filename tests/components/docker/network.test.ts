import assert from "node:assert/strict";
import { dockerPlatform } from "../../../components/docker/index.ts";
import { existingNetwork, Network } from "../../../components/docker/network.ts";
import { fields, labelsOf, list, ofType } from "../../support/containers.ts";
import { startMocks, stack, valueOf } from "../../support/mocks.ts";
import { settingsOf } from "../../support/settings.ts";

const getNetwork = "docker:index/getNetwork:getNetwork";

/** An engine on which there is this network, by name or id. */
const engineWith =
  (name: string, id: string, internal = false) =>
  (token: string, inputs: Record<string, unknown>): Record<string, unknown> => {
    assert.equal(token, getNetwork);
    if (inputs["name"] !== name && inputs["name"] !== id) {
      const details = `first\nnetwork ${String(inputs["name"])} not found`;
      throw Object.assign(new Error(), { details }); // as gRPC tells of errors
    }
    return { id, name, internal, driver: "bridge" };
  };

async function refusalOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert(error instanceof Error, "it was let through");
  assert.equal(error.constructor.name, "RunError");
  return error.message;
}

describe("docker: network", () => {
  it("is one bridge with the stack's prefix and label, known to the other tiers by its name in Docker", async () => {
    const recorded = await startMocks();
    const network = new Network("acme");
    await recorded.settled();
    const [made, ...others] = ofType(recorded, "network");
    assert.ok(made);
    assert.deepEqual(others, []);
    assert.equal(made.name, "acme-network");
    assert.equal(made.inputs.name, "acme-network");
    assert.equal(made.inputs.driver, "bridge");
    assert.equal(labelsOf(made)["cortex.stack"], stack);
    assert.equal(await valueOf(network.dockerName), "acme-network");
  });

  for (const preview of [false, true]) {
    it(`is one that stands already, and none is made${preview ? ", in a preview" : ""}`, async () => {
      const id = "0a1b".repeat(16);
      const recorded = await startMocks({ preview, call: engineWith("team", id) });
      await dockerPlatform(settingsOf({ network: { existing: id }, grafana: { enabled: "never" } }), {});
      await recorded.settled();
      assert.deepEqual(ofType(recorded, "network"), []);
      const containers = ofType(recorded, "container");
      assert.ok(containers.length > 8, `${containers.length} containers`);
      for (const { name, inputs } of containers) {
        const networks = list(inputs["networksAdvanced"]).map((one) => fields(one)["name"]);
        assert.deepEqual(networks, ["team"], name);
      }
    });
  }

  it("that stands already is known by the name that Docker has for it", async () => {
    await startMocks({ call: engineWith("team", "0a1b") });
    assert.equal(await existingNetwork("team"), "team");
    assert.equal(await existingNetwork("0a1b"), "team");
  });

  it("that is not there is refused before anything is made", async () => {
    const recorded = await startMocks({ call: engineWith("team", "0a1b") });
    const message = await refusalOf(dockerPlatform(settingsOf({ network: { existing: "teams" } }), {}));
    assert.match(message, /^There is no Docker network that cortex:network\.existing \(teams\) could mean/);
    assert.match(message, /\nThe answer was: network teams not found$/);
    assert.deepEqual(recorded.all, []);
  });

  it("of Docker's own, or an internal one, is refused with the reason", async () => {
    for (const name of ["bridge", "host", "none"]) {
      await startMocks({ call: engineWith(name, "0a1b") });
      assert.match(await refusalOf(existingNetwork("0a1b")), /^cortex:network\.existing \(0a1b\) .* have no DNS/, name);
    }
    await startMocks({ call: engineWith("inner", "0a1b", true) });
    assert.match(
      await refusalOf(existingNetwork("inner")),
      /^cortex:network\.existing \(inner\) is an internal network/,
    );
  });
});
