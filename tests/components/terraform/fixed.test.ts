import assert from "node:assert/strict";
import { isFixed } from "../../../components/terraform/fixed.ts";
import { importRules } from "../../../components/terraform/import-ids.ts";
import { tokenOf } from "../../../components/terraform/tokens.ts";

describe("terraform: attributes that cannot be changed", () => {
  it("are those of names and places, not those that are changed in place", () => {
    for (const [type, attribute] of [
      ["aws_vpc", "cidr_block"],
      ["aws_s3_bucket", "bucket"],
      ["aws_security_group", "description"],
      ["docker_container", "name"],
      ["docker_network", "labels"],
    ] as const) {
      assert.equal(isFixed(type, attribute), true, `${type}.${attribute}`);
    }
    for (const [type, attribute] of [
      ["aws_vpc", "tags"],
      ["aws_iam_user", "name"],
      ["docker_container", "memory"],
      ["aws_quantum_computer", "name"],
      ["toString", "name"],
    ] as const) {
      assert.equal(isFixed(type, attribute), false, `${type}.${attribute}`);
    }
  });

  it("are known for every type whose import id is made of names that the stack gives", () => {
    // IAM renames users and groups in place.
    const renamed = new Set(["aws_iam_user", "aws_iam_group"]);
    for (const [type, { parts }] of Object.entries(importRules)) {
      const names = parts.flat().filter((name) => ["name", "bucket", "alarm_name", "dashboard_name"].includes(name));
      for (const name of renamed.has(type) ? [] : names) assert.equal(isFixed(type, name), true, `${type}.${name}`);
      assert.notEqual(tokenOf(type), undefined);
    }
  });
});
