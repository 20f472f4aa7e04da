import assert from "node:assert/strict";
import fc from "fast-check";
import { isRecord } from "../../../toolchain/stack-config.ts";
import {
  afterValue,
  eachElement,
  eachMember,
  eachMemberOf,
  JsonShapeError,
  textAt,
  valueAt,
} from "../../../components/terraform/json-elements.ts";

const bytesOf = (value: unknown, indent?: number) => Buffer.from(JSON.stringify(value, null, indent));

/** Those members of the object that `bytes` is which have one of the keys. */
function members(bytes: Buffer, keys: string[]): Map<string, unknown> {
  const found = new Map<string, unknown>();
  eachMemberOf(bytes, keys, (key, start) => {
    const end = afterValue(bytes, start);
    found.set(key, valueAt(bytes, { start, end }));
    return end;
  });
  return found;
}

/** What JSON.parse makes of it, `__proto__` as a member like any other. */
function parsed(bytes: Buffer): Map<string, unknown> {
  const value: unknown = JSON.parse(bytes.toString("utf8"));
  assert.ok(isRecord(value));
  return new Map(Object.entries(value));
}

describe("terraform: JSON, member by member", () => {
  const object = fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue());
  const indents = fc.constantFrom(undefined, 2);

  it("finds each member of any object as JSON.parse does", () => {
    fc.assert(
      fc.property(object, indents, (value, indent) => {
        const bytes = bytesOf(value, indent);
        assert.deepEqual(members(bytes, [...parsed(bytes).keys()]), parsed(bytes));
      }),
    );
  });

  it("finds those members that are asked for, and no others", () => {
    fc.assert(
      fc.property(object, fc.integer({ min: 1, max: 3 }), (value, every) => {
        const bytes = bytesOf(value);
        const wanted = [...parsed(bytes).keys()].filter((_, index) => index % every === 0);
        const expected = new Map([...parsed(bytes)].filter(([key]) => wanted.includes(key)));
        assert.deepEqual(members(bytes, [...wanted, "not there at all"]), expected);
      }),
    );
  });

  it("finds a key that is written with escapes", () => {
    assert.deepEqual(
      members(Buffer.from(String.raw`{"\u006dode":1,"mod\"e":2}`), ["mode", 'mod"e']),
      new Map([
        ["mode", 1],
        ['mod"e', 2],
      ]),
    );
  });

  it("finds each element of any list", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), indents, (list, indent) => {
        const bytes = bytesOf(list, indent);
        const found: unknown[] = [];
        const end = eachElement(bytes, 0, (start) => {
          const after = afterValue(bytes, start);
          found.push(valueAt(bytes, { start, end: after }));
          return after;
        });
        assert.equal(end, bytes.length);
        const expected: unknown = JSON.parse(bytes.toString("utf8"));
        assert.deepEqual(found, expected);
      }),
    );
  });

  it("reads any text, and nothing where there is none", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const bytes = bytesOf(text);
        assert.equal(textAt(bytes, 0, bytes.length), JSON.parse(bytes.toString("utf8")));
      }),
    );
    assert.equal(textAt(Buffer.from("12"), 0, 2), "");
  });

  it("refuses every object that is cut off, with the place", () => {
    const bytes = bytesOf({ version: 4, outputs: { a: { value: 'x"\\' } }, resources: [{ type: "t" }, 1] }, 2);
    for (let length = 1; length < bytes.length; length++) {
      const cut = bytes.subarray(0, length);
      assert.throws(() => members(cut, ["version", "outputs", "resources"]), JsonShapeError);
    }
  });

  it("refuses what is no object or no list, a comma too many or too few, and what follows the end", () => {
    for (const text of ["[]", "1", "", '{"a":1,}', '{"a":1 "b":2}', '{"a" 1}', "{a:1}", "{} {}"]) {
      assert.throws(() => members(Buffer.from(text), ["a"]), JsonShapeError, text);
    }
    for (const text of ["{}", "[1,]", "[1 2]", "[", "[1"]) {
      const bytes = Buffer.from(text);
      assert.throws(() => eachElement(bytes, 0, (start) => afterValue(bytes, start)), JsonShapeError, text);
    }
  });

  it("takes a byte order mark before the beginning, and tells where an object ends", () => {
    assert.deepEqual(members(Buffer.from('\ufeff{"a":1}'), ["a"]), new Map([["a", 1]]));
    const bytes = Buffer.from('[ {"a": {"b": "}"}} ]');
    assert.equal(
      eachMember(bytes, 2, [], () => 0),
      19,
    );
  });
});
