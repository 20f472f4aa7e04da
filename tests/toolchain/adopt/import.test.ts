import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { importIntoState, type StackState } from "../../../toolchain/adopt/import.ts";
import { UserError } from "../../../toolchain/sources.ts";
import { settingsOf } from "../../support/settings.ts";
import { many, single, stateText } from "../../support/terraform-state.ts";
import { temporaryFolder } from "../temporary.ts";

interface Resource {
  urn: string;
  id?: string;
  outputs?: Record<string, unknown>;
  parent?: string;
  provider?: string;
  protect?: boolean;
}

const start = "urn:pulumi:local::cortex";
const cassandra = `${start}::cortex:docker:Platform$cortex:docker:Cassandra$docker:index/container:Container::cortex-cassandra-1`;
const consul = `${start}::cortex:docker:Platform$cortex:docker:Consul$docker:index/container:Container::cortex-consul-2`;

/** A stack's state, and an engine that has some containers. */
class FakeState implements StackState {
  readonly steps: string[] = [];
  readonly #running: readonly string[];
  #text: string;

  constructor(running: readonly string[], resources: readonly Resource[] = []) {
    this.#running = running;
    this.#text = JSON.stringify({ version: 3, deployment: { manifest: { magic: "m" }, resources } });
  }

  get text(): string {
    return this.#text;
  }

  get resources(): Resource[] {
    return (JSON.parse(this.#text) as { deployment: { resources: Resource[] } }).deployment.resources;
  }

  exported(): Promise<string> {
    return Promise.resolve(this.#text);
  }

  replaced(text: string): Promise<void> {
    this.steps.push("replaced");
    this.#text = text;
    return Promise.resolve();
  }

  /** As the engine does: what is gone leaves the state, what was known only by its id is read. */
  refreshed(urns: readonly string[]): Promise<void> {
    this.steps.push(`refreshed ${urns.length}`);
    const content = JSON.parse(this.#text) as { deployment: { resources: Resource[] } };
    content.deployment.resources = content.deployment.resources
      .filter(({ urn, id = "" }) => !urns.includes(urn) || this.#running.includes(id))
      .map((each) => (urns.includes(each.urn) ? { ...each, outputs: { image: "read", ...each.outputs } } : each));
    this.#text = JSON.stringify(content);
    return Promise.resolve();
  }
}

describe("adopt: into the state before `pulumi up`", () => {
  const folder = temporaryFolder();
  const settings = async (...rules: [from: string, to: string][]) => {
    const resources = [
      single("docker_container", "db", { id: "c1" }),
      many("docker_container", "consul", [0, 1], (key) => ({ id: `consul-${key}` })),
      single("docker_volume", "data", { id: "v", name: "v" }),
    ];
    await writeFile(folder("a.tfstate"), stateText(resources));
    const adopt = rules.map(([from, to]) => ({ state: "old", from, to }));
    return settingsOf({ terraform: { states: { old: { backend: "local", path: folder("a.tfstate") } }, adopt } });
  };
  const db: [string, string] = ["docker_container.db", "cortex-cassandra-1"];
  const second: [string, string] = ["docker_container.consul[1]", "cortex-consul-2"];
  const put = async (state: StackState, rules: [string, string][], config = {}) =>
    importIntoState("local", await settings(...rules), state, config);

  it("puts containers with all that they lie in, and what the provider does not read of them", async () => {
    const state = new FakeState(["c1", "consul-1"]);
    const rules: [string, string][] = [db, second, ["docker_volume.data", "cortex-cassandra-1-data"]];
    const there = await put(state, rules, { host: "ssh://there" });
    assert.deepEqual(there.sort(), ["docker_container.consul[1]", "docker_container.db"]);
    const byUrn = new Map(state.resources.map((each) => [each.urn, each]));
    assert.deepEqual(
      [...byUrn.keys()].map((urn) => urn.slice(start.length + 2)).sort(),
      [
        "pulumi:pulumi:Stack::cortex-local",
        "cortex:docker:Platform::cortex",
        "cortex:docker:Platform$cortex:docker:Cassandra::cortex",
        "cortex:docker:Platform$cortex:docker:Consul::cortex",
        cassandra.slice(start.length + 2),
        consul.slice(start.length + 2),
        "pulumi:providers:docker::default_5_2_0",
      ].sort(),
    );
    const { id, outputs, parent, provider = "", protect } = byUrn.get(cassandra) ?? { urn: "" };
    assert.deepEqual([id, outputs, protect], ["c1", { image: "read", envs: [] }, true]);
    assert.equal(parent, `${start}::cortex:docker:Platform$cortex:docker:Cassandra::cortex`);
    const found = byUrn.get(`${start}::pulumi:providers:docker::default_5_2_0`);
    assert.equal(provider, `${found?.urn}::${found?.id}`);
    assert.deepEqual(found?.outputs, { host: "ssh://there", version: "5.2.0" });
    const position = (urn: string): number => state.resources.findIndex((each) => each.urn === urn);
    assert.ok(position(parent ?? "") < position(cassandra) && position(found?.urn ?? "") < position(cassandra));
    assert.deepEqual(state.steps, ["replaced", "refreshed 2", "replaced", "refreshed 2"]);
  });

  it("does nothing where all stands, and adds what is missing to what does", async () => {
    const state = new FakeState(["c1", "consul-1"]);
    await put(state, [db]);
    const provider = state.resources.find(({ urn }) => urn.includes("providers"))?.id;
    state.steps.length = 0;
    assert.deepEqual(await put(state, [db]), []);
    assert.deepEqual(state.steps, []);
    assert.deepEqual(await put(state, [db, second]), ["docker_container.consul[1]"]);
    assert.deepEqual(state.steps, ["replaced", "refreshed 1", "replaced", "refreshed 1"]);
    const providers = state.resources.filter(({ urn }) => urn.includes("providers"));
    assert.deepEqual(
      providers.map(({ id }) => id),
      [provider],
    );
  });

  it("completes what an interrupted import left", async () => {
    const state = new FakeState(["c1"]);
    await put(state, [db]);
    const half = new FakeState(
      ["c1"],
      state.resources.map((each) => (each.urn === cassandra ? { ...each, outputs: { image: "read" } } : each)),
    );
    assert.deepEqual(await put(half, [db]), ["docker_container.db"]);
    assert.deepEqual(half.resources.find(({ urn }) => urn === cassandra)?.outputs, { image: "read", envs: [] });
    assert.equal(half.resources.length, state.resources.length);
  });

  it("leaves the state as it was where a container is gone, and names it", async () => {
    const state = new FakeState(["consul-1"]);
    const before = state.text;
    await assert.rejects(put(state, [db, second]), (error: unknown) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /not on the engine: docker_container\.db \(c1\)\. Nothing was changed/);
      return true;
    });
    assert.equal(state.text, before);
  });

  for (const [what, rule] of [
    ["a rule names nothing", ["docker_container.other", "cortex-cassandra-1"]],
    ["the stack has no such part", ["docker_container.db", "cortex-cassandra-7"]],
  ] as [string, [string, string]][]) {
    it(`leaves it to \`up\` to say that ${what}`, async () => {
      const state = new FakeState(["c1", "consul-1"]);
      assert.deepEqual(await put(state, [rule, second]), []);
      assert.deepEqual(state.steps, []);
    });
  }
});
