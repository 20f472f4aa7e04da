import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { importRules, notImportable } from "../../../components/terraform/import-ids.ts";
import { knownTypes, tokenOf } from "../../../components/terraform/tokens.ts";
import { inProject } from "../../../toolchain/project.ts";

describe("terraform: types and tokens", () => {
  it("are tokens of the packages that are installed", () => {
    for (const type of knownTypes) {
      const [provider = "", module = ""] = (tokenOf(type) ?? "").split(":");
      const file = inProject("node_modules", "@pulumi", provider, `${module.replace(/^index\//, "")}.js`);
      assert.ok(existsSync(file), `${type}: ${file}`);
      assert.ok(readFileSync(file, "utf8").includes(`__pulumiType = '${tokenOf(type)}'`), type);
    }
  });

  it("are known for every type that can be imported, and for every one that cannot and is used all the same", () => {
    assert.deepEqual([...knownTypes].sort(), [...Object.keys(importRules), ...Object.keys(notImportable)].sort());
  });

  it("are unknown for what the stack never makes", () => {
    assert.equal(tokenOf("aws_quantum_computer"), undefined);
    assert.equal(tokenOf("toString"), undefined);
  });
});
