import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { generated, writeState } from "../../../bench/state/generate.ts";
import { parseState } from "../../../components/terraform/state.ts";
import { temporaryFolder } from "../../toolchain/temporary.ts";

describe("bench: the generated state", () => {
  const folder = temporaryFolder();

  for (const count of [1, 5_000, 5_001]) {
    it(`is JSON with ${count} resources, each at its address`, () => {
      const file = folder("terraform.tfstate");
      writeState(file, count);
      const bytes = readFileSync(file);
      assert.doesNotThrow(() => {
        JSON.parse(bytes.toString("utf8"));
      });
      const state = parseState(bytes, file);
      assert.deepEqual(
        [...state.instances()].map(({ address, attributes }) => ({ address, id: attributes["id"] })),
        Array.from({ length: count }, (_, index) => generated(index)),
      );
    });
  }
});
