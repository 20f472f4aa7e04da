import assert from "node:assert/strict";
import { BlocksBuckets, ChunkStore, dataStore } from "../../../components/aws/data-store.ts";
import { awsTier, keyArn, ofAwsType, one, permissions } from "../../support/aws-tiers.ts";
import { at } from "../../support/at.ts";
import { text } from "../../support/containers.ts";
import { startMocks, type Recorded } from "../../support/mocks.ts";
import { open, unknown } from "../../support/wire.ts";

interface Built {
  recorded: Recorded;
  store: BlocksBuckets | ChunkStore;
}

async function built(values: Record<string, unknown> = {}, preview = false): Promise<Built> {
  const recorded = await startMocks({ preview });
  const store = dataStore("acme", { ...awsTier({ prefix: "acme", ...values }), permissions: permissions() });
  await recorded.settled();
  return { recorded, store };
}

const bucketNames = (recorded: Recorded): string[] =>
  ofAwsType(recorded, "s3/bucket:Bucket").map(({ inputs }) => text(inputs["bucket"]));

/** Everything that makes a bucket safe, with what it must say. */
const guards = [
  "s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  "s3/bucketPolicy:BucketPolicy",
  "s3/bucketOwnershipControls:BucketOwnershipControls",
  "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  "s3/bucketVersioning:BucketVersioning",
  "s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  "s3/bucketMetric:BucketMetric",
];

