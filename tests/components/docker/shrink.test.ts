import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { dockerPlatform } from "../../../components/docker/index.ts";
import { refuseShrink, shrinks } from "../../../components/docker/shrink.ts";
import type { StackResources } from "../../../components/stack-resources.ts";
import { stack, startMocks } from "../../support/mocks.ts";
import { settingsOf } from "../../support/settings.ts";
import { open } from "../../support/wire.ts";

interface Held {
  consul?: number;
  cassandra?: number;
  cortex?: number;
  prefix?: string;
  engine?: "chunks" | "blocks";
  /** What the last update registered; undefined, before there was such an output. */
  replicationFactor?: number | undefined;
}

/** What a stack of so many parts holds, as its last update has left it. */
function held({ consul = 3, cassandra = 1, cortex = 3, prefix = "cortex", ...more }: Held = {}): StackResources {
  const { engine = "chunks", replicationFactor } = more;
  const urn = (types: string, name: string): string =>
    `urn:pulumi:${stack}::cortex::${["cortex:docker:Platform", types].join("$")}::${name}`;
  const parts = (tier: string, host: string, count: number): string[] =>
    Array.from({ length: count }, (_, i) => `${prefix}-${host}-${i + 1}`).flatMap((name) => [
      urn(`${tier}$docker:index/volume:Volume`, `${name}-data`),
      urn(`${tier}$docker:index/container:Container`, name),
    ]);
  const cluster = "cortex:docker:Cortex";
  const others = [
    urn(
      `${cluster}$docker:index/container:Container`,
      `${prefix}-${engine === "chunks" ? "table-manager" : "cortex-rules"}`,
    ),
    urn("cortex:docker:Prometheus$docker:index/container:Container", `${prefix}-prometheus-2`),
    ...(engine === "chunks"
      ? [urn("cortex:docker:Cassandra", prefix), ...parts("cortex:docker:Cassandra", "cassandra", cassandra)]
      : [urn("cortex:docker:SeaweedFs", prefix)]),
    ...parts("cortex:docker:Consul", "consul", consul),
    ...parts(cluster, "cortex", cortex),
  ];
  const outputs = replicationFactor === undefined ? {} : { replicationFactor };
  return { ...Object.fromEntries(others.map((one) => [one, {}])), [urn(cluster, prefix)]: outputs };
}

const found = (stands: StackResources, values: Record<string, unknown>): string[] =>
  shrinks(stands, settingsOf(values)).map(({ setting, from, to }) => `${setting} ${from} ${to}`);

describe("docker: a tier that would be made smaller", () => {
  const usual = { cluster: { nodes: 3 } };

  for (const [what, stands, values] of [
    ["a new stack", {}, { consul: { servers: 1 }, cluster: { nodes: 1 } }],
    ["one that stays as it is", held(), {}],
    [
      "one that grows",
      held({ consul: 1, cortex: 1 }),
      { consul: { servers: 5 }, cassandra: { nodes: 3 }, cluster: { nodes: 6 } },
    ],
    ["one node of Cortex fewer", held({ cortex: 4, replicationFactor: 3 }), usual],
    ["one node fewer of a stack that does not tell its replication factor", held({ cortex: 4 }), usual],
    ["one node fewer beside a replication factor of 2", held({ cortex: 4, replicationFactor: 2 }), usual],
    ["a stack on AWS", { "urn:pulumi:test::cortex::cortex:aws:Platform$cortex:aws:Cortex::cortex": {} }, usual],
  ] as const) {
    it(`is none: ${what}`, () => {
      assert.deepEqual(found(stands, values), []);
    });
  }

  for (const [what, stands, values, shrunk] of [
    ["Consul without its quorum", held(), { consul: { servers: 1 } }, "consul.servers 3 1"],
    ["Consul with its quorum", held({ consul: 5 }), {}, "consul.servers 5 3"],
    ["Cassandra", held({ cassandra: 3 }), { cassandra: { nodes: 2 } }, "cassandra.nodes 3 2"],
    ["Cortex by more than one", held({ cortex: 6, replicationFactor: 3 }), {}, "cluster.nodes 6 3"],
    ["more than nine", held({ cortex: 12, replicationFactor: 3 }), { cluster: { nodes: 10 } }, "cluster.nodes 12 10"],
    [
      "samples on one node from now on",
      held({ cortex: 4 }),
      { cluster: { nodes: 3, replicationFactor: 1 } },
      "cluster.nodes 4 3",
    ],
    ["samples on one node until now", held({ cortex: 4, replicationFactor: 1 }), {}, "cluster.nodes 4 3"],
    ["the last but one", held({ cortex: 2, replicationFactor: 2 }), { cluster: { nodes: 1 } }, "cluster.nodes 2 1"],
    ["another prefix", held({ cassandra: 3, prefix: "acme" }), { prefix: "other" }, "cassandra.nodes 3 1"],
    ["a prefix like a node", held({ cortex: 6, prefix: "my-cortex-9" }), {}, "cluster.nodes 6 3"],
    ["blocks", held({ cortex: 6, engine: "blocks" }), { engine: "blocks" }, "cluster.nodes 6 3"],
  ] as const) {
    it(`is one: ${what}`, () => {
      assert.deepEqual(found(stands, values), [shrunk]);
    });
  }

  it("is not counted twice while a change of the prefix is under way", () => {
    assert.deepEqual(found({ ...held({ prefix: "old" }), ...held({ prefix: "new" }) }, { prefix: "new" }), []);
  });

  it("is left to the other check where the engine changes", () => {
    const values = { engine: "blocks", confirmEngineSwitch: "blocks", cluster: { nodes: 1 } };
    assert.deepEqual(found(held({ cassandra: 3, cortex: 6 }), values), []);
  });
});

