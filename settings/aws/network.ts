// The address space and the way out (`cortex:aws.network`).
import { z } from "zod";
import { present } from "../present.ts";
import { oneOf, section, text } from "../rules.ts";
import { completeExistingNetwork, existingNetworkSchema, type ExistingNetworkSettings } from "./existing.ts";
import { yes } from "./values.ts";

/** `cortex:aws.network`, filled in. */
export interface AwsNetworkSettings {
  /** A VPC that stands already and is used; then `cidr`, `zones` and `nat` say nothing, and flow logs are its owner's. Default: none, one is made. */
  existing?: ExistingNetworkSettings;
  /** IPv4 block of the VPC that is made, /16 to /20, in a private range (RFC 1918). Default: 10.20.0.0/16. */
  cidr: string;
  /** The 3 zones by name. Default: the first 3 of the region that are available. */
  zones?: [string, string, string];
  /** NAT gateways: `one` for all zones, or one `perZone` (a zone's loss then takes no other's way out). Default: one. */
  nat: "one" | "perZone";
  /**
   * Services with an interface endpoint in each zone, so that their calls need no NAT: names as in
   * com.amazonaws.<region>.<name>. Default: none (each costs by the hour; S3 and DynamoDB have free gateway endpoints).
   */
  interfaceEndpoints: string[];
  /** Whether the VPC's flow logs are kept. Default: true; never of an existing VPC. */
  flowLogs: boolean;
}

// RFC 1918; AWS allows a VPC of /16 to /28, and 6 subnets of a useful size need at least a /20.
const vpcCidr = text(
  /^(?:10\.(?:25[0-5]|2[0-4]\d|1?\d?\d)|172\.(?:1[6-9]|2\d|3[01])|192\.168)\.(?:25[0-5]|2[0-4]\d|1?\d?\d)\.(?:25[0-5]|2[0-4]\d|1?\d?\d)\/(?:1[6-9]|20)$/,
  "a private IPv4 block from /16 to /20, as in 10.20.0.0/16",
  18,
);
const zone = text(/^[a-z]{2}(?:-[a-z]+)+-\d[a-z]$/, "a zone's name, as in eu-central-1a", 31);

export const networkSchema = section({
  existing: existingNetworkSchema.describe("A VPC that stands already, to use instead of one of the stack's own."),
  cidr: vpcCidr.default("10.20.0.0/16").describe("IPv4 block of the VPC."),
  zones: z
    .tuple([zone, zone, zone], { error: "3 zones, as in [eu-central-1a, eu-central-1b, eu-central-1c]" })
    .optional()
    .describe("The 3 zones. Default: the first 3 of the region that are available."),
  nat: oneOf(["one", "perZone"]).default("one").describe("NAT gateways: one for all zones, or one a zone."),
  interfaceEndpoints: z
    .array(
      text(
        /^(?!(?:s3|dynamodb)$)[a-z0-9.-]+$/,
        "a service, as in ssm or logs; s3 and dynamodb have gateway endpoints",
        60,
      ),
      { error: "a list of services, as in [ssm, logs]" },
    )
    .default([])
    .describe("Services with an interface endpoint in each zone."),
  flowLogs: yes(true).describe("Whether the VPC's flow logs are kept."),
}).prefault({});

export function completeNetwork(given: z.output<typeof networkSchema>): AwsNetworkSettings {
  const existing = completeExistingNetwork(given.existing);
  return present({ ...given, existing, flowLogs: given.flowLogs && existing === undefined });
}
