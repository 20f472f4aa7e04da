import type { ResourceRule } from "../rule.ts";
import { at, is, isNot, list } from "../value.ts";

/** An instance without an address of its own cannot be reached from outside, whatever a security group says. */
export const noPublicAddress: ResourceRule = {
  kind: "resource",
  name: "no-public-address",
  description: "No instance has a public address; only the load balancer may face the internet.",
  severity: "critical",
  remediation: "Set associatePublicIpAddress to false, and leave mapPublicIpOnLaunch off.",
  check({ type, props }) {
    switch (type) {
      case "aws:ec2/launchTemplate:LaunchTemplate":
        // Said on the interface it does not depend on the subnet.
        return list(props["networkInterfaces"])
          .filter((one) => isNot(at(one, "associatePublicIpAddress"), false))
          .map(() => "a network interface may get a public address: associatePublicIpAddress is not false");
      case "aws:ec2/instance:Instance":
        return is(props["associatePublicIpAddress"], true) ? ["the instance has a public address"] : [];
      case "aws:ec2/subnet:Subnet":
        return is(props["mapPublicIpOnLaunch"], true) ? ["what starts in the subnet gets a public address"] : [];
      case "aws:ec2/eip:Eip":
        return props["instance"] === undefined ? [] : ["a public address is bound to an instance"];
      default:
        return [];
    }
  },
};
