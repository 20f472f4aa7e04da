import { imdsv2 as rule } from "../../../policy/rules/imdsv2.ts";
import { unknown } from "../../../policy/value.ts";
import { allows, refuses } from "../support/judge.ts";

const template = "aws:ec2/launchTemplate:LaunchTemplate";

describe("policy: imdsv2", () => {
  it("allows tokens that do not leave the instance, or no metadata at all", () => {
    allows(rule, template, { metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 } });
    allows(rule, template, { metadataOptions: { httpTokens: "required" } });
    allows(rule, template, { metadataOptions: { httpEndpoint: "disabled" } });
    allows(rule, template, { metadataOptions: unknown });
  });

  it("refuses version 1, said or by leaving it out", () => {
    refuses(rule, template, { metadataOptions: { httpTokens: "optional" } }, /IMDSv1/);
    refuses(rule, template, { metadataOptions: { httpEndpoint: "enabled" } }, /IMDSv1/);
    refuses(rule, template, {}, /IMDSv1/);
    refuses(rule, "aws:ec2/instance:Instance", {}, /IMDSv1/);
  });

  it("refuses tokens that travel", () => {
    refuses(rule, template, { metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 2 } }, /2 hops/);
  });
});
