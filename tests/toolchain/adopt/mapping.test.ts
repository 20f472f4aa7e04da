import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { parse } from "yaml";
import { planAdoption } from "../../../components/terraform/adopt.ts";
import { tokenOf } from "../../../components/terraform/tokens.ts";
import { completeTerraform, terraformSchema } from "../../../settings/terraform.ts";
import { mappingText, writeMapping } from "../../../toolchain/adopt/mapping.ts";
import type { AdoptPlan, Match } from "../../../toolchain/adopt/plan.ts";
import { UserError } from "../../../toolchain/sources.ts";
import { at } from "../../support/at.ts";
import { many, stateWith } from "../../support/terraform-state.ts";
import { temporaryFolder } from "../temporary.ts";

const match = (address: string, name: string): Match => ({
  state: "terraform",
  address,
  type: "aws:s3/bucket:Bucket",
  name,
  importId: `id-of-${name}`,
  reason: "the same bucket",
  differences: [
    { property: "forceDestroy", from: null, to: true, replaces: false },
    { property: "bucket", from: "a", to: "b", replaces: true },
  ],
  knownLater: [],
});

function plan(...matched: Match[]): AdoptPlan {
  return { matched, unmatched: [], ambiguous: [], dataOnly: [], problems: [] };
}

describe("adopt: the proposed mapping", () => {
  const keys = ["blocks", 'a"b', "with space", "with tab", "x: y # z", "${k}"];
  const resources = [many("aws_s3_bucket", "this", keys, (key) => ({ bucket: key }))];
  const addresses = [...stateWith(resources).instances()].map(({ address }) => address);

  it("is what the settings take, and takes over just these addresses", () => {
    const matched = addresses.map((address, i) => match(address, `part-${i}`));
    const text = mappingText({
      stack: "local",
      plan: plan(...matched),
      file: { name: "terraform", path: "/a b.tfstate" },
    });
    const file: unknown = parse(text);
    const { adopt } = completeTerraform(terraformSchema.parse(at(file, "config.cortex:terraform")));
    const found = planAdoption(adopt, new Map([["terraform", stateWith(resources)]]), tokenOf);
    assert.deepEqual(
      found.matched.map(({ address, name }) => [address, name]),
      matched.map(({ address, name }) => [address, name]),
    );
    assert.deepEqual([found.problems, found.ambiguous, found.unmatched], [[], [], []]);
    assert.deepEqual(at(file, "config.cortex:terraform.states"), {
      terraform: { backend: "local", path: "/a b.tfstate" },
    });
  });

  it("names no state that the settings have already", () => {
    const file: unknown = parse(mappingText({ stack: "local", plan: plan(match("aws_s3_bucket.a", "x")) }));
    assert.deepEqual(at(file, "config.cortex:terraform"), {
      adopt: [{ state: "terraform", from: "aws_s3_bucket.a", to: "x" }],
    });
  });

  it("says why, what would change, and what is undecided", () => {
    const undecided: AdoptPlan = {
      ...plan(match("aws_s3_bucket.a", "x")),
      ambiguous: [
        {
          state: "terraform",
          address: "aws_s3_bucket.b",
          reason: "as much like each of y, z",
          candidates: [
            { type: "aws:s3/bucket:Bucket", name: "y" },
            { type: "aws:s3/bucket:Bucket", name: "z" },
          ],
        },
      ],
    };
    const text = mappingText({ stack: "aws", plan: undecided });
    assert.match(text, /# Proposed by .* for the stack aws/);
    assert.match(
      text,
      /# the same bucket; keeps bucket, which only a new one could change; would change forceDestroy\n +- state: terraform/,
    );
    assert.match(text, /# Undecided.*\n# aws_s3_bucket\.b: y or z\?/);
  });

  it("is a comment where an address has spaces and a pattern would name another as well", () => {
    const both = ["a b", "a-x-b"].map((key) => match(`aws_s3_bucket.this["${key}"]`, key.replaceAll(" ", "_")));
    const text = mappingText({ stack: "local", plan: plan(...both) });
    assert.match(text, /# aws_s3_bucket\.this\["a b"\]: a_b, but its address has spaces/);
    const adopt = at(parse(text), "config.cortex:terraform.adopt");
    assert.ok(Array.isArray(adopt) && adopt.length === 1);
  });

  describe("as a file", () => {
    const folder = temporaryFolder();

    it("is written anew, left as it is, or put beside what stood there", async () => {
      const file = folder("adopt.local.yaml");
      assert.equal(await writeMapping(file, "one"), "new");
      assert.equal(await writeMapping(file, "one"), "as it was");
      await writeFile(file, "edited by hand");
      assert.deepEqual(await writeMapping(file, "two"), { before: `${file}.before` });
      assert.equal(await readFile(file, "utf8"), "two");
      assert.equal(await readFile(`${file}.before`, "utf8"), "edited by hand");
      assert.deepEqual(await writeMapping(file, "three"), { before: `${file}.before-1` });
      assert.equal(await readFile(`${file}.before`, "utf8"), "edited by hand");
    });

    it("is written into a folder that is not there, and is refused where it cannot be written", async () => {
      assert.equal(await writeMapping(folder("new", "adopt.yaml"), "one"), "new");
      await writeFile(folder("file"), "");
      await assert.rejects(writeMapping(folder("file", "adopt.yaml"), "one"), (error: unknown) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, /could not be written to .*file\/adopt\.yaml \(.*--out/);
        return true;
      });
    });
  });
});
