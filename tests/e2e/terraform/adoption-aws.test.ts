// A network, buckets, tables and roles that the real Terraform made become the stack's own, and Terraform lets go of them.
import assert from "node:assert/strict";
import { indexTableNames } from "../../../components/aws/index-tables.ts";
import { providerVariable } from "../../../toolchain/terraform-provider.ts";
import { awsStack, emulatorAddress, region } from "../aws/support/stack.ts";
import { awsProvider, Terraform } from "../support/terraform.ts";
import { AdoptionProof } from "./support/adoption.ts";

const prefix = "tadopt";
const account = "123456789012";
const bucketPrefix = `${prefix}-${account}-${region}`;
const zones = ["a", "b", "c"].map((letter) => `${region}${letter}`);
const schemaFrom = new Date(Date.now() - 14 * 86_400_000).toISOString().slice(0, 10);
const tables = indexTableNames({ tablePrefix: `${prefix}_index_`, schemaFrom, tablePeriodHours: 168, periods: 4 });

/** Which part each of Terraform's addresses becomes. */
const parts = [
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
].map(([from = "", part]): [string, string] => [from, `${prefix}-${part}`]);

describe("what Terraform made on AWS", function () {
  this.timeout(600_000);
  this.bail(true);

  const terraform = new Terraform(awsProvider(process.env[providerVariable] ?? ""), {
    endpoint: emulatorAddress(),
    prefix,
    bucket_prefix: bucketPrefix,
    zones,
    tables,
  });
  const stack = awsStack("adopt", {
    prefix,
    engine: "chunks",
    storage: { schemaFrom },
    grafana: { enabled: "never" },
    aws: { dynamodb: { tables: "pulumi", periods: tables.length } },
  });
  const proof = new AdoptionProof(terraform, stack, parts, ["aws_s3_bucket.other"]);

  before(async () => {
    await stack.create();
    await proof.begin(new URL("aws", import.meta.url).pathname);
  });

  after(() => {
    terraform.remove();
    stack.forget(); // the emulator goes with all that was made
  });

  it("is refused as a whole where a rule names no part of the stack", async () => {
    proof.configure(["aws_s3_bucket.other", `${prefix}-reports-bucket`]);
    const { ok, text } = await stack.attempt(["up", "--yes", "--skip-preview"]);
    assert.equal(ok, false);
    assert.match(text, /aws_s3_bucket\.other: there is no tadopt-reports-bucket \(aws:s3\/bucket:Bucket\)/);
    assert.doesNotMatch(text, /\n\s+at .*:\d+:\d+/, "a stack trace");
    assert.deepEqual(
      (await stack.resources()).filter(({ type }) => type.startsWith("aws:")),
      [],
    );
    proof.configure();
  });

  it("is imported in one update: nothing of it is created, replaced or deleted", async () => {
    await proof.assertPlan();
    await stack.up();
    await proof.assertTaken();
  });

  it("has nothing to do a second time", async () => {
    assert.deepEqual(await stack.plan(), []);
  });

  it("is let go by Terraform, whose plan creates and destroys nothing", () => proof.letGo());

  it("is the stack's own without the rules, under the same ids, and keeps what only a new thing could change", async () => {
    proof.forgetRules({ [`${prefix}-*-role`]: ["path"] });
    const steps = await stack.plan();
    assert.deepEqual(
      steps.filter(({ op }) => op !== "update"),
      [],
    );
    await stack.up();
    await proof.assertSameIds();
    assert.deepEqual(await stack.plan(), []);
  });
});
