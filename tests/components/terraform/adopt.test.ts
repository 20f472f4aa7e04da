import assert from "node:assert/strict";
import fc from "fast-check";
import { planAdoption, type AdoptRule } from "../../../components/terraform/adopt.ts";
import { importId, importRules, notImportable } from "../../../components/terraform/import-ids.ts";
import { TerraformError } from "../../../components/terraform/error.ts";
import { filled, pattern } from "../../../components/terraform/patterns.ts";
import { parseState, type StateInstance } from "../../../components/terraform/state.ts";

function instance(type: string, attributes: Record<string, unknown>): StateInstance {
  return {
    mode: "managed",
    type,
    name: "this",
    address: `${type}.this`,
    provider: "p",
    tainted: false,
    attributes,
    sensitive: [],
  };
}

describe("terraform: import ids", () => {
  for (const [type, attributes, expected] of [
    ["aws_vpc", { id: "vpc-1" }, "vpc-1"],
    ["aws_route", { id: "r-rtb-11", route_table_id: "rtb-1", destination_cidr_block: "0.0.0.0/0" }, "rtb-1_0.0.0.0/0"],
    [
      "aws_route",
      { route_table_id: "rtb-1", destination_cidr_block: "", destination_ipv6_cidr_block: "::/0" },
      "rtb-1_::/0",
    ],
    [
      "aws_route_table_association",
      { id: "rtbassoc-1", subnet_id: "subnet-1", route_table_id: "rtb-1" },
      "subnet-1/rtb-1",
    ],
    ["aws_iam_role_policy", { role: "r", name: "p" }, "r:p"],
    [
      "aws_iam_role_policy_attachment",
      { id: "r-2026", role: "r", policy_arn: "arn:aws:iam::1:policy/p" },
      "r/arn:aws:iam::1:policy/p",
    ],
    [
      "aws_iam_user_group_membership",
      { id: "terraform-2026", user: "ann", groups: ["viewers", "operators"] },
      "ann/operators/viewers",
    ],
    ["aws_autoscaling_policy", { autoscaling_group_name: "g", name: "cpu" }, "g/cpu"],
    ["aws_kms_key", { id: "k-1", key_id: "k-1", arn: "arn:..." }, "k-1"],
    [
      "aws_route53_record",
      { zone_id: "Z1", name: "a.example.org", type: "A", set_identifier: "" },
      "Z1_a.example.org_A",
    ],
    [
      "aws_route53_record",
      { zone_id: "Z1", name: "a.example.org", type: "A", set_identifier: "blue" },
      "Z1_a.example.org_A_blue",
    ],
    [
      "aws_vpc_endpoint_route_table_association",
      { id: "a-vpce-1", vpc_endpoint_id: "vpce-1", route_table_id: "rtb-1" },
      "vpce-1/rtb-1",
    ],
    ["docker_volume", { id: "data", name: "data" }, "data"],
  ] as const) {
    it(`${type}: ${expected}`, () => {
      assert.equal(importId(instance(type, attributes)), expected);
    });
  }

  it("hold every part of the rule, whatever its value, and stand for one instance only", () => {
    const word = fc.stringMatching(/^[a-z0-9-]{1,20}$/);
    for (const [type, { parts, between = "" }] of Object.entries(importRules)) {
      const names = parts.map((part) => (typeof part === "string" ? part : (part[0] ?? "")));
      fc.assert(
        fc.property(fc.tuple(...names.map(() => word)), (values) => {
          const attributes = Object.fromEntries(names.map((name, i) => [name, values[i]]));
          assert.equal(importId(instance(type, attributes)), values.join(between), type);
        }),
        { numRuns: 20 },
      );
    }
  });

  it("are refused where the state lacks a part", () => {
    for (const [type, { parts }] of Object.entries(importRules)) {
      const [first] = parts;
      const name = typeof first === "string" ? first : (first?.[0] ?? "");
      assert.throws(
        () => importId(instance(type, {})),
        (error: unknown) => error instanceof TerraformError && error.message.includes(name),
        type,
      );
    }
  });

  it("are refused for a type that is unknown, by name, and for one without import, with what to do", () => {
    assert.throws(
      () => importId(instance("aws_quantum_computer", { id: "q" })),
      /does not know how aws_quantum_computer is imported/,
    );
    for (const [type, instead] of Object.entries(notImportable)) {
      assert.ok(!Object.hasOwn(importRules, type), type);
      assert.throws(
        () => importId(instance(type, { id: "x" })),
        (error: unknown) => error instanceof TerraformError && error.message.includes(instead),
      );
    }
  });
});

describe("terraform: patterns", () => {
  it("match what they spell out, brackets and quotes too", () => {
    assert.deepEqual(pattern('module.s3["a"].aws_s3_bucket.this[0]').match('module.s3["a"].aws_s3_bucket.this[0]'), []);
    assert.equal(pattern("aws_vpc.a").match("aws_vpcxa"), undefined);
    assert.deepEqual(pattern('module.*.aws_subnet.this["*"]').match('module.net.aws_subnet.this["eu-a"]'), [
      "net",
      "eu-a",
    ]);
  });

  it("match any text as itself", () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !text.includes("*")),
        (text) => assert.deepEqual(pattern(text).match(text), []),
      ),
    );
  });

  it("fill a name with what the stars stood for, and tell when there is no such star", () => {
    assert.equal(filled("cortex-$2-$1", ["a", "b"]), "cortex-b-a");
    assert.equal(filled("cortex-$2", ["a"]), undefined);
  });
});

