import assert from "node:assert/strict";
import type { Adopted } from "../../../components/terraform/adopt.ts";
import { refuseUnprepared, toPrepare } from "../../../components/terraform/prepared.ts";

const container: Adopted = {
  state: "old",
  address: "docker_container.db",
  terraformType: "docker_container",
  type: "docker:index/container:Container",
  name: "cortex-cassandra-1",
  importId: "c1",
};
const volume: Adopted = {
  ...container,
  address: "docker_volume.data",
  terraformType: "docker_volume",
  type: "docker:index/volume:Volume",
};
const urn =
  "urn:pulumi:local::cortex::cortex:docker:Platform$cortex:docker:Cassandra$docker:index/container:Container::cortex-cassandra-1";

describe("terraform: what stands in the state before `pulumi up`", () => {
  it("is each container, with what the provider does not read", () => {
    assert.deepEqual(toPrepare([container, volume]), [{ ...container, outputs: { envs: [] } }]);
  });

  it("is nothing where there is no such thing", () => {
    refuseUnprepared([volume], {});
  });

  it("may stand there", () => {
    refuseUnprepared([container, volume], { [urn]: { envs: [] } });
  });

  for (const [what, there] of [
    ["nothing", {}],
    ["another container", { [urn.replace("cassandra-1", "cassandra-2")]: { envs: [] } }],
    ["another thing of that name", { [urn.replaceAll("container", "volume").replace("Container", "Volume")]: {} }],
    ["a container that was read in part", { [urn]: { image: "x" } }],
  ] as const) {
    it(`is refused where ${what} stands there`, () => {
      assert.throws(() => {
        refuseUnprepared([container, volume], there);
      }, /docker_container\.db, which becomes cortex-cassandra-1\n.*`npm run adopt -- import`/s);
    });
  }
});
