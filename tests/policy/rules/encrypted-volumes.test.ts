import { encryptedVolumes as rule } from "../../../policy/rules/encrypted-volumes.ts";
import { unknown, type Fields, type Value } from "../../../policy/value.ts";
import { allows, refuses } from "../support/judge.ts";

const template = "aws:ec2/launchTemplate:LaunchTemplate";
const device = (encrypted: Value): Fields => ({ deviceName: "/dev/xvda", ebs: { encrypted } });

describe("policy: encrypted-volumes", () => {
  it("allows encrypted volumes", () => {
    const values: Value[] = ["true", true, unknown];
    for (const value of values) allows(rule, template, { blockDeviceMappings: [device(value)] });
    allows(rule, template, {
      blockDeviceMappings: [device(true), { deviceName: "/dev/sdb", virtualName: "ephemeral0" }],
    });
    allows(rule, template, { blockDeviceMappings: unknown });
    allows(rule, "aws:ec2/instance:Instance", { rootBlockDevice: { encrypted: true } });
    allows(rule, "aws:ebs/volume:Volume", { encrypted: true });
  });

  it("refuses a launch template with a volume in clear, also as the second one", () => {
    refuses(rule, template, { blockDeviceMappings: [device("false")] }, /xvda is not encrypted/);
    refuses(rule, template, { blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: {} }] }, /not encrypted/);
    refuses(rule, template, { blockDeviceMappings: [device(true), device(false)] }, /not encrypted/);
  });

  it("refuses a launch template that leaves the root volume to the image", () => {
    refuses(rule, template, {}, /image decides/);
  });

  it("refuses instances and volumes in clear", () => {
    refuses(rule, "aws:ec2/instance:Instance", {}, /root volume/);
    refuses(rule, "aws:ebs/volume:Volume", { encrypted: false }, /not encrypted/);
  });
});
