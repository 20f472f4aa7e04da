// Settings that name what stands already, by what a Terraform state holds.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TerraformError } from "../../../components/terraform/error.ts";
import { withReferences } from "../../../components/terraform/configuration.ts";
import { parseSettings, type Settings } from "../../../settings.ts";
import {
  buckets,
  kmsKeyArn,
  natAddresses,
  privateSubnetIds,
  publicSubnetIds,
  vpcId,
} from "../../support/aws-existing.ts";

const managed = (type: string, name: string, attributes: object, rest: object = {}) => ({
  mode: "managed",
  type,
  name,
  provider: "p",
  instances: [{ schema_version: 1, attributes, ...rest }],
});

const state = {
  version: 4,
  terraform_version: "1.11.4",
  serial: 1,
  lineage: "x",
  outputs: {
    vpc_id: { value: vpcId, type: "string" },
    private_subnets: { value: privateSubnetIds, type: ["list", "string"] },
    nat_public_ips: { value: natAddresses, type: ["list", "string"] },
    rules_bucket: { value: buckets.blocks.ruler, type: "string" },
  },
  resources: [
    ...publicSubnetIds.map((id, index) => managed("aws_subnet", `public_${index}`, { id })),
    managed("aws_kms_key", "data", { id: "0a1b2c3d-existing", arn: kmsKeyArn }),
    managed("aws_route53_zone", "main", { id: "Z0123456789ABC", zone_id: "Z0123456789ABC" }),
    managed("aws_s3_bucket", "blocks", { id: buckets.blocks.blocks }),
    managed("aws_kms_key", "old", { arn: kmsKeyArn }, { status: "tainted" }),
    managed("docker_network", "team", { id: "0a1b".repeat(16), name: "team" }),
  ],
};

describe("terraform: settings of what stands already", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "cortex-terraform-"));
    writeFileSync(join(folder, "net.tfstate"), JSON.stringify(state));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  async function parse(values: Record<string, unknown>): Promise<Settings> {
    const terraform = { states: { net: { backend: "local", path: join(folder, "net.tfstate") } } };
    const config = Object.entries({ terraform, ...values }).map(([key, value]): [string, string] => [
      `cortex:${key}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]);
    return parseSettings(await withReferences(Object.fromEntries(config)));
  }

  const output = (name: string) => ({ fromTerraform: { output: name } });
  const resource = (address: string, attribute?: string) => ({ fromTerraform: { resource: address, attribute } });

  it("take outputs and attributes, one by one and as lists", async () => {
    const { aws } = await parse({
      platform: "aws",
      aws: {
        network: {
          existing: {
            vpcId: output("vpc_id"),
            privateSubnetIds: output("private_subnets"),
            publicSubnetIds: publicSubnetIds.map((_, index) => resource(`aws_subnet.public_${index}`)),
            natAddresses: output("nat_public_ips"),
          },
        },
        kmsKeyArn: resource("aws_kms_key.data", "arn"),
        s3: { existingBuckets: { blocks: resource("aws_s3_bucket.blocks"), ruler: output("rules_bucket") } },
        gateway: {
          scheme: "internet-facing",
          domain: "cortex.example.org",
          zoneId: resource("aws_route53_zone.main", "zone_id"),
        },
      },
    });
    assert.deepEqual(aws.network.existing, { vpcId, privateSubnetIds, publicSubnetIds, natAddresses });
    assert.equal(aws.kmsKeyArn, kmsKeyArn);
    assert.deepEqual(aws.s3.existingBuckets, { blocks: buckets.blocks.blocks, ruler: buckets.blocks.ruler });
    assert.equal(aws.gateway.zoneId, "Z0123456789ABC");
  });

  it("take a Docker network by its name or, where no attribute is said, by its id", async () => {
    const existing = async (reference: object): Promise<string | undefined> =>
      (await parse({ network: { existing: reference } })).network.existing;
    assert.equal(await existing(resource("docker_network.team", "name")), "team");
    assert.equal(await existing(resource("docker_network.team")), "0a1b".repeat(16));
  });

  it("name themselves where what they refer to is gone or tainted", async () => {
    const asked = parse({
      platform: "aws",
      network: { existing: resource("docker_network.gone") },
      aws: {
        network: { existing: { vpcId: output("vpc"), privateSubnetIds: [resource("aws_subnet.gone")] } },
        kmsKeyArn: resource("aws_kms_key.old", "arn"),
        s3: { existingBuckets: { blocks: resource("aws_s3_bucket.gone") } },
        gateway: { zoneId: resource("aws_route53_zone.gone") },
      },
    });
    await assert.rejects(asked, (error: unknown) => {
      assert.ok(error instanceof TerraformError, String(error));
      const lines = error.message.split("\n").map((line) => line.trim());
      const found = (setting: string): string => lines.find((line) => line.startsWith(`cortex:${setting}: `)) ?? "";
      assert.match(found("network.existing"), /has no docker_network\.gone: it is gone/);
      assert.match(found("aws.network.existing.vpcId"), /has no output "vpc"/);
      assert.match(found("aws.network.existing.privateSubnetIds[0]"), /has no aws_subnet\.gone: it is gone/);
      assert.match(found("aws.kmsKeyArn"), /aws_kms_key\.old is tainted/);
      assert.match(found("aws.s3.existingBuckets.blocks"), /has no aws_s3_bucket\.gone: it is gone/);
      assert.match(found("aws.gateway.zoneId"), /has no aws_route53_zone\.gone: it is gone/);
      assert.match(lines[0] ?? "", /^6 references to Terraform lead nowhere:$/);
      return true;
    });
  });

  it("are checked like any other: what a state holds may be wrong as well", async () => {
    const asked = parse({ platform: "aws", aws: { network: { existing: { vpcId: output("private_subnets") } } } });
    await assert.rejects(asked, /cortex:aws\.network\.existing\.vpcId: a list of 3 given, must be the id of a VPC/);
  });
});
