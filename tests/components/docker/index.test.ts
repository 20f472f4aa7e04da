// What depends on the stack as it stands, and on what can be had.
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { dockerPlatform } from "../../../components/docker/index.ts";
import type { StackResources } from "../../../components/stack-resources.ts";
import { container, ofType } from "../../support/containers.ts";
import { startMocks, valueOf, type Recorded } from "../../support/mocks.ts";
import { settingsOf } from "../../support/settings.ts";

const getRemoteImage = "docker:index/getRemoteImage:getRemoteImage";
const getRegistryImage = "docker:index/getRegistryImage:getRegistryImage";

async function built(
  enabled: string,
  here: boolean,
  registry: boolean,
  stands: StackResources = {},
): Promise<{ recorded: Recorded; grafana: boolean }> {
  const settings = settingsOf({ grafana: { enabled }, cluster: { nodes: 1 }, consul: { servers: 1 } });
  const asked: unknown[] = [];
  const recorded = await startMocks({
    call: (token, inputs) => {
      asked.push(inputs.name);
      if (token === getRemoteImage && here) return { id: "sha256:here", repoDigest: "" };
      if (token === getRegistryImage && registry) return { id: "sha256:there", sha256Digest: "sha256:there" };
      throw new Error("not found");
    },
  });
  const platform = await dockerPlatform(settings, stands);
  await recorded.settled();
  const { name, tag } = settings.images.grafana;
  for (const image of asked) assert.equal(image, `${name}:${tag}`);
  const grafana = ofType(recorded, "container").some((one) => one.name === "cortex-grafana");
  assert.equal(await valueOf(pulumi.output(platform.grafanaUrl)), grafana ? "http://127.0.0.1:3000" : undefined);
  assert.equal((await valueOf(pulumi.output(platform.grafanaLogin))) !== undefined, grafana);
  return { recorded, grafana };
}

describe("docker: whether there is a query tier", () => {
  // Where no engine listens, Pulumi warns on the console.
  const { warn } = console;
  let warnings: string[] = [];
  beforeEach(() => {
    warnings = [];
    console.warn = (message: unknown) => warnings.push(String(message));
  });
  afterEach(() => {
    console.warn = warn;
  });

  it("always: yes, and nobody is asked", async () => {
    const { recorded, grafana } = await built("always", false, false);
    assert.equal(grafana, true);
    assert.deepEqual(recorded.calls, []);
  });

  it("never: no, and nobody is asked", async () => {
    const { recorded, grafana } = await built("never", true, true);
    assert.equal(grafana, false);
    assert.deepEqual(recorded.calls, []);
    assert.deepEqual(warnings, []);
  });

  it("auto: yes if the engine has the image, without a word to its registry", async () => {
    const { recorded, grafana } = await built("auto", true, false);
    assert.equal(grafana, true);
    assert.deepEqual(recorded.calls, [getRemoteImage]);
    assert.deepEqual(warnings, []);
  });

  it("auto: yes if its registry answers", async () => {
    assert.equal((await built("auto", false, true)).grafana, true);
  });

  const tier = "urn:pulumi:test::cortex::cortex:docker:Platform$cortex:docker:Grafana";
  for (const [what, urn] of [
    ["Grafana", `${tier}::cortex`],
    ["its volume, under another prefix", `${tier}$docker:index/volume:Volume::acme-grafana-data`],
  ] as const) {
    it(`auto: yes if the stack has ${what}, whatever its registry would say`, async () => {
      const { recorded, grafana } = await built("auto", false, false, { [urn]: {} });
      assert.equal(grafana, true);
      assert.deepEqual(recorded.calls, []);
      assert.deepEqual(warnings, []);
    });
  }

  it("never: no, also if the stack has Grafana", async () => {
    assert.equal((await built("never", true, true, { [`${tier}::cortex`]: {} })).grafana, false);
  });

  it("auto: no if neither has it, the rest is built, and one warning says which image is missing", async () => {
    const { recorded, grafana } = await built("auto", false, false);
    assert.equal(grafana, false);
    assert.deepEqual(recorded.calls, [getRemoteImage, getRegistryImage]);
    assert.ok(ofType(recorded, "container").some((one) => one.name === "cortex-nginx"));
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? "", /grafana\/grafana:/);
    assert.match(warnings[0] ?? "", /cortex:grafana\.enabled/);
  });
});

describe("docker: a stack that has Cassandra", () => {
  const cassandra = "urn:pulumi:test::cortex::cortex:docker:Platform$cortex:docker:Cassandra::cortex";
  const atTheSameTime = ["cortex-consul-1", "cortex-cadvisor", "cortex-prometheus-1"];

  it("replaces it before what could take its address meanwhile; a new one waits for nothing", async () => {
    for (const stands of [{ [cassandra]: {} }, {}]) {
      const { recorded } = await built("never", false, false, stands);
      const { urn } = container(recorded, "cortex-cassandra-1");
      for (const name of atTheSameTime) {
        assert.equal(container(recorded, name).dependencies.includes(urn), cassandra in stands, name);
      }
    }
  });
});
