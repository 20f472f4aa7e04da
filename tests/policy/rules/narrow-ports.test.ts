import { narrowPorts as rule } from "../../../policy/rules/narrow-ports.ts";
import { unknown } from "../../../policy/value.ts";
import { allows, refuses } from "../support/judge.ts";

const ingress = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const group = "aws:ec2/securityGroup:SecurityGroup";
const older = "aws:ec2/securityGroupRule:SecurityGroupRule";
const tcp = (fromPort: number, toPort: number) => ({ ipProtocol: "tcp", fromPort, toPort });

describe("policy: narrow-ports", () => {
  it("allows a port, a few in a row, and what is not known", () => {
    allows(rule, ingress, tcp(9095, 9095));
    allows(rule, ingress, tcp(8300, 8302));
    allows(rule, ingress, tcp(8300, 8309));
    allows(rule, ingress, { ipProtocol: "icmp" });
    allows(rule, ingress, { ipProtocol: unknown });
    allows(rule, older, { type: "egress", protocol: "-1", fromPort: 0, toPort: 0 });
    allows(rule, group, {});
  });

  it("refuses a wide range", () => {
    refuses(rule, ingress, tcp(0, 65535), /65536 ports/);
    refuses(rule, ingress, tcp(8300, 8310), /11 ports/);
  });

  it("refuses every protocol, and a protocol without ports", () => {
    refuses(rule, ingress, { ipProtocol: "-1" }, /every protocol/);
    refuses(rule, ingress, { ipProtocol: "tcp" }, /no port is named/);
  });

  it("refuses it in the older kinds of rule as well", () => {
    const wide = { protocol: "tcp", fromPort: 1024, toPort: 65535 };
    refuses(rule, group, { ingress: [wide] }, /64512 ports/);
    refuses(rule, older, { type: "ingress", ...wide }, /64512 ports/);
  });
});
