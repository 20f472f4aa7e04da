import assert from "node:assert/strict";
import { parse } from "yaml";
import { cortexPaths } from "../../../components/cortex/cortex-yaml.ts";
import { Cortex } from "../../../components/docker/cortex.ts";
import {
  container,
  fileOf,
  filesOf,
  healthOf,
  labelsOf,
  namesOf,
  ofType,
  texts,
  volumesOf,
} from "../../support/containers.ts";
import { startMocks, type Recorded, type Registration } from "../../support/mocks.ts";
import { settingsOf } from "../../support/settings.ts";
import { dataStore, discovery, network } from "../../support/tiers.ts";

const rules = { operations: "groups: []\n", demo: "groups: [] # demo\n" };

async function built(values: Record<string, unknown> = {}): Promise<{ recorded: Recorded; tier: Cortex }> {
  const settings = settingsOf(values);
  const recorded = await startMocks();
  const tier = new Cortex("acme", {
    network: network("acme"),
    dataStore: dataStore(),
    discovery: discovery(),
    cluster: settings.cluster,
    storage: settings.storage,
    ingestion: settings.limits,
    rules,
    image: settings.images.cortex,
    limits: settings.resources,
  });
  await recorded.settled();
  return { recorded, tier };
}

const targetOf = (one: Registration): string[] =>
  texts(one.inputs.command)
    .flatMap((part) => (part.startsWith("-target=") ? part.slice("-target=".length).split(",") : []))
    .sort();

function ofRole(recorded: Recorded, role: string): Registration[] {
  return ofType(recorded, "container").filter((one) => labelsOf(one)["cortex.role"] === role);
}

function urnOf(recorded: Recorded, name: string): string {
  const found = recorded.all.find((one) => one.name === name);
  assert.ok(found, name);
  return found.urn;
}

describe("docker: Cortex", () => {
  for (const nodes of [1, 3, 7]) {
    it(`runs ${nodes} nodes and one table manager, which no node is`, async () => {
      const { recorded, tier } = await built({ cluster: { nodes } });
      assert.equal(ofType(recorded, "container").length, nodes + 1);
      assert.equal(ofRole(recorded, "node").length, nodes);
      const managers = ofType(recorded, "container").filter((one) => targetOf(one).includes("table-manager"));
      assert.deepEqual(managers, ofRole(recorded, "table-manager"));
      assert.equal(managers.length, 1);
      assert.equal(tier.nodes.length, nodes);
    });
  }

  it("runs everything else that the chunks engine needs in each node", async () => {
    const { recorded } = await built();
    for (const node of ofRole(recorded, "node")) {
      assert.deepEqual(targetOf(node), ["distributor", "ingester", "querier", "query-frontend", "ruler"]);
    }
  });

  it("waits for the data store and for service discovery, the table manager for the data store", async () => {
    const { recorded } = await built();
    for (const node of ofRole(recorded, "node")) {
      assert.ok(node.dependencies.includes(urnOf(recorded, "store-ready")), node.name);
      assert.ok(node.dependencies.includes(urnOf(recorded, "discovery-ready")), node.name);
    }
    for (const manager of ofRole(recorded, "table-manager")) {
      assert.ok(manager.dependencies.includes(urnOf(recorded, "store-ready")));
    }
  });

  it("starts each node after the one before is ready, so that a change rolls through one at a time", async () => {
    const { recorded, tier } = await built({ cluster: { nodes: 4 } });
    const nodes = [1, 2, 3, 4].map((i) => container(recorded, `acme-cortex-${i}`));
    nodes.slice(1).forEach((node, i) => {
      const before = nodes[i];
      assert.ok(before && node.dependencies.includes(before.urn), `${node.name} waits for the node before it`);
    });
    for (const node of nodes) {
      assert.equal(node.inputs.wait, true);
      assert.match(healthOf(node).join(" "), /\/ready\b/);
    }
    assert.equal(tier.ready.length, 4);
  });

  it("gives an ingester the time to leave, and keeps its WAL on a volume of its own", async () => {
    const { recorded } = await built();
    const nodes = ofRole(recorded, "node");
    for (const node of nodes) assert.ok(Number(node.inputs.destroyGraceSeconds) >= 30, node.name);
    const volumes = nodes.map((node) => volumesOf(node).get(cortexPaths.data));
    assert.equal(new Set(volumes).size, nodes.length);
    for (const name of volumes) assert.ok(ofType(recorded, "volume").some(({ inputs }) => inputs.name === name));
  });

  it("is reached under one name that every node has, and the table manager has not", async () => {
    const { recorded, tier } = await built();
    for (const node of ofRole(recorded, "node")) assert.ok(namesOf(node).includes(tier.address.host));
    for (const manager of ofRole(recorded, "table-manager")) {
      assert.ok(!namesOf(manager).includes(tier.address.host));
      assert.ok(namesOf(manager).includes(tier.tableManager.host));
    }
    assert.deepEqual(
      tier.nodes.map(({ host }) => host),
      ofRole(recorded, "node").map((node) => namesOf(node)[0]),
    );
  });

  it("reads the configuration file that was uploaded, the same on every node", async () => {
    const { recorded } = await built();
    const [first, ...others] = ofRole(recorded, "node").map(filesOf);
    for (const files of others) assert.deepEqual(files, first);
    for (const one of ofType(recorded, "container")) {
      assert.ok(texts(one.inputs.command).includes(`-config.file=${cortexPaths.config}`));
      assert.ok(fileOf(one, cortexPaths.config).length > 0);
    }
  });

  it("writes the addresses of the other tiers into it, as their contracts say", async () => {
    const { recorded } = await built();
    const config: unknown = parse(fileOf(container(recorded, "acme-cortex-1"), cortexPaths.config));
    const text = JSON.stringify(config);
    for (const word of ["found-here:8500", "store-1,store-2", '"keyspace":"samples"'])
      assert.ok(text.includes(word), word);
  });

  it("gives the ruler each tenant's rules in a folder of the tenant's name", async () => {
    const { recorded } = await built();
    const files = filesOf(container(recorded, "acme-cortex-1"));
    for (const [tenant, content] of Object.entries(rules)) {
      const [path, ...more] = [...files.keys()].filter((file) => file.startsWith(`${cortexPaths.rules}/${tenant}/`));
      assert.ok(path);
      assert.deepEqual(more, []);
      assert.equal(files.get(path), content);
    }
  });
});
