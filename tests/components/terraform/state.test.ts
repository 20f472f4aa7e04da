import assert from "node:assert/strict";
import { parseState } from "../../../components/terraform/state.ts";
import { TerraformError } from "../../../components/terraform/error.ts";

const provider = 'provider["registry.terraform.io/hashicorp/aws"]';

const sample = {
  version: 4,
  terraform_version: "1.11.4",
  serial: 7,
  lineage: "3f4c",
  outputs: {
    vpc_id: { value: "vpc-1", type: "string" },
    password: { value: "geheim", type: "string", sensitive: true },
  },
  resources: [
    {
      mode: "data",
      type: "aws_ami",
      name: "debian",
      provider,
      instances: [{ schema_version: 0, attributes: { id: "ami-1" } }],
    },
    {
      module: 'module.net["eu"]',
      mode: "managed",
      type: "aws_subnet",
      name: "this",
      provider,
      instances: [
        { index_key: 0, schema_version: 1, attributes: { id: "subnet-0" } },
        { index_key: 1, schema_version: 1, status: "tainted", attributes: { id: "subnet-1" } },
        { index_key: 1, deposed: "ab12", schema_version: 1, attributes: { id: "subnet-old" } },
      ],
    },
    {
      mode: "managed",
      type: "aws_db_instance",
      name: "main",
      provider,
      instances: [
        {
          index_key: "a",
          schema_version: 2,
          attributes: { id: "db-1", password: "geheim", options: [{ token: "x" }] },
          sensitive_attributes: [
            [{ type: "get_attr", value: "password" }],
            [
              { type: "get_attr", value: "options" },
              { type: "index", value: { value: 0, type: "number" } },
              { type: "get_attr", value: "token" },
            ],
          ],
        },
      ],
    },
  ],
  check_results: null,
};

const read = (value: unknown) => parseState(Buffer.from(JSON.stringify(value)), "here.tfstate");

function refusal(bytes: Buffer): string {
  try {
    parseState(bytes, "here.tfstate");
  } catch (error) {
    assert.ok(error instanceof TerraformError, String(error));
    return error.message;
  }
  assert.fail("it was read");
}

describe("terraform: a state", () => {
  it("tells what it is", () => {
    const { serial, lineage, terraformVersion, origin } = read(sample);
    assert.deepEqual(
      { serial, lineage, terraformVersion, origin },
      { serial: 7, lineage: "3f4c", terraformVersion: "1.11.4", origin: "here.tfstate" },
    );
  });

  it("tells which outputs are sensitive", () => {
    assert.deepEqual(
      [...read(sample).outputs],
      [
        ["vpc_id", { value: "vpc-1", sensitive: false }],
        ["password", { value: "geheim", sensitive: true }],
      ],
    );
  });

  it("lists every instance as `terraform state list` does, and none that is deposed", () => {
    assert.deepEqual(
      [...read(sample).instances()].map(({ address }) => address),
      [
        "data.aws_ami.debian",
        'module.net["eu"].aws_subnet.this[0]',
        'module.net["eu"].aws_subnet.this[1]',
        'aws_db_instance.main["a"]',
      ],
    );
  });

  it("finds an instance by its address", () => {
    const state = read(sample);
    assert.equal(state.find('module.net["eu"].aws_subnet.this[0]')?.attributes["id"], "subnet-0");
    assert.equal(state.find('module.net["eu"].aws_subnet.this[0]')?.tainted, false);
    assert.equal(state.find('module.net["eu"].aws_subnet.this[1]')?.tainted, true);
    assert.equal(state.find("data.aws_ami.debian")?.mode, "data");
    assert.equal(state.find("aws_ami.debian"), undefined);
    assert.equal(state.find('module.net["eu"].aws_subnet.this[2]'), undefined);
    assert.equal(state.instancesOf('module.net["eu"].aws_subnet.this').length, 2);
  });

  it("tells which attributes are sensitive", () => {
    assert.deepEqual(read(sample).find('aws_db_instance.main["a"]')?.sensitive, [
      ["password"],
      ["options", 0, "token"],
    ]);
  });

  it("may hold nothing", () => {
    for (const resources of [[], null, undefined]) {
      const state = read({ version: 4, terraform_version: "1.11.4", serial: 1, lineage: "x", outputs: {}, resources });
      assert.deepEqual([...state.instances()], []);
      assert.equal(state.find("aws_vpc.this"), undefined);
    }
  });

  const bad: [string, Buffer, RegExp][] = [
    ["an empty file", Buffer.alloc(0), /^The Terraform state at here\.tfstate is empty \(0 bytes\)/],
    ["what is no JSON", Buffer.from("not json"), /cannot be read: it is no JSON object \(byte 0 of 8\)/],
    [
      "a state that is cut off",
      Buffer.from(JSON.stringify(sample)).subarray(0, 300),
      /cannot be read: .* of 300\)\. It is cut off/,
    ],
    [
      "JSON that is no state",
      Buffer.from('{"format_version":"1.0","values":{}}'),
      /no "version".*not `terraform show -json`/,
    ],
    ["version 3", Buffer.from('{"version":3,"modules":[]}'), /format version 3; 4 is read.*older than 0\.12/],
    ["a version to come", Buffer.from('{"version":5}'), /format version 5; 4 is read.*newer/],
    [
      "an encrypted state of OpenTofu",
      Buffer.from('{"serial":1,"lineage":"x","meta":{},"encrypted_data":"AAAA","encryption_version":"v0"}'),
      /encrypted by OpenTofu.*tofu state pull/,
    ],
  ];
  for (const [name, bytes, message] of bad) {
    it(`refuses ${name} in one message`, () => {
      assert.match(refusal(bytes), message);
    });
  }
});
