import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { engineSwitch, refuseEngineSwitch } from "../../components/engine-switch.ts";
import type { StackResources } from "../../components/stack-resources.ts";
import { stack } from "../support/mocks.ts";
import { settingsOf } from "../support/settings.ts";

const urn = (types: string, name: string): string => `urn:pulumi:${stack}::cortex::${types}::${name}`;
const platform = "cortex:docker:Platform";

const chunksOnDocker = [
  urn("pulumi:pulumi:Stack", "cortex-local"),
  urn(platform, "cortex"),
  urn(`${platform}$cortex:docker:Cassandra`, "cortex"),
  urn(`${platform}$cortex:docker:Cassandra$docker:index/volume:Volume`, "cortex-cassandra-1-data"),
  urn(`${platform}$cortex:docker:Cassandra$docker:index/container:Container`, "cortex-cassandra-1"),
  urn(`${platform}$cortex:docker:Cortex$docker:index/volume:Volume`, "cortex-cortex-1-data"),
  urn(`${platform}$cortex:docker:Prometheus$docker:index/volume:Volume`, "cortex-prometheus-1-data"),
  urn(`${platform}$cortex:docker:Consul$docker:index/volume:Volume`, "cortex-consul-1-data"),
];
const blocksOnDocker = [
  urn(`${platform}$cortex:docker:SeaweedFs`, "cortex"),
  urn(`${platform}$cortex:docker:SeaweedFs$docker:index/volume:Volume`, "cortex-seaweedfs-data"),
];
const blocksOnAws = [
  urn("cortex:aws:Platform$cortex:aws:BlocksBuckets", "cortex"),
  urn("cortex:aws:Platform$cortex:aws:BlocksBuckets$cortex:aws:SecureBucket$aws:s3/bucket:Bucket", "cortex-blocks"),
  urn("cortex:aws:Platform$cortex:aws:Gateway$cortex:aws:SecureBucket$aws:s3/bucket:Bucket", "cortex-access-logs"),
];
const chunksOnAws = [
  urn("cortex:aws:Platform$cortex:aws:ChunkStore", "cortex"),
  urn("cortex:aws:Platform$cortex:aws:ChunkStore$cortex:aws:SecureBucket$aws:s3/bucketV2:BucketV2", "cortex-chunks"),
  urn("cortex:aws:Platform$cortex:aws:ChunkStore$cortex:aws:IndexTables$aws:dynamodb/table:Table", "cortex-index-2900"),
];

describe("a switch of the engine", () => {
  it("is none on a stack that does not stand yet, or that stays what it is", () => {
    assert.equal(engineSwitch([], "blocks"), undefined);
    assert.equal(engineSwitch([urn("pulumi:pulumi:Stack", "cortex-local")], "chunks"), undefined);
    for (const one of [chunksOnDocker, chunksOnAws]) assert.equal(engineSwitch(one, "chunks"), undefined);
    for (const one of [blocksOnDocker, blocksOnAws]) assert.equal(engineSwitch(one, "blocks"), undefined);
  });

  for (const [from, urns, lost] of [
    ["chunks", chunksOnDocker, ["volume cortex-cassandra-1-data", "volume cortex-cortex-1-data"]],
    ["blocks", blocksOnDocker, ["volume cortex-seaweedfs-data"]],
    ["blocks", blocksOnAws, ["bucket cortex-blocks"]],
    ["chunks", chunksOnAws, ["bucket cortex-chunks", "table cortex-index-2900"]],
  ] as const) {
    it(`takes away what ${from} stored, and nothing else: ${lost.join(", ")}`, () => {
      const wanted = from === "chunks" ? "blocks" : "chunks";
      assert.deepEqual(engineSwitch(urns, wanted), { from, lost: [...lost] });
    });
  }

  it("is one as long as anything of the other engine stands", () => {
    assert.equal(engineSwitch([...chunksOnDocker, ...blocksOnDocker], "blocks")?.from, "chunks");
    assert.equal(engineSwitch([...chunksOnDocker, ...blocksOnDocker], "chunks")?.from, "blocks");
  });
});

describe("the refusal of a switch of the engine", () => {
  /** A stack that stands as these resources. */
  const standing = (urns: string[]): StackResources => Object.fromEntries(urns.map((one) => [one, {}]));

  it("lets a new stack and one that stays what it is go on", () => {
    refuseEngineSwitch({}, settingsOf({ engine: "blocks" }));
    refuseEngineSwitch(standing(chunksOnDocker), settingsOf({ engine: "chunks" }));
  });

  it("says what would be lost and how to go on, each way with its command", () => {
    const refused = (): void => {
      refuseEngineSwitch(standing(chunksOnDocker), settingsOf({ engine: "blocks" }));
    };
    assert.throws(refused, (error) => {
      assert.ok(error instanceof pulumi.RunError);
      for (const part of [
        "every sample",
        "volume cortex-cassandra-1-data",
        "volume cortex-cortex-1-data",
        "pulumi config set cortex:engine chunks",
        "pulumi config set cortex:confirmEngineSwitch blocks",
        "a second stack",
      ])
        assert.ok(error.message.includes(part), part);
      assert.ok(!error.message.includes("prometheus"));
      return true;
    });
  });

  it("is over when a setting confirms this very switch", () => {
    refuseEngineSwitch(standing(chunksOnDocker), settingsOf({ engine: "blocks", confirmEngineSwitch: "blocks" }));
  });

  it("stays when a setting confirmed the switch there, and this is the one back", () => {
    assert.throws(() => {
      refuseEngineSwitch(standing(blocksOnDocker), settingsOf({ engine: "chunks", confirmEngineSwitch: "blocks" }));
    }, pulumi.RunError);
  });
});
