// What the program asks AWS before it makes anything: a configuration for Terraform would ask the same.
import type { AwsSettings } from "../../settings/aws.ts";

/** Data sources in Terraform's JSON syntax, as in components/aws/preflight.ts and machine-image.ts. */
export function questions({ machineImage }: AwsSettings): Record<string, unknown> {
  const byParameter = "ssmParameter" in machineImage;
  return {
    aws_caller_identity: { here: {} },
    aws_partition: { here: {} },
    aws_availability_zones: {
      here: { state: "available", filter: [{ name: "zone-type", values: ["availability-zone"] }] },
    },
    ...(byParameter ? { aws_ssm_parameter: { image: { name: machineImage.ssmParameter } } } : {}),
    aws_ami: {
      image: byParameter
        ? { filter: [{ name: "image-id", values: ["${data.aws_ssm_parameter.image.value}"] }] }
        : { owners: [machineImage.owner], most_recent: true, filter: [{ name: "name", values: [machineImage.name] }] },
    },
  };
}
