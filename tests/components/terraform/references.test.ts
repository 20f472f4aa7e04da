import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TerraformError } from "../../../components/terraform/error.ts";
import type { Backend } from "../../../components/terraform/read.ts";
import { resolveReferences } from "../../../components/terraform/references.ts";

describe("terraform: references in the settings", () => {
  let folder = "";
  let backends: Record<string, Backend> = {};

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "cortex-terraform-"));
    const file = join(folder, "net.tfstate");
    const subnet = (index: number) => ({
      index_key: index,
      schema_version: 1,
      attributes: { id: `subnet-${index}`, tags: { zone: "a" }, secret: { word: "geheim" } },
      sensitive_attributes: [
        [
          { type: "get_attr", value: "secret" },
          { type: "get_attr", value: "word" },
        ],
      ],
    });
    writeFileSync(
      file,
      JSON.stringify({
        version: 4,
        terraform_version: "1.11.4",
        serial: 1,
        lineage: "x",
        outputs: {
          password: { value: "geheim", type: "string", sensitive: true },
          vpc_id: { value: "vpc-1", type: "string" },
          zones: { value: ["a", "b"], type: ["list", "string"] },
        },
        resources: [
          {
            module: "module.net",
            mode: "managed",
            type: "aws_subnet",
            name: "this",
            provider: "p",
            instances: [subnet(0), subnet(1)],
          },
          {
            mode: "managed",
            type: "aws_vpc",
            name: "old",
            provider: "p",
            instances: [{ status: "tainted", schema_version: 1, attributes: { id: "vpc-0" } }],
          },
        ],
      }),
    );
    backends = { net: { backend: "local", path: file } };
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const resolve = async (aws: unknown): Promise<unknown> =>
    JSON.parse((await resolveReferences({ "cortex:aws": JSON.stringify(aws) }, backends))["cortex:aws"] ?? "");

  async function refusal(aws: unknown): Promise<string> {
    try {
      await resolve(aws);
    } catch (error) {
      assert.ok(error instanceof TerraformError, String(error));
      return error.message;
    }
    assert.fail("it led somewhere");
  }

  it("become the output's value, of whatever type, wherever they stand", async () => {
    assert.deepEqual(
      await resolve({
        network: {
          vpcId: { fromTerraform: { output: "vpc_id" } },
          nat: "one",
          list: [{ fromTerraform: { state: "net", output: "zones" } }],
        },
      }),
      {
        network: { vpcId: "vpc-1", nat: "one", list: [["a", "b"]] },
      },
    );
  });

  it("become a resource's attribute, its id where none is said", async () => {
    const resource = "module.net.aws_subnet.this[1]";
    assert.deepEqual(
      await resolve({ a: { fromTerraform: { resource } }, b: { fromTerraform: { resource, attribute: "tags.zone" } } }),
      { a: "subnet-1", b: "a" },
    );
  });

  it("leave everything else as it is, to the letter", async () => {
    const values = { "cortex:engine": "blocks", "cortex:aws": '{ "region":"eu-central-1" }', "aws:region": "x" };
    assert.deepEqual(await resolveReferences(values, {}), values);
  });

  for (const [name, reference, message] of [
    ["an unknown output", { output: "vpc" }, /net\.tfstate has no output "vpc"\. It has password, vpc_id, zones\./],
    ["a resource that is gone", { resource: "aws_vpc.this" }, /has no aws_vpc\.this: it is gone/],
    [
      "a resource without its key",
      { resource: "module.net.aws_subnet.this" },
      /Name one of its instances: module\.net\.aws_subnet\.this\[0\], /,
    ],
    ["a tainted resource", { resource: "aws_vpc.old" }, /aws_vpc\.old is tainted.*terraform untaint/],
    [
      "an unknown attribute",
      { resource: "module.net.aws_subnet.this[0]", attribute: "arn" },
      /has no attribute "arn"\. It has id, secret, tags\./,
    ],
    ["an unknown state", { state: "other", output: "x" }, /There is no state "other"\. As "state", name one of net\./],
    ["a reference that says nothing", {}, /neither an output nor a resource/],
    ["a key that is none", { outputs: "x" }, /"outputs" is no part of a reference/],
  ] as const) {
    it(`that lead nowhere are refused: ${name}`, async () => {
      const said = await refusal({ network: { vpcId: { fromTerraform: reference } } });
      assert.match(said, /^1 reference to Terraform leads nowhere:\n {2}cortex:aws\.network\.vpcId: /);
      assert.match(said, message);
    });
  }

  it("are all named at once", async () => {
    assert.match(
      await refusal({ a: { fromTerraform: { output: "x" } }, b: { fromTerraform: { output: "y" } } }),
      /^2 references to Terraform lead nowhere:\n {2}cortex:aws\.a: .*\n {2}cortex:aws\.b: /,
    );
  });

  it("refuses what Terraform calls sensitive, the whole that holds it too, and never shows it", async () => {
    const resource = "module.net.aws_subnet.this[0]";
    for (const fromTerraform of [
      { output: "password" },
      { resource, attribute: "secret.word" },
      { resource, attribute: "secret" },
    ]) {
      const message = await refusal({ network: { vpcId: { fromTerraform } } });
      assert.match(message, /is sensitive, and a setting stands in clear\./);
      assert.doesNotMatch(message, /geheim/);
    }
  });
});