describe("docker: the refusal to make a tier smaller", () => {
  function message(stands: StackResources, values: Record<string, unknown>): string {
    try {
      refuseShrink(stands, settingsOf(values));
    } catch (error) {
      assert.ok(pulumi.RunError.isInstance(error) && error instanceof Error);
      assert.equal(error.stack, error.message);
      return error.message;
    }
    assert.fail("nothing was refused");
  }

  function says(text: string, parts: string[]): void {
    for (const part of parts) assert.ok(text.includes(part), `${part}\n${text}`);
  }

  it("is one message for all: what, from how many to how many, what is lost, how to go on", () => {
    const stands = held({ cassandra: 3, cortex: 6, replicationFactor: 3 });
    says(message(stands, { consul: { servers: 1 } }), [
      "cortex:consul.servers from 3 to 1",
      "1 of 3 would be left for a quorum of 2, and there would be no leader ever again",
      "cortex:cassandra.nodes from 3 to 1",
      "the volumes of cassandra-2 to cassandra-3 with 2 of 3 parts of the ring",
      "`npm run down` and `npm run up` build all of the stack anew, without its data",
      "cortex:cluster.nodes from 6 to 3",
      "the volumes of cortex-4 to cortex-6",
      "one node at a time: 5",
      "ACTIVE",
      "`npm run smoke`",
      "http://127.0.0.1/flush`",
      "Nothing was touched",
      "pulumi config set --path cortex:consul.servers 3",
      "pulumi config set --path cortex:cassandra.nodes 3",
      "pulumi config set --path cortex:cluster.nodes 6",
    ]);
  });

  it("does not speak of a lost leader where a quorum is left", () => {
    const text = message(held({ consul: 5 }), {});
    says(text, ["3 of 5 would be left for a quorum of 3"]);
    assert.ok(!text.includes("leader") && !text.includes("cassandra") && !text.includes("cluster"));
  });

  it("names no way by single nodes where a sample is on one node", () => {
    const text = message(held({ cortex: 4, replicationFactor: 1 }), {});
    says(text, ["the volume of cortex-4", "no node can go", "make it 2 or more with 4 nodes"]);
    assert.ok(!text.includes("one node at a time"));
    says(message(held({ cortex: 3 }), { cluster: { nodes: 1 } }), [
      "make it 2 or more with 3 nodes",
      "down to 2 nodes",
    ]);
    says(message(held({ cortex: 2 }), { cluster: { nodes: 1 } }), ["no node can go", "`npm run down`"]);
  });

  it("names the address where ingesters of blocks are flushed", () => {
    says(message(held({ cortex: 6, engine: "blocks" }), { engine: "blocks" }), ["http://127.0.0.1/ingester/flush`"]);
  });

  it("comes before anything is asked or registered", async () => {
    const recorded = await startMocks();
    const refused = dockerPlatform(settingsOf({ network: { existing: "teams" } }), held({ cortex: 6 }));
    await assert.rejects(refused, /cortex:cluster\.nodes from 6 to 3/);
    assert.deepEqual([recorded.all, recorded.calls], [[], []]);
  });

  it("knows the stack that the program itself has built, with its replication factor", async () => {
    const recorded = await startMocks();
    const built = {
      cluster: { nodes: 4, replicationFactor: 1 },
      cassandra: { nodes: 3 },
      grafana: { enabled: "never" },
    };
    await dockerPlatform(settingsOf(built), {});
    await recorded.settled();
    const stands = Object.fromEntries(
      recorded.all.map(({ urn }) => {
        const outputs = open(recorded.outputs.get(urn) ?? {});
        return [urn, typeof outputs === "object" && outputs !== null ? { ...outputs } : {}];
      }),
    );
    assert.deepEqual(found(stands, built), []);
    assert.deepEqual(found(stands, { consul: { servers: 1 } }), [
      "consul.servers 3 1",
      "cassandra.nodes 3 1",
      "cluster.nodes 4 3",
    ]);
  });
});
