import assert from "node:assert/strict";
import { Cassandra } from "../../../components/docker/cassandra.ts";
import { queriesIn } from "../../support/cql.ts";
import { container, environmentOf, healthOf, labelsOf, ofType, texts, volumesOf } from "../../support/containers.ts";
import { startMocks, type Recorded } from "../../support/mocks.ts";
import { onPath, run } from "../../support/process.ts";
import { settingsOf } from "../../support/settings.ts";
import { network } from "../../support/tiers.ts";

async function built(values: Record<string, unknown> = {}): Promise<{ recorded: Recorded; tier: Cassandra }> {
  const settings = settingsOf(values);
  const recorded = await startMocks();
  const tier = new Cassandra("acme", {
    network: network("acme"),
    cassandra: settings.cassandra,
    image: settings.images.cassandra,
    limits: settings.resources.cassandra,
  });
  await recorded.settled();
  return { recorded, tier };
}

const three = { cassandra: { nodes: 3, replicationFactor: 2, heapMiB: 1024 } };

describe("docker: Cassandra", () => {
  it("runs as many nodes as set, each with its data on a volume of its own", async () => {
    const { recorded, tier } = await built(three);
    const nodes = ofType(recorded, "container");
    assert.equal(nodes.length, 3);
    const volumes = nodes.map((node) => volumesOf(node).get("/var/lib/cassandra"));
    assert.equal(new Set(volumes).size, 3);
    for (const name of volumes) assert.ok(ofType(recorded, "volume").some(({ inputs }) => inputs.name === name));
    assert.deepEqual(
      tier.addresses.map(({ host }) => `acme-${host}`),
      nodes.map(({ name }) => name),
    );
    assert.deepEqual(
      nodes.map((node) => labelsOf(node)["cortex.tier"]),
      ["datastore", "datastore", "datastore"],
    );
  });

  it("lets each node join after the one before", async () => {
    const { recorded } = await built(three);
    const [first, second, third] = [1, 2, 3].map((i) => container(recorded, `acme-cassandra-${i}`));
    assert.ok(first && second && third);
    assert.ok(second.dependencies.includes(first.urn));
    assert.ok(third.dependencies.includes(second.urn));
  });

  it("gives every node the first as its seed", async () => {
    const { recorded, tier } = await built(three);
    const seeds = ofType(recorded, "container").map((node) => environmentOf(node).CASSANDRA_SEEDS);
    assert.deepEqual(seeds, Array(3).fill(tier.addresses[0]?.host));
  });

  it("takes its heap from the settings, inside the memory limit", async () => {
    const { recorded } = await built(three);
    const node = container(recorded, "acme-cassandra-1");
    const { MAX_HEAP_SIZE: heap = "", HEAP_NEWSIZE: young = "" } = environmentOf(node);
    assert.equal(heap, "1024M");
    assert.match(young, /^\d+M$/);
    assert.ok(Number.parseInt(young) < 1024);
    assert.ok(Number(node.inputs.memory) > 1024, "the heap alone would fill the container");
  });

  it("makes the keyspace, with its replication factor, and corrects the factor of one that is there", async () => {
    const { recorded, tier } = await built(three);
    const queries = queriesIn(texts(container(recorded, "acme-cassandra-1").inputs.entrypoints).join(" "));
    assert.equal(tier.replicationFactor, 2);
    assert.equal(queries.length, 2);
    const [create, alter] = queries;
    assert.ok(create?.startsWith(`CREATE KEYSPACE IF NOT EXISTS ${tier.keyspace} `), create);
    assert.ok(alter?.startsWith(`ALTER KEYSPACE ${tier.keyspace} `), alter);
    for (const query of queries) assert.match(query, /'class': *'\w+Strategy', *'replication_factor': *2\b/);
  });

  it("is well when CQL answers in the keyspace, and others wait for that", async () => {
    const { recorded, tier } = await built();
    const node = container(recorded, "acme-cassandra-1");
    const queries = queriesIn(healthOf(node).join(" "));
    assert.equal(queries.length, 1);
    assert.match(queries[0] ?? "", new RegExp(`\\b${tier.keyspace}\\b`));
    assert.equal(node.inputs.wait, true);
    assert.equal(tier.ready.length, 1);
  });

  it("starts with scripts that bash can read, and ends in the image's own entrypoint", async () => {
    const bash = onPath("bash");
    assert.ok(bash);
    const { recorded } = await built(three);
    const node = container(recorded, "acme-cassandra-1");
    const start = texts(node.inputs.entrypoints);
    assert.deepEqual(start.slice(0, 2), ["bash", "-c"]);
    assert.match(start.at(-1) ?? "", /exec docker-entrypoint\.sh cassandra -f$/);
    for (const script of [start.at(-1), healthOf(node).at(-1)]) {
      assert.ok(script);
      assert.deepEqual(await run(bash, ["-n", "-c", script]), { status: 0, output: "" });
    }
  });

  it("has time to write what is in memory before it is killed", async () => {
    const { recorded } = await built();
    assert.ok(Number(container(recorded, "acme-cassandra-1").inputs.destroyGraceSeconds) >= 30);
  });
});
