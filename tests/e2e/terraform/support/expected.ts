import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { TerraformError } from "../../../../components/terraform/error.ts";
import { outputValues } from "../../../../components/terraform/outputs.ts";
import { readOutputs, readState, type Backend, type StateBackend } from "../../../../components/terraform/read.ts";
import { startMocks, valueOf } from "../../../support/mocks.ts";
import type { Configuration } from "./configuration.ts";

/** What support/configuration.ts makes, by address: the input of each instance. */
const inputs = (secret: string, workspace: string): Record<string, unknown> => ({
  "terraform_data.one": { name: "one", workspace },
  "terraform_data.counted[0]": 0,
  "terraform_data.counted[1]": 1,
  'terraform_data.keyed["b"]': 2,
  'terraform_data.keyed["with \\"quotes\\""]': 1,
  "terraform_data.hidden": secret,
  'module.zone["a"].terraform_data.this': "a",
  'module.zone["b"].terraform_data.this': "b",
});

/** A state that the real Terraform wrote is read as it is: every instance at the address that Terraform itself tells. */
export async function assertReads(
  source: StateBackend,
  {
    configuration,
    secret,
    workspace = "default",
  }: { configuration: Configuration; secret: string; workspace?: string },
): Promise<void> {
  const state = await readState(source);
  assert.deepEqual(
    [...state.instances()].map(({ address }) => address).sort(),
    await configuration.addresses(),
    "the addresses of `state list`",
  );
  assert.equal(state.find("data.terraform_remote_state.other")?.mode, "data");
  for (const [address, input] of Object.entries(inputs(secret, workspace))) {
    const instance = state.find(address);
    assert.equal(instance?.mode, "managed", address);
    assert.match(String(instance.attributes["id"]), /^[0-9a-f-]{36}$/, address);
    // What may be of any type stands in a state as {value, type}.
    const held = instance.attributes["input"];
    const value = typeof held === "object" && held !== null && "value" in held ? held.value : held;
    assert.deepEqual(value, input, address);
  }
  const zones = ["a", "b"].map((key) => state.find(`module.zone["${key}"].terraform_data.this`)?.attributes["id"]);
  await assertOutputs(source, { workspace, zones, password: secret }, ["password"]);
}

/** The outputs, of which these and no others are Pulumi secrets. */
export async function assertOutputs(
  source: Backend,
  expected: Record<string, unknown>,
  secrets: string[],
): Promise<void> {
  await startMocks();
  const values = outputValues(await readOutputs(source));
  assert.deepEqual(Object.keys(values).sort(), Object.keys(expected).sort());
  for (const [name, output] of Object.entries(values)) {
    assert.deepEqual(await valueOf(output), expected[name], name);
    assert.equal(await pulumi.isSecret(output), secrets.includes(name), `${name} is secret`);
  }
}

/** The one message of a state that cannot be read. */
export async function refusal(source: Backend): Promise<string> {
  try {
    await readOutputs(source);
  } catch (error) {
    assert.ok(error instanceof TerraformError, String(error));
    return error.message;
  }
  assert.fail("it was read");
}

/** Requests were made, and none but these. */
export function assertOnlyReads(requests: { method: string; url: string }[]): void {
  assert.ok(requests.length > 0, "nothing was asked");
  for (const { method, url } of requests) {
    assert.equal(method, "GET", `${method} ${url}`);
    assert.doesNotMatch(url, /\.tflock|\.lock|lockinfo/i);
  }
}

/** A state that holds nothing is read, and is no error. */
export async function assertNothing(source: StateBackend): Promise<void> {
  const state = await readState(source);
  assert.deepEqual([[...state.instances()], state.outputs.size], [[], 0]);
}
