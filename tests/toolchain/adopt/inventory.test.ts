import assert from "node:assert/strict";
import { inventory, placeOf, surroundings } from "../../../toolchain/adopt/inventory.ts";
import { unknown } from "../../../toolchain/wire.ts";
import { settingsOf } from "../../support/settings.ts";
import { instancesWith, single } from "../../support/terraform-state.ts";

const nowhere = surroundings([]);

describe("adopt: what a stack would make", () => {
  it("is every resource of the Docker platform, with the stack's name in its labels", async () => {
    const { parts, defaultTags } = await inventory(settingsOf({ prefix: "acme" }), "mine", nowhere);
    const names = parts.map(({ name }) => name);
    for (const name of ["acme-network", "acme-cassandra-1", "acme-consul-3", "acme-cortex-3", "acme-grafana"]) {
      assert.ok(names.includes(name), name);
    }
    assert.ok(
      parts.every(({ type }) => !type.startsWith("cortex:")),
      "components are no resources",
    );
    const network = parts.find(({ name }) => name === "acme-network");
    assert.deepEqual(network?.inputs["labels"], [{ label: "cortex.stack", value: "mine" }]);
    assert.deepEqual(defaultTags, {});
  });

  it("shows neither secrets nor what is known only when it is built", async () => {
    const { parts } = await inventory(settingsOf(), "local", nowhere);
    const nginx = parts.find(({ name }) => name === "cortex-nginx");
    assert.ok(nginx);
    assert.ok(!("image" in nginx.inputs), "the image's id");
    assert.match(JSON.stringify(nginx.inputs["uploads"]), /nginx\.conf/);
    assert.doesNotMatch(JSON.stringify(nginx.inputs["uploads"]), /content/);
  });

  it("is the AWS platform without AWS: what belongs to what, and the tags that all get", async () => {
    const settings = settingsOf({ platform: "aws", engine: "blocks" });
    const { parts, given, defaultTags } = await inventory(settings, "aws", nowhere);
    const policy = parts.find(({ name }) => name === "cortex-blocks-policy");
    assert.equal(policy?.references["bucket"], "aws:s3/bucket:Bucket cortex-blocks-bucket");
    assert.equal(
      given.get("aws:s3/bucket:Bucket cortex-blocks-bucket")?.["bucket"],
      unknown,
      "the account stands in the bucket's name",
    );
    assert.equal(defaultTags["ManagedBy"], "Pulumi");
  });

  it("is where the settings say, else where the state is", () => {
    const arn = "arn:aws-cn:ec2:eu-central-1:210987654321:vpc/vpc-1";
    const around = surroundings(
      instancesWith(
        single("aws_vpc", "this", { arn }),
        ...["b", "c", "d"].map((letter) =>
          single("aws_subnet", letter, { availability_zone: `eu-central-1${letter}`, arn }),
        ),
        {
          ...single("aws_subnet", "data", { availability_zone: "eu-central-1a", arn: arn.replace("21", "99") }),
          mode: "data",
        },
      ),
    );
    const { aws } = settingsOf({ platform: "aws" });
    assert.deepEqual(placeOf(aws, around), {
      accountId: "210987654321",
      region: "eu-central-1",
      partition: "aws-cn",
      zones: ["eu-central-1b", "eu-central-1c", "eu-central-1d"],
    });
    const said = settingsOf({ platform: "aws", aws: { region: "eu-west-1", accountId: "123456789012" } }).aws;
    const place = placeOf(said, around);
    assert.deepEqual([place.accountId, place.region, place.zones[0]], ["123456789012", "eu-west-1", "eu-west-1a"]);
  });
});
