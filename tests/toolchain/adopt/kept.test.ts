import assert from "node:assert/strict";
import type { Adopted } from "../../../components/terraform/adopt.ts";
import { readExport } from "../../../toolchain/adopt/exported.ts";
import { inventory, surroundings, type Inventory } from "../../../toolchain/adopt/inventory.ts";
import { keptByRules } from "../../../toolchain/adopt/kept.ts";
import { settingsOf } from "../../support/settings.ts";

const adopted: Adopted = {
  state: "book",
  address: "docker_container.nginx",
  terraformType: "docker_container",
  type: "docker:index/container:Container",
  name: "cortex-nginx",
  importId: "c",
};

describe("adopt: what is kept by the rules alone", () => {
  let made: Inventory;
  before(async () => {
    made = await inventory(settingsOf(), "local", surroundings([]));
  });

  /** What the engine's state has is what the program gives, with some of it changed. */
  function kept(changes: Record<string, unknown>, keep: Record<string, string[]> = {}): Record<string, string[]> {
    const given = made.parts.find(({ name }) => name === adopted.name)?.inputs ?? {};
    const inputs = {
      ...given,
      image: "sha256:1",
      uploads: { "4dabf18193072939515e22adb298388d": "x", ciphertext: "y" },
      ...changes,
    };
    const urn = `urn:pulumi:s::cortex::${adopted.type}::${adopted.name}`;
    const resources = readExport(JSON.stringify({ deployment: { resources: [{ urn, type: adopted.type, inputs }] } }));
    return keptByRules([adopted], resources, made, keep);
  }

  it("is nothing where the engine has what the program says; secrets and what is not known yet are not compared", () => {
    assert.deepEqual(kept({}), {});
    assert.deepEqual(keptByRules([adopted], [], made, {}), {});
  });

  it("is what only a new thing could have otherwise, without what is changed in place", () => {
    assert.deepEqual(kept({ name: "gateway", hostname: "gateway", memory: 1, restart: "no" }), {
      "cortex-nginx": ["hostname", "name"],
    });
    assert.deepEqual(kept({ ports: [] }), { "cortex-nginx": ["ports"] });
  });

  it("is not what the settings keep already", () => {
    assert.deepEqual(kept({ name: "gateway", hostname: "g" }, { "cortex-*": ["name"] }), {
      "cortex-nginx": ["hostname"],
    });
    assert.deepEqual(kept({ name: "gateway" }, { other: ["name"] }), { "cortex-nginx": ["name"] });
  });
});
