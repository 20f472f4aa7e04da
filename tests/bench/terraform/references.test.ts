import assert from "node:assert/strict";
import { References } from "../../../bench/terraform/references.ts";

const targets = [
  {
    address: "aws_a.one",
    values: { url: "https://acme-one.example", arn: "arn:aws:a:::acme-one-name", id: "acme-one-name" },
    given: ["acme-one-name"],
  },
  { address: "aws_b.two", values: { id: "b-1", empty: "" }, given: [] },
  { address: "aws_c.three", values: { arn: "0123456789abcdef", id: "0123456789abcdef" }, given: [] },
];

describe("bench: references between resources", () => {
  it("take the id where several names hold the same text", () => {
    assert.equal(new References(targets).text("0123456789abcdef"), "${aws_c.three.id}");
  });

  it("take the longest inside of a text, as often as it stands there", () => {
    const [one, two] = ["arn:aws:a:::acme-one-name", "https://acme-one.example"];
    const longer = { address: "aws_d.four", values: { id: `${one}/sub` }, given: [] };
    assert.equal(
      new References([...targets, longer]).text(`[${one}, ${one}/sub, ${two}, ${one}/*]`),
      "[${aws_a.one.arn}, ${aws_d.four.id}, ${aws_a.one.url}, ${aws_a.one.arn}/*]",
    );
  });

  it("take a given name as a whole only: inside of other texts it may mean something else", () => {
    assert.equal(new References(targets).text("acme-one-name"), "${aws_a.one.id}");
    assert.equal(new References(targets).text("acme-one-name-2"), "acme-one-name-2");
  });

  it("do not look for short texts inside of others, nor for empty ones", () => {
    const references = new References(targets);
    assert.equal(references.text("b-1"), "${aws_b.two.id}");
    assert.equal(references.text("b-12"), "b-12");
    assert.equal(references.text(""), "");
  });

  it("escape what is left", () => {
    assert.equal(new References(targets).text("${x} %{y} 0123456789abcdef"), "$${x} %%{y} ${aws_c.three.id}");
  });

  it("tell who was never named", () => {
    const references = new References(targets);
    assert.deepEqual(references.unnamed(), ["aws_a.one", "aws_b.two", "aws_c.three"]);
    references.text("to arn:aws:a:::acme-one-name");
    assert.deepEqual(references.unnamed(), ["aws_b.two", "aws_c.three"]);
  });
});
