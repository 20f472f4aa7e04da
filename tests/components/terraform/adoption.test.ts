import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clearAdoption, plannedAdoption } from "../../../components/terraform/adoption.ts";
import { TerraformError } from "../../../components/terraform/error.ts";
import type { TerraformSettings } from "../../../settings/terraform.ts";

describe("terraform: adoption by the settings", () => {
  let folder = "";

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "cortex-terraform-"));
    const vpc = {
      mode: "managed",
      type: "aws_vpc",
      name: "main",
      provider: "p",
      instances: [{ attributes: { id: "vpc-1" } }],
    };
    const text = JSON.stringify({
      version: 4,
      serial: 9,
      lineage: "l",
      terraform_version: "1.11.4",
      outputs: {},
      resources: [vpc],
    });
    writeFileSync(join(folder, "a.tfstate"), text);
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const settings = (...rules: [string, string, string][]): TerraformSettings => ({
    states: {
      book: { backend: "local", path: join(folder, "a.tfstate") },
      cloud: { backend: "remote", organization: "o", workspace: "w", token: "t" },
    },
    adopt: rules.map(([state, from, to]) => ({ state, from, to })),
    keep: {},
  });

  it("tells what is taken over, and from which edition of the state", async () => {
    const record = await clearAdoption(settings(["book", "aws_vpc.main", "cortex-vpc"]));
    assert.deepEqual(record.states, { book: { origin: join(folder, "a.tfstate"), serial: 9, lineage: "l" } });
    assert.deepEqual(
      record.adopted.map(({ address, name, importId }) => [address, name, importId]),
      [["aws_vpc.main", "cortex-vpc", "vpc-1"]],
    );
  });

  it("reads no state where no rule names one", async () => {
    const none = settings();
    const { record } = await plannedAdoption({
      ...none,
      states: { gone: { backend: "local", path: join(folder, "gone") } },
    });
    assert.deepEqual(record, { states: {}, adopted: [] });
  });

  for (const [name, rule, message] of [
    [
      "a rule that names nothing",
      ["book", "aws_vpc.other", "x"],
      /not clear:\n {2}aws_vpc\.other: nothing in the state "book".*\n.*Nothing was changed/s,
    ],
    ["an unknown state", ["other", "aws_vpc.main", "x"], /names the state "other".*States: book, cloud/],
    ["a state that gives outputs only", ["cloud", "aws_vpc.main", "x"], /gives outputs only/],
  ] as const) {
    it(`refuses ${name}`, async () => {
      await assert.rejects(clearAdoption(settings([...rule])), (error: unknown) => {
        assert.ok(error instanceof TerraformError);
        assert.match(error.message, message);
        return true;
      });
    });
  }
});
