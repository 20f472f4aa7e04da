import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readOutputs, readState } from "../../../../components/terraform/read.ts";
import { namedState, refusal } from "../../../support/backends.ts";
import { temporaryFolder } from "../../../toolchain/temporary.ts";

describe("terraform: the backend local", () => {
  const folder = temporaryFolder();

  it("reads the file, and the file of a workspace", async () => {
    const file = folder("terraform.tfstate");
    writeFileSync(file, namedState("default"));
    mkdirSync(folder("terraform.tfstate.d", "blue"), { recursive: true });
    writeFileSync(folder("terraform.tfstate.d", "blue", "terraform.tfstate"), namedState("blue"));
    assert.equal((await readState({ backend: "local", path: file })).lineage, "default");
    assert.equal((await readState({ backend: "local", path: file, workspace: "blue" })).lineage, "blue");
    assert.equal((await readOutputs({ backend: "local", path: file })).get("name")?.value, "default");
    const named = folder("net work.tfstate");
    writeFileSync(named, namedState("named"));
    assert.equal((await readState({ backend: "local", path: named })).lineage, "named");
    assert.equal((await readState({ backend: "local", path: named, workspace: "blue" })).lineage, "blue");
  });

  it("tells of a missing file, a missing workspace, a folder", async () => {
    const file = folder("terraform.tfstate");
    assert.match(await refusal({ backend: "local", path: file }), /^There is no Terraform state at /);
    assert.match(
      await refusal({ backend: "local", path: file, workspace: "blue" }),
      /for the workspace "blue" at .*terraform\.tfstate\.d/,
    );
    assert.match(await refusal({ backend: "local", path: folder() }), /is a folder, not a state/);
    writeFileSync(file, "");
    assert.match(await refusal({ backend: "local", path: join(file, "x") }), /^There is no Terraform state at /);
  });
});
