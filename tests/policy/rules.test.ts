import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { rules } from "../../policy/rules.ts";
import { inProject } from "../../toolchain/project.ts";

const files = (...folder: string[]): string[] => readdirSync(inProject(...folder)).sort();

describe("policy: the rules", () => {
  it("are those of the folder, one a file of the rule's name, each with its test", () => {
    const names = rules.map(({ name }) => name).sort();
    assert.deepEqual(
      files("policy", "rules"),
      names.map((name) => `${name}.ts`),
    );
    assert.deepEqual(
      files("tests", "policy", "rules"),
      names.map((name) => `${name}.test.ts`),
    );
  });

  it("say what must be, and what to do", () => {
    for (const { name, description, remediation } of rules) {
      assert.match(name, /^[a-z0-9-]+$/);
      assert.match(description, /^[A-Z].*\.$/, name);
      assert.match(remediation, /^[A-Z].*\.$/, name);
    }
  });

  it("are mandatory, but for what a setting turns off", () => {
    const told = rules.filter(({ level }) => level === "advisory").map(({ name }) => name);
    assert.deepEqual(told, ["deletion-protection"]);
  });
});
