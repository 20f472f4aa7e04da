import assert from "node:assert/strict";
import { parse } from "yaml";
import { cortexPaths, nodeTarget, nodeYaml, type CortexInputs } from "../../../components/cortex/cortex-yaml.ts";
import { at } from "../../support/at.ts";
import { cassandra, cortexInputs, dynamoDb } from "../../support/cortex-inputs.ts";

const node = (more: Partial<CortexInputs> = {}, values: Record<string, unknown> = {}): unknown =>
  parse(nodeYaml(cortexInputs(values, { store: dynamoDb, flushOnShutdown: true, ...more })));

describe("cortex.yaml of a node with DynamoDB and S3", () => {
  it("keeps the index in tables of the store's prefix and the chunks in its bucket", () => {
    const [schema, ...others] = [at(node({}, { storage: { schemaFrom: "2026-02-03" } }), "schema.configs")].flat();
    assert.deepEqual(others, []);
    assert.equal(at(schema, "store"), "aws-dynamo");
    assert.equal(at(schema, "object_store"), "s3");
    assert.equal(at(schema, "from"), "2026-02-03");
    assert.equal(at(schema, "index.prefix"), "acme_index_");
    assert.equal(at(schema, "index.period"), "168h");
    assert.equal(at(schema, "chunks"), undefined, "chunks in tables cost more than in a bucket");
    assert.equal(at(node(), "storage.engine"), "chunks");
    assert.equal(at(node(), "storage.aws.bucketnames"), "acme-chunks");
    assert.equal(at(node(), "storage.aws.dynamodb.dynamodb_url"), "dynamodb://there-2");
    assert.equal(at(node(), "storage.cassandra"), undefined);
  });

  it("speaks to an emulator where one is named", () => {
    const config = node({ store: { ...dynamoDb, endpoint: "10.0.0.9:5000" } });
    assert.equal(at(config, "storage.aws.dynamodb.dynamodb_url"), "dynamodb://10.0.0.9:5000");
  });

  it("manages tables in each node where Cortex makes them, on demand", () => {
    assert.ok(nodeTarget(dynamoDb).split(",").includes("table-manager"));
    const tables = at(node({}, { storage: { retentionHours: 336 } }), "table_manager");
    assert.equal(at(tables, "retention_deletes_enabled"), true);
    assert.equal(at(tables, "retention_period"), "336h");
    assert.equal(at(tables, "index_tables_provisioning.enable_ondemand_throughput_mode"), true);
    assert.equal(at(tables, "index_tables_provisioning.enable_inactive_throughput_on_demand_mode"), true);
  });

  it("manages none where they are made beforehand", () => {
    const store = { ...dynamoDb, cortexMakesTables: false };
    assert.ok(!nodeTarget(store).includes("table-manager"));
    assert.equal(at(node({ store }), "table_manager"), undefined);
  });

  it("flushes what it holds before it stops, since its disk goes with it; beside a volume it does not", () => {
    assert.equal(at(node(), "ingester.walconfig.flush_on_shutdown_with_wal_enabled"), true);
    assert.equal(
      at(node({ store: cassandra, flushOnShutdown: false }), "ingester.walconfig.flush_on_shutdown_with_wal_enabled"),
      false,
    );
  });

  it("spreads replicas over zones and finds its address on the given interfaces", () => {
    const config = node({ zone: "${ZONE}", interfaceNames: ["ens5", "eth0"] });
    assert.equal(at(config, "ingester.lifecycler.availability_zone"), "${ZONE}");
    assert.equal(at(config, "ingester.lifecycler.ring.zone_awareness_enabled"), true);
    assert.deepEqual(at(config, "ingester.lifecycler.interface_names"), ["ens5", "eth0"]);
    for (const ring of ["distributor.ring", "ruler.ring", "frontend"])
      assert.deepEqual(at(config, `${ring}.instance_interface_names`), ["ens5", "eth0"], ring);
  });

  it("names no zone and no interface where none is given", () => {
    assert.doesNotMatch(nodeYaml(cortexInputs({}, { store: dynamoDb })), /zone|interface/);
  });

  it("reads the platform's rules from files", () => {
    assert.equal(at(node(), "ruler_storage.backend"), "local");
    assert.equal(at(node(), "ruler_storage.local.directory"), cortexPaths.rules);
  });
});
