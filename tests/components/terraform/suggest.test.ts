import assert from "node:assert/strict";
import type { StateInstance } from "../../../components/terraform/state.ts";
import { suggestions, type Part } from "../../../components/terraform/suggest.ts";

const instance = (name: string, attributes: Record<string, unknown>): StateInstance => ({
  mode: "managed",
  type: "aws_s3_bucket",
  name,
  address: `aws_s3_bucket.${name}`,
  provider: "p",
  tainted: false,
  attributes,
  sensitive: [],
});

const part = (name: string, inputs: Record<string, unknown>): Part => ({ type: "aws:s3/bucket:Bucket", name, inputs });

describe("terraform: which part an address most likely is", () => {
  const blocks = part("cortex-blocks-bucket", { bucket: "acme-blocks" });
  const ruler = part("cortex-ruler-bucket", { bucket: "acme-ruler" });

  it("is the one that has the same identity", () => {
    const found = suggestions(
      [instance("a", { bucket: "acme-ruler" }), instance("b", { bucket: "acme-blocks" })],
      [blocks, ruler],
    );
    assert.deepEqual(
      [...found.values()].map((each) => (each.kind === "one" ? each.part.name : each.kind)),
      ["cortex-ruler-bucket", "cortex-blocks-bucket"],
    );
  });

  it("is the only one where there is one of each, whatever it is called", () => {
    const found = suggestions([instance("a", { bucket: "other" })], [blocks]).get("aws_s3_bucket.a");
    assert.equal(found?.kind, "one");
  });

  it("is undecided where none or several fit", () => {
    const none = suggestions([instance("a", { bucket: "x" }), instance("b", { bucket: "y" })], [blocks, ruler]);
    assert.deepEqual(
      [...none.values()].map(({ kind }) => kind),
      ["several", "several"],
    );
    const twice = suggestions(
      [instance("a", { bucket: "acme-blocks" }), instance("b", { bucket: "acme-blocks" })],
      [blocks, ruler],
    );
    assert.deepEqual(
      [...twice.values()].map(({ kind }) => kind),
      ["several", "several"],
    );
  });

  it("is nothing where the stack has no such part", () => {
    assert.deepEqual(suggestions([instance("a", { bucket: "x" })], []).get("aws_s3_bucket.a"), { kind: "none" });
  });
});
