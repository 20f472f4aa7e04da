// A network, volumes and running containers that the real Terraform made become the local stack's own, and Terraform lets go of them.
import assert from "node:assert/strict";
import { imageReference } from "../../../components/docker/part.ts";
import { readUrn } from "../../../components/urn.ts";
import { parseSettings } from "../../../settings.ts";
import { runSmoke } from "../../../smoke/main.ts";
import { importIntoState } from "../../../toolchain/adopt/import.ts";
import { dockerProviderVariable } from "../../../toolchain/terraform-docker-provider.ts";
import { runs } from "../support/docker.ts";
import { eventually, LocalStack } from "../support/local-stack.ts";
import { Terraform } from "../support/terraform.ts";
import { AdoptionProof } from "./support/adoption.ts";

const prefix = "tadopt";

describe("what Terraform made on Docker", function () {
  this.timeout(600_000);
  this.bail(true);

  const stack = new LocalStack("chunks", prefix);
  const { cadvisor, cassandra, consul } = parseSettings(stack.settings()).images;
  const terraform = new Terraform(
    { source: "kreuzwerker/docker", version: "0.0.1", executable: process.env[dockerProviderVariable] ?? "" },
    {
      prefix,
      images: {
        cadvisor: imageReference(cadvisor),
        cassandra: imageReference(cassandra),
        consul: imageReference(consul),
      },
    },
  );
  const proof = new AdoptionProof(
    terraform,
    stack,
    [
      ["docker_network.cortex", `${prefix}-network`],
      ['docker_volume.data["*"]', `${prefix}-$1-data`],
      ["docker_container.cassandra", `${prefix}-cassandra-1`],
      ['docker_container.exporter["*"]', `${prefix}-$1`],
      ...[0, 1, 2].flatMap((index): [string, string][] => [
        [`module.consul.docker_volume.data[${index}]`, `${prefix}-consul-${index + 1}-data`],
        [`module.consul.docker_container.server[${index}]`, `${prefix}-consul-${index + 1}`],
      ]),
    ],
    ["docker_volume.other"],
  );
  /** What Terraform had running, by name. */
  let atFirst: Record<string, string> = {};
  let kept: Record<string, string[]> = {};

  const assertUntouched = async (): Promise<void> => {
    const now = await runs(prefix);
    assert.deepEqual(Object.fromEntries(Object.keys(atFirst).map((name) => [name, now[name]])), atFirst);
  };

  before(async () => {
    await stack.create();
    await proof.begin(new URL("docker", import.meta.url).pathname);
    atFirst = await runs(prefix);
  });

  after(async () => {
    try {
      proof.forgetRules(kept);
      await stack.up(); // ends the protection
      await stack.destroy();
    } finally {
      await terraform.destroy();
      terraform.remove();
    }
  });

  it("is not begun with before the containers stand in the state: Pulumi's own import would replace them", async () => {
    const { ok, text } = await stack.attempt(["preview"]);
    assert.ok(!ok);
    assert.match(text, /docker_container\.cassandra, which becomes tadopt-cassandra-1\n/);
    assert.match(text, /Nothing was changed\. `npm run adopt -- import` puts them into the stack's state first/);
    assert.doesNotMatch(text, /^\s+at /m);
  });

  it("puts the containers into the state, and nothing a second time", async () => {
    const state = {
      exported: () => stack.pulumi(["stack", "export"], 60),
      replaced: (text: string) => stack.importState(text),
      refreshed: async (urns: readonly string[]) => {
        await stack.refresh(...urns.flatMap((urn) => ["--target", urn]));
      },
    };
    const put = (): Promise<string[]> => importIntoState(stack.name, parseSettings(stack.settings()), state, {});
    assert.deepEqual(await put(), [
      "docker_container.cassandra",
      'docker_container.exporter["cadvisor"]',
      ...[0, 1, 2].map((index) => `module.consul.docker_container.server[${index}]`),
    ]);
    assert.deepEqual(await put(), []);
    await assertUntouched();
  });

  it("is imported in one update: nothing of it is created, replaced or deleted", async () => {
    await proof.assertPlan();
    await stack.up();
    await proof.assertTaken();
    await assertUntouched();
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
    kept = await proof.keptWithoutRules();
    proof.forgetRules(kept);
    assert.deepEqual(await stack.plan(), []);
    await stack.up();
    await proof.assertSameIds();
    await assertUntouched();
  });

  it("gets containers of the stack's own making once they are not kept, on the same volumes", async () => {
    const { metric, value } = await stack.written();
    await stack.flush();
    kept = Object.fromEntries(Object.entries(kept).filter(([name]) => !(name in atFirst)));
    proof.forgetRules(kept);
    const replaced = (await stack.plan()).filter(({ op }) => op === "replace").map(({ urn }) => readUrn(urn).name);
    assert.deepEqual(replaced.sort(), Object.keys(atFirst).sort());
    await stack.up();
    // The nodes, which stay, look for the new Cassandra once a second.
    await eventually(60_000, async () => (await stack.lastValue(metric)) === value);
    assert.deepEqual(await stack.plan(), []);
  });
});