describe("AWS: the data store", () => {
  it("is three buckets for blocks", async () => {
    const { recorded, store } = await built();
    assert(store instanceof BlocksBuckets);
    const names = ["blocks", "ruler", "alertmanager"].map((kind) => `acme-123456789012-eu-central-1-${kind}`);
    assert.deepEqual(bucketNames(recorded), names);
    assert.deepEqual(Object.values(store.buckets), names);
    assert.deepEqual(store.s3, {
      endpoint: "s3.eu-central-1.amazonaws.com",
      region: "eu-central-1",
      insecure: false,
      pathStyle: false,
      keysFromEnvironment: false,
    });
    assert.equal(ofAwsType(recorded, "dynamodb/table:Table").length, 0);
  });

  it("is one bucket for chunks, whose index tables Cortex makes", async () => {
    const { recorded, store } = await built({ engine: "chunks" });
    assert(store instanceof ChunkStore);
    assert.deepEqual(bucketNames(recorded), ["acme-123456789012-eu-central-1-chunks"]);
    assert.equal(store.bucket, "acme-123456789012-eu-central-1-chunks");
    assert.equal(store.cortexMakesTables, true);
    assert.equal(store.tablePrefix, "acme_index_");
    assert.equal(store.region, "eu-central-1");
    assert.equal(store.endpoint, undefined);
    assert.equal(ofAwsType(recorded, "dynamodb/table:Table").length, 0);
  });

  it("has index tables beforehand when the settings say so, and waits for them", async () => {
    const { recorded, store } = await built({
      engine: "chunks",
      aws: { dynamodb: { tables: "pulumi", periods: 60 } },
    });
    assert(store instanceof ChunkStore);
    assert.equal(store.cortexMakesTables, false);
    const tables = ofAwsType(recorded, "dynamodb/table:Table");
    assert.equal(tables.length, 60);
    for (const { inputs } of tables) assert.ok(text(inputs["name"]).startsWith(store.tablePrefix));
    assert.ok(store.ready.length > 60);
  });

  it("guards every bucket in every way", async () => {
    const { recorded } = await built();
    const buckets = ofAwsType(recorded, "s3/bucket:Bucket");
    for (const type of guards) assert.equal(ofAwsType(recorded, type).length, buckets.length, type);
    for (const { inputs } of ofAwsType(recorded, "s3/bucketPublicAccessBlock:BucketPublicAccessBlock")) {
      for (const key of ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"]) {
        assert.equal(inputs[key], true, key);
      }
    }
    const versioning = one(recorded, "s3/bucketVersioning:BucketVersioning", "acme-blocks-versioning");
    assert.deepEqual(versioning.inputs["versioningConfiguration"], { status: "Enabled" });
    const ownership = one(recorded, "s3/bucketOwnershipControls:BucketOwnershipControls", "acme-blocks-ownership");
    assert.deepEqual(ownership.inputs["rule"], { objectOwnership: "BucketOwnerEnforced" });
    const metrics = one(recorded, "s3/bucketMetric:BucketMetric", "acme-blocks-metrics");
    assert.equal(metrics.inputs["name"], "EntireBucket");
  });

  it("encrypts with the stack's key, or with S3's own", async () => {
    const type = "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
    const kms = one((await built()).recorded, type, "acme-blocks-encryption");
    assert.deepEqual(open(kms.inputs["rules"] ?? null), [
      {
        applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn },
        bucketKeyEnabled: true,
      },
    ]);
    const { recorded } = await built({ aws: { s3: { encryption: "s3" } } });
    assert.deepEqual(one(recorded, type, "acme-blocks-encryption").inputs["rules"], [
      { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } },
    ]);
    const policy = text(one(recorded, "s3/bucketPolicy:BucketPolicy", "acme-blocks-policy").inputs["policy"]);
    assert.ok(policy.includes("AES256") && !policy.includes("aws:kms"));
  });

  it("keeps its content from being deleted, until the settings say otherwise", async () => {
    for (const { inputs } of ofAwsType((await built()).recorded, "s3/bucket:Bucket")) {
      assert.equal(inputs["forceDestroy"], false);
    }
    const { recorded } = await built({ aws: { deletionProtection: false } });
    for (const { inputs } of ofAwsType(recorded, "s3/bucket:Bucket")) assert.equal(inputs["forceDestroy"], true);
  });

  it("expires chunks, which Cortex never deletes, and no blocks", async () => {
    const type = "s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
    const chunks = await built({ engine: "chunks", storage: { retentionHours: 672 } });
    const rules = JSON.stringify(one(chunks.recorded, type, "acme-chunks-lifecycle").inputs["rules"]);
    assert.match(rules, /"days":36\b/); // 28 days, a week of index, a day
    const blocks = JSON.stringify(one((await built()).recorded, type, "acme-blocks-lifecycle").inputs["rules"]);
    assert.doesNotMatch(blocks, /"days":/);
  });

  it("is reached at the emulator as the instances reach it", async () => {
    const aws = { endpoint: "http://127.0.0.1:5000", instanceEndpoint: "http://10.20.0.1:5000" };
    const blocks = await built({ aws });
    assert.equal(blocks.store.s3.endpoint, "10.20.0.1:5000");
    assert.equal(blocks.store.s3.insecure, true);
    assert.equal(blocks.store.s3.pathStyle, true);
    const chunks = await built({ engine: "chunks", aws });
    assert(chunks.store instanceof ChunkStore);
    assert.equal(chunks.store.endpoint, "10.20.0.1:5000");
    const secure = await built({ aws: { endpoint: "https://aws.example" } });
    assert.equal(secure.store.s3.insecure, false);
  });

  it("can be previewed while the key is unknown", async () => {
    const { recorded } = await built({}, true);
    const policy = one(recorded, "s3/bucketPolicy:BucketPolicy", "acme-blocks-policy");
    assert.equal(policy.inputs["policy"], unknown);
    assert.equal(bucketNames(recorded).length, 3);
    const ofTable = await built({ engine: "chunks", aws: { dynamodb: { tables: "pulumi", periods: 60 } } }, true);
    const [table] = ofAwsType(ofTable.recorded, "dynamodb/table:Table");
    assert.equal(at(table?.inputs["serverSideEncryption"], "kmsKeyArn"), unknown);
  });

  it("changes a bucket's settings one after the other, where S3 would refuse two at once", async () => {
    const { recorded } = await built();
    const access = one(recorded, "s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "acme-blocks-public-access");
    const policy = one(recorded, "s3/bucketPolicy:BucketPolicy", "acme-blocks-policy");
    const ownership = one(recorded, "s3/bucketOwnershipControls:BucketOwnershipControls", "acme-blocks-ownership");
    assert.ok(policy.dependencies.includes(access.urn));
    assert.ok(ownership.dependencies.includes(policy.urn));
  });
});
