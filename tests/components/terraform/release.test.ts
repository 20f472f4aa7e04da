import assert from "node:assert/strict";
import type { Adopted } from "../../../components/terraform/adopt.ts";
import { releaseOf } from "../../../components/terraform/release.ts";
import { parseState } from "../../../components/terraform/state.ts";

const state = parseState(
  Buffer.from(
    JSON.stringify({
      version: 4,
      serial: 1,
      lineage: "l",
      terraform_version: "1.11.4",
      outputs: {},
      resources: [
        {
          module: 'module.net["eu"]',
          mode: "managed",
          type: "aws_subnet",
          name: "this",
          provider: "p",
          instances: [
            { index_key: 0, attributes: {} },
            { index_key: 1, attributes: {} },
          ],
        },
        {
          mode: "managed",
          type: "aws_s3_bucket",
          name: "all",
          provider: "p",
          instances: [
            { index_key: "a'b", attributes: {} },
            { index_key: "c", attributes: {} },
          ],
        },
      ],
    }),
  ),
  "here",
);

const adopted = (address: string, name = "x"): Adopted => ({
  state: "book",
  address,
  terraformType: "t",
  type: "aws:s3/bucket:Bucket",
  name,
  importId: `id-of-${name}`,
});

describe("terraform: the release", () => {
  it("is a removed block without keys for a resource that was taken whole", () => {
    const { blocks, commands } = releaseOf(
      "book",
      [adopted('module.net["eu"].aws_subnet.this[0]'), adopted('module.net["eu"].aws_subnet.this[1]')],
      state,
    );
    assert.deepEqual(blocks, [
      "removed {\n  from = module.net.aws_subnet.this\n\n  lifecycle {\n    destroy = false\n  }\n}",
    ]);
    assert.deepEqual(commands, [
      `terraform state rm 'module.net["eu"].aws_subnet.this[0]'`,
      `terraform state rm 'module.net["eu"].aws_subnet.this[1]'`,
    ]);
  });

  it("is commands alone for a resource that was taken in part, quoted for a shell", () => {
    const taken = [adopted(`aws_s3_bucket.all["a'b"]`)];
    const { blocks, commands, inPart } = releaseOf("book", taken, state);
    assert.deepEqual(blocks, []);
    assert.deepEqual(commands, [String.raw`terraform state rm 'aws_s3_bucket.all["a'\''b"]'`]);
    assert.deepEqual(inPart, ["aws_s3_bucket.all"]);
  });
});
