// The program itself: settings in, platform out.
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { heldBy, startMocks, valueOf, type Recorded } from "./support/mocks.ts";
import { ofType } from "./support/containers.ts";

let runs = 0;

/** Runs index.ts anew: a module is run once for each address that it is imported by. */
async function program(config: Record<string, string>): Promise<unknown> {
  pulumi.runtime.setAllConfig(config);
  const address = new URL(`../index.ts?run=${++runs}`, import.meta.url).href;
  const loaded: unknown = await import(address);
  return typeof loaded === "object" && loaded !== null && "default" in loaded ? loaded.default : undefined;
}

describe("the program", () => {
  const config = pulumi.runtime.allConfig();
  let recorded: Recorded;
  /** What the stack holds when the program starts. */
  let standing: string[];

  beforeEach(async () => {
    standing = [];
    recorded = await startMocks({ call: (_, inputs) => heldBy(inputs, standing) });
  });
  after(() => pulumi.runtime.setAllConfig(config));

  async function failure(values: Record<string, string>): Promise<Error> {
    try {
      await program(values);
    } catch (error) {
      assert.ok(error instanceof Error);
      return error;
    }
    throw new assert.AssertionError({ message: "The program took wrong settings." });
  }

  it("names every wrong setting in one message without a stack trace, before it touches anything", async () => {
    const error = await failure({
      "cortex:cluster": '{"nodes": 500, "replicaFactor": 3}',
      "cortex:ports": '{"gateway": 0}',
      "cortex:nonsense": "1",
    });
    assert.ok(pulumi.RunError.isInstance(error), "anything else would be printed with its stack");
    for (const part of ["cluster.nodes", "500", "cluster.replicaFactor", "ports.gateway", "nonsense"]) {
      assert.ok(error.message.includes(part), part);
    }
    assert.doesNotMatch(error.message, /^\s+at /m);
    await recorded.settled();
    assert.deepEqual(recorded.all, []);
    assert.deepEqual(recorded.calls, []);
  });

  it("does not look at the settings of others", async () => {
    const error = await failure({ "aws:region": "nowhere", "cortex:prefix": "Not Lower" });
    assert.ok(error.message.includes("prefix"));
    assert.ok(!error.message.includes("region"));
  });

  it("refuses another engine than the stack has, in one message without a stack trace, before it touches anything", async () => {
    standing = ["urn:pulumi:test::cortex::cortex:docker:Platform$cortex:docker:Cassandra::cortex"];
    const error = await failure({ "cortex:engine": "blocks" });
    assert.ok(pulumi.RunError.isInstance(error));
    assert.match(error.message, /cortex:confirmEngineSwitch blocks/);
    assert.equal(error.stack, error.message);
    await recorded.settled();
    assert.deepEqual(recorded.all, []);
  });

  it("refuses to make tiers smaller that lose by it, in one message without a stack trace, before it touches anything", async () => {
    const container = (tier: string, name: string): string =>
      `urn:pulumi:test::cortex::cortex:docker:Platform$cortex:docker:${tier}$docker:index/container:Container::${name}`;
    standing = [1, 2, 3].flatMap((n) => [
      container("Consul", `cortex-consul-${n}`),
      container("Cortex", `cortex-cortex-${n}`),
    ]);
    const error = await failure({ "cortex:consul": '{"servers": 1}', "cortex:cluster": '{"nodes": 1}' });
    assert.ok(pulumi.RunError.isInstance(error));
    assert.match(error.message, /cortex:consul\.servers from 3 to 1\n.*cortex:cluster\.nodes from 3 to 1\n/s);
    assert.equal(error.stack, error.message);
    await recorded.settled();
    assert.deepEqual(recorded.all, []);
    assert.deepEqual(recorded.calls, ["pulumi:pulumi:readStackResourceOutputs"]);
  });

  it("keeps the Grafana that the stack has, though its image cannot be looked up", async () => {
    standing = ["urn:pulumi:test::cortex::cortex:docker:Platform$cortex:docker:Grafana::cortex"];
    await program({ "cortex:cluster": '{"nodes": 1}' });
    await recorded.settled();
    assert.ok(ofType(recorded, "container").some(({ name }) => name === "cortex-grafana"));
    assert.deepEqual(recorded.calls, ["pulumi:pulumi:readStackResourceOutputs"]);
  });

  it("builds the platform of its settings, and gives its addresses and logins as the stack's outputs", async () => {
    const outputs = await program({
      "cortex:prefix": "acme",
      "cortex:cluster": '{"nodes": 1}',
      "cortex:grafana": '{"enabled": "never"}',
      "cortex:ports": '{"gateway": 18080}',
    });
    await recorded.settled();
    assert.ok(ofType(recorded, "container").some(({ name }) => name === "acme-cortex-1"));
    assert.deepEqual(recorded.calls, ["pulumi:pulumi:readStackResourceOutputs"], "the engine is asked once");
    assert.ok(typeof outputs === "object" && outputs !== null);
    const names = Object.entries(outputs).flatMap(([name, value]) => (value === undefined ? [] : [name]));
    assert.deepEqual(names.sort(), ["engine", "gatewayUrl", "logins", "platform", "prometheusUrls"]);
    assert.ok("engine" in outputs && "platform" in outputs);
    assert.deepEqual([outputs.engine, outputs.platform], ["chunks", "docker"]);
    assert.ok("gatewayUrl" in outputs && pulumi.Output.isInstance<string>(outputs.gatewayUrl));
    assert.equal(await valueOf(outputs.gatewayUrl), "http://127.0.0.1:18080");
    assert.ok("logins" in outputs && pulumi.Output.isInstance(outputs.logins));
    assert.equal(await pulumi.isSecret(outputs.logins), true);
  });
});
