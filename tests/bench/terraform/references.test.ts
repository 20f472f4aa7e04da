import assert from "node:assert/strict";
import { References } from "../../../bench/terraform/references.ts";

const targets = [
  { address: "aws_a.one", values: { name: "acme-one-name", arn: "arn:aws:a:::acme-one-name", id: "acme-one-name" } },
  { address: "aws_b.two", values: { id: "b-1", empty: "" } },
];

describe("bench: references between resources", () => {
  it("take the id where several names hold the same text", () => {
    assert.equal(new References(targets).text("acme-one-name"), "${aws_a.one.id}");
  });

  it("take the longest inside of a text, as often as it stands there", () => {
    assert.equal(
      new References(targets).text("[arn:aws:a:::acme-one-name, arn:aws:a:::acme-one-name/*, acme-one-name]"),
      "[${aws_a.one.arn}, ${aws_a.one.arn}/*, ${aws_a.one.id}]",
    );
  });

  it("do not look for short texts inside of others, nor for empty ones", () => {
    const references = new References(targets);
    assert.equal(references.text("b-1"), "${aws_b.two.id}");
    assert.equal(references.text("b-12"), "b-12");
    assert.equal(references.text(""), "");
  });

  it("escape what is left", () => {
    assert.equal(new References(targets).text("${x} %{y} acme-one-name"), "$${x} %%{y} ${aws_a.one.id}");
  });

  it("tell who was never named", () => {
    const references = new References(targets);
    assert.deepEqual(references.unnamed(), ["aws_a.one", "aws_b.two"]);
    references.text("to arn:aws:a:::acme-one-name");
    assert.deepEqual(references.unnamed(), ["aws_b.two"]);
  });
});
