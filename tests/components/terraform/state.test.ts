import assert from "node:assert/strict";
import { constants } from "node:buffer";
import { parseState } from "../../../components/terraform/state.ts";
import { TerraformError } from "../../../components/terraform/error.ts";
import { instancesWith, single } from "../../support/terraform-state.ts";

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

  it("knows the AWS provider's second names of a type, and keeps the address", () => {
    const [balancer] = instancesWith(single("aws_alb", "main", { arn: "a" }));
    assert.deepEqual([balancer?.type, balancer?.address], ["aws_lb", "aws_alb.main"]);
  });

  it("tells which attributes are sensitive", () => {
    assert.deepEqual(read(sample).find('aws_db_instance.main["a"]')?.sensitive, [
      ["password"],
      ["options", 0, "token"],
    ]);
  });

  it("finds one of many instances of a resource, and every address that `for_each` can make", () => {
    const keys = ["a", 'with "quotes"', "${not} a template", "a[0]", "&<>", "grün", ...Array(5_000).keys()];
    const state = read({
      ...sample,
      resources: [
        {
          module: 'module.m["a.b"]',
          mode: "managed",
          type: "aws_eip",
          name: "all",
          provider,
          instances: keys.map((key) => ({ index_key: key, attributes: { id: `eip ${key}` } })),
        },
      ],
    });
    const all = [...state.instances()];
    assert.deepEqual(
      all.map(({ attributes }) => attributes["id"]),
      keys.map((key) => `eip ${key}`),
    );
    assert.deepEqual(
      all.slice(0, 4).map(({ address }) => address),
      [
        'module.m["a.b"].aws_eip.all["a"]',
        'module.m["a.b"].aws_eip.all["with \\"quotes\\""]',
        'module.m["a.b"].aws_eip.all["$${not} a template"]',
        'module.m["a.b"].aws_eip.all["a[0]"]',
      ],
    );
    for (const instance of all) assert.deepEqual(state.find(instance.address), instance);
  });

  it("is read the same whatever the order of its keys", () => {
    const turned = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(turned)
        : typeof value === "object" && value !== null
          ? Object.fromEntries(
              Object.entries(value)
                .reverse()
                .map(([key, inner]) => [key, turned(inner)]),
            )
          : value;
    assert.deepEqual([...read(turned(sample)).instances()], [...read(sample).instances()]);
    assert.deepEqual(read(turned(sample)).outputs, read(sample).outputs);
  });

  it("tells of what is no JSON inside of an instance, as soon as that is asked for", () => {
    const bytes = Buffer.from(JSON.stringify(sample).replace('"ami-1"', "<<<<<<< HEAD"));
    const state = parseState(bytes, "here.tfstate");
    assert.equal(state.find('module.net["eu"].aws_subnet.this[0]')?.attributes["id"], "subnet-0");
    for (const ask of [() => state.find("data.aws_ami.debian"), () => [...state.instances()]]) {
      assert.throws(ask, (error: unknown) => {
        assert.ok(error instanceof TerraformError);
        assert.match(error.message, /here\.tfstate cannot be read: it is no valid JSON \(byte \d+ of \d+\)/);
        return true;
      });
    }
  });

  it("may be larger than the longest text that JavaScript has", function () {
    this.timeout(60_000);
    const long = Buffer.alloc(2 ** 26, "x");
    const parts = [...Array(9).keys()].flatMap((index) => [
      Buffer.from(
        `${index === 0 ? "" : ","}{"mode":"managed","type":"terraform_data","name":"part_${index}","instances":[{"attributes":{"input":"`,
      ),
      long,
      Buffer.from(`","id":"id-${index}"}}]}`),
    ]);
    const head = '{"version":4,"serial":1,"lineage":"large","outputs":{"a":{"value":"b"}},"resources":[';
    const bytes = Buffer.concat([Buffer.from(head), ...parts, Buffer.from("]}")]);
    assert.ok(bytes.length > constants.MAX_STRING_LENGTH, `${bytes.length}`);
    const state = parseState(bytes, "large.tfstate");
    assert.equal(state.outputs.get("a")?.value, "b");
    assert.equal(state.find("terraform_data.part_8")?.attributes["id"], "id-8");
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
      "a state with something else in its list of resources",
      Buffer.from('{"version":4,"resources":[{"mode":"managed"},\n<<<<<<< HEAD\n{}]}'),
      /cannot be read: it is no JSON object \(byte 46 of /,
    ],
    [
      "JSON that is no state",
      Buffer.from('{"format_version":"1.0","values":{}}'),
      /no "version".*not `terraform show -json`/,
    ],
    ["version 1", Buffer.from('{"version":1,"modules":[]}'), /format version 1; 4 is read.*older than 0\.12/],
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
