import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { TerraformError } from "../../../components/terraform/error.ts";
import { outputsAs, outputValues } from "../../../components/terraform/outputs.ts";
import { startMocks, valueOf } from "../../support/mocks.ts";

const outputs = new Map([
  ["vpc_id", { value: "vpc-1", sensitive: false }],
  ["password", { value: "geheim", sensitive: true }],
  ["zones", { value: ["a", "b"], sensitive: false }],
]);

describe("terraform: outputs", () => {
  beforeEach(async () => {
    await startMocks();
  });

  it("are secrets where Terraform calls them sensitive, and nowhere else", async () => {
    const values = outputValues(outputs);
    for (const [name, secret] of [
      ["vpc_id", false],
      ["password", true],
      ["zones", false],
    ] as const) {
      const value = values[name];
      assert.ok(value);
      assert.equal(await pulumi.isSecret(value), secret, name);
      assert.deepEqual(await valueOf(value), outputs.get(name)?.value);
    }
  });

  it("are what a contract says, a secret as a whole where one of them is", async () => {
    const plain = outputsAs(outputs, z.object({ vpc_id: z.string(), zones: z.array(z.string()) }), "here");
    assert.equal(await pulumi.isSecret(plain), false);
    assert.deepEqual(await valueOf(plain), { vpc_id: "vpc-1", zones: ["a", "b"] });
    assert.equal(await pulumi.isSecret(outputsAs(outputs, z.object({ password: z.string() }), "here")), true);
  });

  it("are all named where they are missing or of another type, and no value is shown", () => {
    const contract = z.object({ vpc_id: z.number(), subnet_ids: z.array(z.string()), password: z.number() });
    assert.throws(
      () => outputsAs(outputs, contract, "here.tfstate"),
      (error: unknown) => {
        assert.ok(error instanceof TerraformError);
        assert.match(error.message, /at here\.tfstate are not what is expected/);
        assert.match(error.message, /^ {2}vpc_id: .*number/m);
        assert.match(error.message, /^ {2}subnet_ids: missing$/m);
        assert.match(error.message, /^ {2}password: .*number/m);
        assert.match(error.message, /It has password, vpc_id, zones/);
        assert.doesNotMatch(error.message, /geheim/);
        return true;
      },
    );
  });
});
