import assert from "node:assert/strict";
import type { Adopted } from "../../../components/terraform/adopt.ts";
import type { Settings } from "../../../settings.ts";
import { readExport } from "../../../toolchain/adopt/exported.ts";
import { inventory, surroundings, type Inventory } from "../../../toolchain/adopt/inventory.ts";
import { keptByRules } from "../../../toolchain/adopt/kept.ts";
import { settingsOf } from "../../support/settings.ts";

const role: Adopted = {
  state: "book",
  address: "aws_iam_role.cortex",
  terraformType: "aws_iam_role",
  type: "aws:iam/role:Role",
  name: "cortex-cortex-role",
  importId: "cortex-cortex",
};
const rule: Adopted = {
  state: "book",
  address: "aws_s3_bucket_versioning.blocks",
  terraformType: "aws_s3_bucket_versioning",
  type: "aws:s3/bucketVersioning:BucketVersioning",
  name: "cortex-blocks-versioning",
  importId: "b",
};
const nginx: Adopted = {
  state: "book",
  address: "docker_container.nginx",
  terraformType: "docker_container",
  type: "docker:index/container:Container",
  name: "cortex-nginx",
  importId: "c",
};

/** Each stack's program is run once. */
const inventories = new Map<Settings, Promise<Inventory>>();
function inventoryOf(settings: Settings): Promise<Inventory> {
  const found = inventories.get(settings) ?? inventory(settings, "mine", surroundings([]));
  inventories.set(settings, found);
  return found;
}

/** What the engine's state has is what the program gives, with some of it changed. */
async function keptOf(
  settings: Settings,
  adopted: Adopted,
  changes: Record<string, unknown>,
  keep: Record<string, string[]> = {},
): Promise<Record<string, string[]>> {
  const made = await inventoryOf(settings);
  const inputs = { ...made.parts.find(({ name }) => name === adopted.name)?.inputs, ...changes };
  const urn = `urn:pulumi:s::cortex::${adopted.type}::${adopted.name}`;
  const resources = readExport(JSON.stringify({ deployment: { resources: [{ urn, type: adopted.type, inputs }] } }));
  return keptByRules([adopted], resources, made, keep);
}

describe("adopt: what is kept by the rules alone", () => {
  const aws = settingsOf({ platform: "aws", engine: "blocks" });
  const docker = settingsOf();

  it("is nothing where the engine has what the program says; what is not known yet is not compared", async () => {
    assert.deepEqual(await keptOf(aws, role, {}), {});
    assert.deepEqual(await keptOf(aws, rule, { bucket: "b" }), {});
    assert.deepEqual(keptByRules([role], [], await inventoryOf(aws), {}), {});
  });

  it("is what only a new thing could have otherwise, without what is changed in place", async () => {
    assert.deepEqual(await keptOf(aws, role, { name: "old", path: "/", assumeRolePolicy: "{}" }), {
      "cortex-cortex-role": ["name", "path"],
    });
  });

  it("is not what the settings keep already", async () => {
    const changes = { name: "old", path: "/" };
    assert.deepEqual(await keptOf(aws, role, changes, { "cortex-*": ["name"] }), { "cortex-cortex-role": ["path"] });
    assert.deepEqual(await keptOf(aws, role, changes, { other: ["name"] }), { "cortex-cortex-role": ["name", "path"] });
  });

  it("is all of a container that only a new one could have otherwise: nobody can tell what its provider does not read", async () => {
    const { "cortex-nginx": kept = [] } = await keptOf(docker, nginx, {});
    for (const property of ["envs", "image", "uploads", "healthcheck"]) assert.ok(kept.includes(property), property);
    for (const property of ["memory", "restart"]) assert.ok(!kept.includes(property), property);
    assert.deepEqual(await keptOf(docker, nginx, {}, { "cortex-nginx": kept }), {});
  });
});
