// The table of docs/terraform.md is what the program does.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { importRules, notImportable } from "../../../components/terraform/import-ids.ts";
import { tokenOf } from "../../../components/terraform/tokens.ts";
import { inProject } from "../../../toolchain/project.ts";

/** A row for each type: what it is in Pulumi, what it is imported by, or what happens in its place. */
function rows(): string[] {
  const types = [...Object.keys(importRules), ...Object.keys(notImportable)].sort();
  return types.map((type) => {
    const rule = importRules[type]?.form.replaceAll("|", String.raw`\|`) ?? `none: ${notImportable[type] ?? ""}`;
    return `| \`${type}\` | \`${tokenOf(type) ?? ""}\` | ${rule} |`;
  });
}

describe("docs/terraform.md", () => {
  it("has a row for every type, with the rule by which it is imported", () => {
    const text = readFileSync(inProject("docs", "terraform.md"), "utf8");
    const found = text.split("\n").filter((line) => /^\| `[a-z]+_\w+` \| `\w+:/.test(line));
    assert.deepEqual(found, rows());
  });
});
