import type { ResourceRule } from "../rule.ts";
import { at, isMissing, isNot, list, textOf } from "../value.ts";

/** A lost or copied disk, or a snapshot shared by mistake, shows nothing without the key. */
export const encryptedVolumes: ResourceRule = {
  kind: "resource",
  name: "encrypted-volumes",
  description: "Every EBS volume is encrypted.",
  severity: "high",
  remediation: "Set `encrypted: true` on the volume, in launch templates on each block device, the root volume's too.",
  check({ type, props }) {
    switch (type) {
      case "aws:ec2/launchTemplate:LaunchTemplate": {
        const devices = props["blockDeviceMappings"];
        if (isMissing(devices))
          return ["no block device is named, so the image decides whether the root volume is encrypted"];
        return list(devices)
          .filter((device) => at(device, "ebs") !== undefined && isNot(at(device, "ebs", "encrypted"), true))
          .map((device) => `the volume ${textOf(at(device, "deviceName"))} is not encrypted`);
      }
      case "aws:ec2/instance:Instance":
        return isNot(at(props["rootBlockDevice"], "encrypted"), true) ? ["the root volume is not encrypted"] : [];
      case "aws:ebs/volume:Volume":
        return isNot(props["encrypted"], true) ? ["the volume is not encrypted"] : [];
      default:
        return [];
    }
  },
};
