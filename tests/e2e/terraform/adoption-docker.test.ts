// A network and volumes that the real Terraform made become the local stack's own, and Terraform lets go of them.
import assert from "node:assert/strict";
import { runSmoke } from "../../../smoke/main.ts";
import { dockerProviderVariable } from "../../../toolchain/terraform-docker-provider.ts";
import { LocalStack } from "../support/local-stack.ts";
import { Terraform } from "../support/terraform.ts";
import { AdoptionProof } from "./support/adoption.ts";

const prefix = "tadopt";

describe("what Terraform made on Docker", function () {
  this.timeout(600_000);
  this.bail(true);

  const stack = new LocalStack("chunks", prefix);
  const terraform = new Terraform(
    { source: "kreuzwerker/docker", version: "0.0.1", executable: process.env[dockerProviderVariable] ?? "" },
    { prefix },
  );
  const proof = new AdoptionProof(
    terraform,
    stack,
    [
      ["docker_network.cortex", `${prefix}-network`],
      ['docker_volume.data["*"]', `${prefix}-$1-data`],
      ...[0, 1, 2].map((index): [string, string] => [
        `module.consul.docker_volume.data[${index}]`,
        `${prefix}-consul-${index + 1}-data`,
      ]),
    ],
    ["docker_volume.other"],
  );
  /** Labels are made with the thing. */
  const kept = { [`${prefix}-network`]: ["labels"], [`${prefix}-*-data`]: ["labels"] };

  before(async () => {
    await stack.create();
    await proof.begin(new URL("docker", import.meta.url).pathname);
  });

  after(async () => {
    proof.forgetRules(kept);
    await stack.up(); // ends the protection
    await stack.destroy();
    await terraform.destroy();
    terraform.remove();
  });

  it("is imported in one update: nothing of it is created, replaced or deleted", async () => {
    await proof.assertPlan();
    await stack.up();
    await proof.assertTaken();
  });

  it("serves the platform", async () => {
    const { failed } = await runSmoke({ outputs: await stack.outputs(), stackName: stack.name });
    assert.equal(failed, 0);
  });

  it("has nothing to do a second time", async () => {
    assert.deepEqual(await stack.plan(), []);
  });

  it("is let go by Terraform, whose plan creates and destroys nothing", () => proof.letGo());

  it("is the stack's own without the rules, under the same ids", async () => {
    proof.forgetRules(kept);
    assert.deepEqual(await stack.plan(), []);
    await proof.assertSameIds();
  });
});
