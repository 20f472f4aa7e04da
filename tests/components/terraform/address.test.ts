import assert from "node:assert/strict";
import fc from "fast-check";
import { instanceAddress, resourceAddress, withoutKey } from "../../../components/terraform/address.ts";

describe("terraform: addresses", () => {
  const subnet = { mode: "managed", type: "aws_subnet", name: "this" } as const;

  it("are written as Terraform writes them", () => {
    assert.equal(instanceAddress(subnet, undefined), "aws_subnet.this");
    assert.equal(instanceAddress(subnet, 0), "aws_subnet.this[0]");
    assert.equal(
      instanceAddress({ ...subnet, module: 'module.net["eu"]' }, "a"),
      'module.net["eu"].aws_subnet.this["a"]',
    );
    assert.equal(
      instanceAddress({ ...subnet, mode: "data", module: "module.net[1].module.sg" }, undefined),
      "module.net[1].module.sg.data.aws_subnet.this",
    );
  });

  it("quote a key as HCL does", () => {
    assert.equal(instanceAddress(subnet, 'say "hi"\\'), String.raw`aws_subnet.this["say \"hi\"\\"]`);
    assert.equal(instanceAddress(subnet, "${x}%{y}"), 'aws_subnet.this["$${x}%%{y}"]');
    assert.equal(
      instanceAddress(subnet, "é b\u00a0\b\n\u{e0001}"),
      String.raw`aws_subnet.this["é b\u00a0\u0008\n\U000e0001"]`,
    );
  });

  it("lose their key, whatever it holds, and nothing else", () => {
    const key = fc.oneof(fc.nat(), fc.string());
    const module = fc.option(
      fc.oneof(
        fc.constant("module.net"),
        fc.string().map((text) => `module.net[${JSON.stringify(text)}]`),
      ),
      { nil: undefined },
    );
    fc.assert(
      fc.property(key, module, (instance, path) => {
        const resource = { ...subnet, ...(path === undefined ? {} : { module: path }) };
        assert.equal(withoutKey(instanceAddress(resource, instance)), resourceAddress(resource));
        assert.equal(withoutKey(resourceAddress(resource)), resourceAddress(resource));
      }),
    );
  });
});