describe("terraform: what is taken over", () => {
  const state = parseState(
    Buffer.from(
      JSON.stringify({
        version: 4,
        serial: 3,
        lineage: "l",
        terraform_version: "1.11.4",
        outputs: {},
        resources: [
          { mode: "data", type: "aws_region", name: "here", provider: "p", instances: [{ attributes: { id: "eu" } }] },
          {
            module: "module.store",
            mode: "managed",
            type: "aws_s3_bucket",
            name: "this",
            provider: "p",
            instances: ["blocks", "ruler"].map((key) => ({ index_key: key, attributes: { bucket: `b-${key}` } })),
          },
          {
            mode: "managed",
            type: "aws_vpc",
            name: "main",
            provider: "p",
            instances: [{ attributes: { id: "vpc-1" } }],
          },
          {
            mode: "managed",
            type: "aws_vpc",
            name: "old",
            provider: "p",
            instances: [{ status: "tainted", attributes: { id: "vpc-0" } }],
          },
          {
            mode: "managed",
            type: "aws_sqs_queue",
            name: "jobs",
            provider: "p",
            instances: [{ attributes: { id: "q" } }],
          },
        ],
      }),
    ),
    "here",
  );
  const tokens: Record<string, string> = { aws_s3_bucket: "aws:s3/bucket:Bucket", aws_vpc: "aws:ec2/vpc:Vpc" };
  const plan = (...rules: [string, string][]) =>
    planAdoption(
      rules.map(([from, to]): AdoptRule => ({ state: "book", from, to })),
      new Map([["book", state]]),
      (type) => tokens[type],
    );

  it("is what the rules name, with its id", () => {
    const { matched, unmatched, ambiguous, dataOnly, problems } = plan(
      ['module.store.aws_s3_bucket.this["*"]', "cortex-$1-bucket"],
      ["aws_vpc.main", "cortex-vpc"],
    );
    assert.deepEqual(
      matched.map(({ address, type, name, importId: id }) => [address, type, name, id]),
      [
        ['module.store.aws_s3_bucket.this["blocks"]', "aws:s3/bucket:Bucket", "cortex-blocks-bucket", "b-blocks"],
        ['module.store.aws_s3_bucket.this["ruler"]', "aws:s3/bucket:Bucket", "cortex-ruler-bucket", "b-ruler"],
        ["aws_vpc.main", "aws:ec2/vpc:Vpc", "cortex-vpc", "vpc-1"],
      ],
    );
    assert.deepEqual(
      unmatched.map(({ address }) => address),
      ["aws_vpc.old", "aws_sqs_queue.jobs"],
    );
    assert.deepEqual(
      dataOnly.map(({ address }) => address),
      ["data.aws_region.here"],
    );
    assert.deepEqual([ambiguous, problems], [[], []]);
  });

  it("is nothing where two patterns name one address; an address that is spelt out wins", () => {
    const two = plan(["aws_vpc.m*", "a"], ["aws_*.main", "b"]);
    assert.deepEqual(two.matched, []);
    assert.deepEqual(
      two.ambiguous.map(({ address, reason }) => [address, reason]),
      [["aws_vpc.main", 'named by "aws_vpc.m*" and "aws_*.main"']],
    );
    assert.deepEqual(
      plan(["aws_vpc.m*", "a"], ["aws_vpc.main", "b"]).matched.map(({ name }) => name),
      ["b"],
    );
  });

  it("is nothing where two addresses would become one part", () => {
    const { matched, ambiguous } = plan(['module.store.aws_s3_bucket.this["*"]', "cortex-bucket"]);
    assert.deepEqual(matched, []);
    assert.equal(ambiguous.length, 2);
    assert.match(ambiguous[0]?.reason ?? "", /would both become cortex-bucket/);
  });

  for (const [name, from, to, message] of [
    ["a rule that names nothing", "aws_vpc.none", "x", /aws_vpc\.none: nothing in the state "book"/],
    ["a rule that names a data source", "data.aws_region.here", "x", /data\.aws_region\.here is a data source/],
    ["a tainted resource", "aws_vpc.old", "x", /aws_vpc\.old is tainted/],
    ["a type that the stack does not use", "aws_sqs_queue.jobs", "x", /no part of this stack is a aws_sqs_queue/],
    ["more stars than there are", "aws_vpc.main", "x-$1", /uses more stars/],
  ] as const) {
    it(`is refused: ${name}`, () => {
      const { problems, matched } = plan([from, to]);
      assert.deepEqual(matched, []);
      assert.equal(problems.length, 1);
      assert.match(problems[0] ?? "", message);
    });
  }
});
