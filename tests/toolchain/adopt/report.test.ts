import assert from "node:assert/strict";
import type { AdoptPlan } from "../../../toolchain/adopt/plan.ts";
import { reportText } from "../../../toolchain/adopt/report.ts";

const plan: AdoptPlan = {
  matched: [
    {
      state: "book",
      address: "aws_vpc.this",
      type: "aws:ec2/vpc:Vpc",
      name: "cortex-vpc",
      importId: "vpc-1",
      reason: "the same cidr_block",
      differences: [
        { property: "cidrBlock", from: "a", to: "b", replaces: true },
        { property: "tags", from: null, to: { Name: "x".repeat(200) }, replaces: false },
      ],
      knownLater: ["ipv6CidrBlock"],
    },
  ],
  unmatched: Array.from({ length: 150 }, (_, i) => ({
    state: "book",
    address: `aws_sqs_queue.q${i}`,
    reason: "no type",
  })),
  ambiguous: [],
  dataOnly: [],
  problems: ["a rule names nothing"],
};

describe("adopt: the report", () => {
  it("says of each address what becomes of it, in lines that can be read", () => {
    const text = reportText(plan);
    for (const part of [
      "Matched: 1",
      "  aws_vpc.this is cortex-vpc",
      "the same cidr_block; imported by vpc-1",
      'keeps cidrBlock "a", for only a new one could have "b"',
      "would change tags: null to {",
      "0 of 1 would stay as they are, none would be replaced.\n1 of 1 keep what",
      "shows in pulumi preview: ipv6CidrBlock",
      "Unmatched, stay with Terraform: 150",
      "and 50 more: --json shows all",
      "a rule names nothing",
    ]) {
      assert.ok(text.includes(part), part);
    }
    assert.ok(!text.includes("Ambiguous"), "what there is none of is not named");
    assert.ok(text.split("\n").every((line) => line.length < 160));
  });
});
