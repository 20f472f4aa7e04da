import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { Adoption } from "../../../components/terraform/transform.ts";

const role = {
  state: "book",
  address: "aws_iam_role.node",
  terraformType: "aws_iam_role",
  type: "aws:iam/role:Role",
  name: "cortex-cortex-role",
  importId: "the-role",
};
const parent = new pulumi.DependencyResource("urn:pulumi:stack::project::cortex:aws:Role::cortex-cortex");
const args = {
  type: role.type,
  name: role.name,
  props: { name: "cortex-cortex", path: "/cortex/", assumeRolePolicy: "{}" },
  opts: { retainOnDelete: true, ignoreChanges: ["tags"], replaceOnChanges: ["permissionsBoundary"], parent },
};

describe("terraform: the transformation", () => {
  it("imports and protects what was adopted, keeps what cannot be changed and what the settings keep, and its other options", () => {
    const { props, opts } = new Adoption([role], { "cortex-*-role": ["description"] }).transform(args);
    assert.deepEqual(props, args.props);
    const { ignoreChanges, ...others } = opts ?? {};
    assert.deepEqual(others, {
      parent,
      retainOnDelete: true,
      replaceOnChanges: ["permissionsBoundary"],
      import: "the-role",
      protect: true,
    });
    assert.deepEqual([...(ignoreChanges ?? [])].sort(), ["description", "name", "path", "permissionsBoundary", "tags"]);
  });

  it("leaves every other resource alone: another name, another type", () => {
    const { transform } = new Adoption([role]);
    for (const other of [{ name: "other" }, { type: "aws:ec2/vpc:Vpc" }]) {
      assert.deepEqual(transform({ ...args, ...other }), { props: args.props, opts: args.opts });
    }
  });

  it("names each address whose part the stack does not have", () => {
    const adoption = new Adoption([role, { ...role, address: "aws_iam_role.far", name: "cortex-far-role" }]);
    adoption.transform(args);
    assert.throws(() => {
      adoption.allDeclared();
    }, /aws_iam_role\.far: there is no cortex-far-role \(aws:iam\/role:Role\)\n[^]*Nothing was changed/);
    adoption.transform({ ...args, name: "cortex-far-role" });
    adoption.allDeclared();
  });

  it("keeps properties of what is no longer Terraform's too, and names a part that the stack does not have", () => {
    const adoption = new Adoption([], { "cortex-cortex-role": ["path"], "far-*": ["name"] });
    const { opts } = adoption.transform(args);
    assert.deepEqual([...(opts.ignoreChanges ?? [])].sort(), ["path", "tags"]);
    assert.equal(opts.protect, undefined);
    assert.throws(() => {
      adoption.allDeclared();
    }, /keep: there is no far-\*\n/);
  });

  it("holds what has no parent, and with it all below, until every rule is known to have its part", async () => {
    const adoption = new Adoption([role]);
    const { opts } = adoption.transform({ ...args, name: "platform", opts: {} });
    let open = false;
    const opened = new Promise<void>((resolve) => {
      pulumi.output(opts.dependsOn).apply(() => {
        open = true;
        resolve();
      });
    });
    await pause(20);
    assert.equal(open, false);
    const provider = { type: "pulumi:providers:aws", name: "aws", props: {}, opts: {} };
    assert.deepEqual(adoption.transform(provider).opts, {}, "a provider is asked before all is declared");
    adoption.transform(args);
    adoption.allDeclared();
    await opened;
  });
});
