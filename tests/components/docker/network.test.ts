import assert from "node:assert/strict";
import { Network } from "../../../components/docker/network.ts";
import { labelsOf, ofType } from "../../support/containers.ts";
import { startMocks, stack, valueOf } from "../../support/mocks.ts";

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
});
