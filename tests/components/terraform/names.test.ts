import assert from "node:assert/strict";
import { camelCase, terraformName } from "../../../components/terraform/names.ts";

describe("terraform: names", () => {
  it("are read as Pulumi spells them", () => {
    for (const [terraform, pulumi] of [
      ["vpc_id", "vpcId"],
      ["cidr_ipv4", "cidrIpv4"],
      ["assign_generated_ipv6_cidr_block", "assignGeneratedIpv6CidrBlock"],
      ["s3_use_path_style", "s3UsePathStyle"],
    ] as const) {
      assert.equal(camelCase(terraform), pulumi);
    }
  });

  const names = ["subnets", "default_action", "policy", "alias", "rule", "rules"];

  it("are found for plurals and for single elements", () => {
    assert.equal(terraformName("subnet", names, {}, ""), "subnets");
    assert.equal(terraformName("defaultActions", names, {}, ""), "default_action");
    assert.equal(terraformName("policies", names, {}, ""), "policy");
    assert.equal(terraformName("aliases", names, {}, ""), "alias");
  });

  it("are the exact one before a similar one, and that of the table before both", () => {
    assert.equal(terraformName("rules", names, {}, ""), "rules");
    assert.equal(terraformName("rule", names, {}, ""), "rule");
    assert.equal(terraformName("rule", names, { alias: { name: "rule" } }, ""), "alias");
    assert.equal(terraformName("rule", names, { "inner.alias": { name: "rule" } }, "inner."), "alias");
    assert.equal(terraformName("rule", names, { alias: { name: "rule" } }, "inner."), "rule");
  });

  it("are an error where none fits, or more than one", () => {
    assert.throws(() => terraformName("color", names, {}, "body."), /body\.color is not clear: none fits/);
    assert.throws(() => terraformName("policies", ["policy", "policie"], {}, ""), /policy, policie/);
  });
});
