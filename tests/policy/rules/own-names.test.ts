import { ownNames as rule } from "../../../policy/rules/own-names.ts";
import { allowsStack, member, refusesStack } from "../support/judge.ts";

const platform = member("cortex:docker:Platform", "acme");

describe("policy: own-names", () => {
  it("allows names that begin with the stack's prefix, and those that the engine gives", () => {
    allowsStack(rule, [
      platform,
      member("docker:index/container:Container", "acme-nginx", { name: "acme-nginx" }),
      member("aws:s3/bucket:Bucket", "acme-blocks", { bucket: "company-blocks" }),
      member("pulumi:providers:aws", "default"),
    ]);
  });

  it("says nothing where there is no platform", () => {
    allowsStack(rule, [member("docker:index/container:Container", "other")]);
  });

  it("refuses another name, in the program or on the platform", () => {
    refusesStack(rule, [platform, member("docker:index/volume:Volume", "data", { name: "data" })], { data: /acme-/ });
    refusesStack(rule, [platform, member("docker:index/volume:Volume", "acme-data", { name: "data" })], {
      "acme-data": /^data does not/,
    });
    refusesStack(rule, [platform, member("docker:index/volume:Volume", "acmedata")], { acmedata: /acme-/ });
  });
});
