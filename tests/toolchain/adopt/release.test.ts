import assert from "node:assert/strict";
import type { Adopted } from "../../../components/terraform/adopt.ts";
import { releasePlan, releaseText } from "../../../toolchain/adopt/release.ts";
import { many, single, stateWith } from "../../support/terraform-state.ts";

const adopted = (address: string): Adopted => ({
  state: "book",
  address,
  terraformType: "aws_s3_bucket",
  type: "aws:s3/bucket:Bucket",
  name: "x",
  importId: "x",
});

const rules = [
  { state: "book", from: 'aws_s3_bucket.all["*"]', to: "cortex-$1-bucket" },
  { state: "book", from: "aws_vpc.none", to: "cortex-vpc" },
  { state: "other", from: 'aws_s3_bucket.all["*"]', to: "x" },
];

const state = stateWith([single("aws_s3_bucket", "one"), many("aws_s3_bucket", "all", ["a", "b"], () => ({}))]);

describe("adopt: the release", () => {
  const args = { stack: "local", states: new Map([["book", state]]), rules: [], keep: {} };
  const plan = releasePlan({
    ...args,
    adopted: ["aws_s3_bucket.one", 'aws_s3_bucket.all["a"]', "aws_s3_bucket.gone"].map(adopted),
    rules,
  });

  it("ends the ownership of what the state still has, whole resources by blocks", () => {
    const [release] = plan.states;
    assert.deepEqual(
      release?.blocks.map((block) => /from = (.*)/.exec(block)?.[1]),
      ["aws_s3_bucket.one"],
    );
    assert.deepEqual(release.commands, [
      `terraform state rm 'aws_s3_bucket.all["a"]'`,
      "terraform state rm 'aws_s3_bucket.one'",
    ]);
    assert.deepEqual([release.inPart, release.gone], [["aws_s3_bucket.all"], ["aws_s3_bucket.gone"]]);
  });

  it("follows what has another address by now, and lets go of no other thing at the old one", () => {
    const today = stateWith([
      single("aws_s3_bucket", "here", { id: "x", bucket: "x" }),
      single("aws_s3_bucket", "was", { id: "y", bucket: "y" }),
    ]);
    const moved = releasePlan({ ...args, states: new Map([["book", today]]), adopted: [adopted("aws_s3_bucket.was")] });
    const [release] = moved.states;
    assert.deepEqual(release?.renamed, [{ from: "aws_s3_bucket.was", to: "aws_s3_bucket.here" }]);
    assert.deepEqual([release.commands, release.gone], [["terraform state rm 'aws_s3_bucket.here'"], []]);
    assert.match(release.imports[0] ?? "", /to = aws_s3_bucket\.here\n/);
    assert.match(releaseText(moved), /# aws_s3_bucket\.was is aws_s3_bucket\.here there by now/);
  });

  it("can be taken back: an import block for each, in the signs of HCL", () => {
    assert.equal(plan.states[0]?.imports.length, 3);
    const [back] = releasePlan({ ...args, adopted: [{ ...adopted("a.b"), importId: 'x"${y}' }] }).states;
    assert.deepEqual(back?.imports, [`import {` + '\n  to = a.b\n  id = "x\\"$${y}"\n}']);
  });

  it("names the rules whose work is done, and what to do, in order", () => {
    assert.deepEqual(plan.rules, rules.slice(0, 1));
    const text = releaseText(plan);
    assert.match(text, /removed \{\n {2}from = aws_s3_bucket\.one\n/);
    assert.match(text, /^terraform state rm 'aws_s3_bucket\.one'$/m);
    assert.match(text, /already: aws_s3_bucket\.gone/);
    assert.match(text, /no removed block fits: aws_s3_bucket\.all/);
    assert.match(
      text,
      /take these rules out of .*Pulumi\.local\.yaml.*\n# {3}- \{state: book, from: aws_s3_bucket\.all\["\*"\], to: cortex-\$1-bucket\}/,
    );
  });

  it("names what the settings must keep first, as they take it", () => {
    const keep = { "cortex-blocks-bucket": ["bucket"], "cortex-nginx": ["name", "ports"] };
    const text = releaseText(releasePlan({ ...args, adopted: [], keep }));
    assert.match(
      text,
      /FIRST .*\n.*\n# {3}keep:\n# {5}cortex-blocks-bucket: \[bucket\]\n# {5}cortex-nginx: \[name, ports\]\n/,
    );
    assert.doesNotMatch(releaseText(plan), /FIRST/);
  });

  it("is nothing where Terraform has let go already", () => {
    const done = releasePlan({ ...args, adopted: [adopted("aws_s3_bucket.gone")] });
    assert.deepEqual(done.states[0]?.commands, []);
    assert.match(releaseText(done), /nothing is left to let go of/);
  });
});
