import assert from "node:assert/strict";
import { refuseMove } from "../../components/moved-stack.ts";
import type { StackResources } from "../../components/stack-resources.ts";
import { settingsOf } from "../support/settings.ts";

const built = (platform: string, prefix: string): StackResources => ({
  "urn:pulumi:s::cortex::pulumi:pulumi:Stack::cortex-s": {},
  [`urn:pulumi:s::cortex::cortex:${platform}:Platform::${prefix}`]: {},
  [`urn:pulumi:s::cortex::cortex:${platform}:Platform$cortex:${platform}:Prometheus::${prefix}`]: {},
});

const inRegion = (region: string, type: string): StackResources => ({
  ...built("aws", "cortex"),
  "urn:pulumi:s::cortex::cortex:aws:Platform$pulumi:providers:aws::cortex-aws": { region },
  [`urn:pulumi:s::cortex::cortex:aws:Platform$${type}::cortex-blocks`]: {},
});
const bucket = "aws:s3/bucket:Bucket";

describe("a stack under another prefix, on another platform or in another region", () => {
  it("may stay what it is, and a new one may be anything", () => {
    refuseMove({}, settingsOf({ prefix: "acme" }));
    refuseMove(built("docker", "acme"), settingsOf({ prefix: "acme" }));
    refuseMove(built("aws", "cortex"), settingsOf({ platform: "aws" }));
    refuseMove(inRegion("us-east-1", bucket), settingsOf({ platform: "aws", aws: { region: "us-east-1" } }));
    // The first `up` ended before anything was made there.
    refuseMove(inRegion("us-east-1", "random:index/randomPassword:RandomPassword"), settingsOf({ platform: "aws" }));
  });

  for (const [what, stands, values, message] of [
    ["prefix", built("docker", "acme"), { prefix: "other" }, /built with cortex:prefix acme, .*now say other\./],
    ["platform", built("docker", "cortex"), { platform: "aws" }, /built with cortex:platform docker, .*now say aws\./],
    [
      "aws.region",
      inRegion("us-east-1", bucket),
      { platform: "aws" },
      /built with cortex:aws\.region us-east-1, .*now say eu-central-1\./,
    ],
  ] as const) {
    it(`is refused: another ${what}`, () => {
      assert.throws(() => {
        refuseMove(stands, settingsOf(values));
      }, message);
      assert.throws(
        () => {
          refuseMove(stands, settingsOf(values));
        },
        new RegExp(`every sample\\.\\nNothing was touched.*\\n  stay: pulumi config set (--path )?cortex:${what} `),
      );
    });
  }
});
