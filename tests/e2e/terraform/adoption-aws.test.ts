// A network, buckets, tables and roles that the real Terraform made become the stack's own, and Terraform lets go of them.
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { indexTableNames } from "../../../components/aws/index-tables.ts";
import type { AdoptionRecord } from "../../../components/terraform/adoption.ts";
import { readState } from "../../../components/terraform/read.ts";
import { releaseOf } from "../../../components/terraform/release.ts";
import { providerVariable } from "../../../toolchain/terraform-provider.ts";
import { awsStack, emulatorAddress, region } from "../aws/support/stack.ts";
import { Terraform } from "../support/terraform.ts";

const prefix = "tadopt";
const account = "123456789012";
const bucketPrefix = `${prefix}-${account}-${region}`;
const zones = ["a", "b", "c"].map((letter) => `${region}${letter}`);
const schemaFrom = new Date(Date.now() - 14 * 86_400_000).toISOString().slice(0, 10);
const tables = indexTableNames({ tablePrefix: `${prefix}_index_`, schemaFrom, tablePeriodHours: 168, periods: 4 });

/** Which part each of Terraform's addresses becomes. */
const rules = [
  ["module.network[0].aws_vpc.this", "vpc"],
  ["module.network[0].aws_internet_gateway.this", "internet"],
  ["module.network[0].aws_route_table.public", "public"],
  ["module.network[0].aws_route.public", "public-ipv4"],
  ...["public", "private"].flatMap((kind) =>
    zones.map((_, index) => [`module.network[0].aws_subnet.${kind}[${index}]`, `${kind}-${index + 1}`] as const),
  ),
  ...zones.map(
    (_, index) => [`module.network[0].aws_route_table_association.public[${index}]`, `public-${index + 1}`] as const,
  ),
  ['module.bucket["*"].aws_s3_bucket.this', "$1-bucket"],
  ['module.bucket["*"].aws_s3_bucket_versioning.this', "$1-versioning"],
  ['module.bucket["*"].aws_s3_bucket_public_access_block.this', "$1-public-access"],
  ['aws_dynamodb_table.index["*"]', "index-$1"],
  ['module.roles.aws_iam_role.instance["*"]', "$1-role"],
].map(([from, part]) => ({ state: "old", from, to: `${prefix}-${part}` }));

const nameIn = (urn: string): string => urn.split("::").at(-1) ?? "";

describe("what Terraform made on AWS", function () {
  this.timeout(600_000);
  this.bail(true);

  const terraform = new Terraform(process.env[providerVariable] ?? "", {
    endpoint: emulatorAddress(),
    prefix,
    bucket_prefix: bucketPrefix,
    zones,
    tables,
  });
  const state = { backend: "local" as const, path: terraform.stateFile };
  const stack = awsStack("adopt", {
    prefix,
    engine: "chunks",
    storage: { schemaFrom },
    grafana: { enabled: "never" },
    aws: { dynamodb: { tables: "pulumi", periods: tables.length } },
  });
  const adopt = (rulesNow: typeof rules): void => {
    stack.configure({ terraform: { states: { old: state }, adopt: rulesNow } });
  };
  /** What Terraform has made of what the stack takes over: the address and the provider's id. */
  const made = new Map<string, unknown>();

  before(async () => {
    terraform.copy(new URL("aws", import.meta.url).pathname);
    await stack.create();
    await terraform.init();
    await terraform.apply();
    for (const { address, mode, attributes } of (await readState(state)).instances()) {
      if (mode === "managed" && address !== "aws_s3_bucket.other") made.set(address, attributes["id"]);
    }
  });

  after(() => {
    terraform.remove();
    stack.forget(); // the emulator goes with all that was made
  });

  it("is refused as a whole where a rule names no part of the stack", async () => {
    adopt([...rules, { state: "old", from: "aws_s3_bucket.other", to: `${prefix}-reports-bucket` }]);
    const { ok, text } = await stack.attempt(["up", "--yes", "--skip-preview"]);
    assert.equal(ok, false);
    assert.match(text, /aws_s3_bucket\.other: there is no tadopt-reports-bucket \(aws:s3\/bucket:Bucket\)/);
    assert.doesNotMatch(text, /\n\s+at .*:\d+:\d+/, "a stack trace");
    assert.deepEqual(
      (await stack.resources()).filter(({ type }) => type.startsWith("aws:")),
      [],
    );
    adopt(rules);
  });

  it("is imported in one update: nothing of it is created, replaced or deleted", async () => {
    const steps = await stack.plan();
    const imported = steps.filter(({ op }) => op === "import").map(({ urn }) => urn);
    assert.equal(imported.length, made.size);
    for (const { op, urn } of steps) {
      assert.ok(imported.includes(urn) ? op === "import" || op === "update" : op === "create", `${op} of ${urn}`);
    }
    await stack.up();
  });

  it("has the ids that Terraform gave it, and is protected", async () => {
    const { adopted } = (await stack.outputs())["terraform"] as AdoptionRecord;
    assert.deepEqual(adopted.map(({ address }) => address).sort(), [...made.keys()].sort());
    const resources = await stack.resources();
    for (const { address, type, name } of adopted) {
      const [found, ...others] = resources.filter((each) => each.type === type && nameIn(each.urn) === name);
      assert.deepEqual(others, []);
      assert.deepEqual([found?.id, found?.protect], [made.get(address), true], address);
    }
  });

  it("has nothing to do a second time", async () => {
    assert.deepEqual(await stack.plan(), []);
  });

  it("is let go by Terraform, whose plan then creates and destroys nothing", async () => {
    const { adopted } = (await stack.outputs())["terraform"] as AdoptionRecord;
    const { blocks } = releaseOf("old", adopted, await readState(state));
    writeFileSync(path.join(terraform.folder, "released.tf"), blocks.join("\n\n"));
    rmSync(path.join(terraform.folder, "platform.tf"));
    const { text } = await terraform.plan();
    assert.match(text, /Plan: 0 to add, 0 to change, 0 to destroy/);
    await terraform.apply();
    assert.deepEqual(
      [...(await readState(state)).instances()].filter(({ mode }) => mode === "managed").map(({ address }) => address),
      ["aws_s3_bucket.other"],
    );
    const after = await terraform.plan();
    assert.equal(after.changes, false, after.text);
  });

  it("is the stack's own without the rules, under the same ids", async () => {
    stack.configure({ terraform: undefined });
    const steps = await stack.plan();
    assert.deepEqual(
      steps.filter(({ op }) => op !== "update"),
      [],
    );
    await stack.up();
    const ids = (await stack.resources()).map(({ id }) => id);
    for (const [address, id] of made) assert.ok(ids.includes(String(id)), address);
    assert.deepEqual(await stack.plan(), []);
  });
});
