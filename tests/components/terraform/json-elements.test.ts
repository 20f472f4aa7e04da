import assert from "node:assert/strict";
import fc from "fast-check";
import { isRecord } from "../../../toolchain/stack-config.ts";
import { elements, JsonShapeError, members, valueAt } from "../../../components/terraform/json-elements.ts";

const bytesOf = (value: unknown, indent?: number) => Buffer.from(JSON.stringify(value, null, indent));

describe("terraform: JSON, member by member", () => {
  it("finds each member of any object as JSON.parse does", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(undefined, 2), (object, indent) => {
        const bytes = bytesOf(object, indent);
        const found = new Map([...members(bytes)].map(([key, span]) => [key, valueAt(bytes, span)]));
        const parsed: unknown = JSON.parse(bytes.toString("utf8"));
        assert.ok(isRecord(parsed));
        assert.deepEqual(found, new Map(Object.entries(parsed)));
      }),
    );
  });

  it("finds each element of any list", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (list) => {
        const bytes = bytesOf({ list });
        const span = members(bytes).get("list");
        assert.ok(span);
        const parsed: unknown = JSON.parse(JSON.stringify(list));
        assert.deepEqual(
          [...elements(bytes, span)].map((each) => valueAt(bytes, each)),
          parsed,
        );
      }),
    );
  });

  it("refuses every object that is cut off, with the place", () => {
    const bytes = bytesOf({ version: 4, outputs: { a: { value: 'x"\\' } }, resources: [{ type: "t" }, 1] }, 2);
    for (let length = 1; length < bytes.length; length++) {
      const cut = bytes.subarray(0, length);
      assert.throws(() => {
        const found = members(cut);
        for (const span of found.values()) valueAt(cut, span);
      }, JsonShapeError);
    }
  });

  it("refuses what follows the end, and takes a byte order mark before the beginning", () => {
    assert.throws(() => members(Buffer.from("{} {}")), JsonShapeError);
    assert.equal(members(Buffer.from('\ufeff{"a":1}')).size, 1);
  });
});
