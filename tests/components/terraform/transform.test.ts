import assert from "node:assert/strict";
import { Adoption } from "../../../components/terraform/transform.ts";

const role = {
  state: "book",
  address: "aws_iam_role.node",
  terraformType: "aws_iam_role",
  type: "aws:iam/role:Role",
  name: "cortex-cortex-role",
  importId: "the-role",
  keep: ["description"],
};
const args = {
  type: role.type,
  name: role.name,
  props: { name: "cortex-cortex" },
  opts: { retainOnDelete: true, ignoreChanges: ["tags"] },
};

describe("terraform: the transformation", () => {
  it("imports and protects what was adopted, keeps what cannot be changed and what the rule keeps, and its other options", () => {
    const { props, opts } = new Adoption([role]).transform(args) ?? {};
    assert.deepEqual(props, args.props);
    const { ignoreChanges, ...others } = opts ?? {};
    assert.deepEqual(others, { retainOnDelete: true, import: "the-role", protect: true });
    assert.deepEqual([...(ignoreChanges ?? [])].sort(), ["description", "name", "path", "tags"]);
  });

  it("leaves every other resource alone: another name, another type", () => {
    const { transform } = new Adoption([role]);
    assert.equal(transform({ ...args, name: "other" }), undefined);
    assert.equal(transform({ ...args, type: "aws:ec2/vpc:Vpc" }), undefined);
  });

  it("names each address whose part the stack does not have", () => {
    const adoption = new Adoption([role, { ...role, address: "aws_iam_role.far", name: "cortex-far-role" }]);
    adoption.transform(args);
    assert.throws(() => {
      adoption.refuseUnmet();
    }, /aws_iam_role\.far: there is no cortex-far-role \(aws:iam\/role:Role\)\n[^]*Nothing was changed/);
    adoption.transform({ ...args, name: "cortex-far-role" });
    adoption.refuseUnmet();
  });
});
