import { noPublicAddress as rule } from "../../../policy/rules/no-public-address.ts";
import { unknown } from "../../../policy/value.ts";
import { allows, refuses } from "../support/judge.ts";

const template = "aws:ec2/launchTemplate:LaunchTemplate";

describe("policy: no-public-address", () => {
  it("allows what has none", () => {
    allows(rule, template, { networkInterfaces: [{ associatePublicIpAddress: "false" }] });
    allows(rule, template, { networkInterfaces: [{ associatePublicIpAddress: unknown }] });
    allows(rule, template, { vpcSecurityGroupIds: ["sg-1"] });
    allows(rule, "aws:ec2/subnet:Subnet", { mapPublicIpOnLaunch: false });
    allows(rule, "aws:ec2/eip:Eip", { domain: "vpc" });
  });

  it("refuses an address by the launch template, said or left to the subnet", () => {
    refuses(rule, template, { networkInterfaces: [{ associatePublicIpAddress: "true" }] }, /public address/);
    refuses(rule, template, { networkInterfaces: [{ deviceIndex: 0 }] }, /public address/);
  });

  it("refuses it by the subnet, the instance, and an address of its own", () => {
    refuses(rule, "aws:ec2/subnet:Subnet", { mapPublicIpOnLaunch: true }, /subnet/);
    refuses(rule, "aws:ec2/instance:Instance", { associatePublicIpAddress: true }, /instance/);
    refuses(rule, "aws:ec2/eip:Eip", { instance: "i-1" }, /bound to an instance/);
  });
});
