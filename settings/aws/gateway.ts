// The load balancer (`cortex:aws.gateway`).
import { z } from "zod";
import { oneOf, section, text, whole } from "../rules.ts";

/** `cortex:aws.gateway`, filled in. */
export interface AwsGatewaySettings {
  /** `internal`: reached inside the VPC only; `internet-facing`: from `allowedCidrs`, HTTPS only. Default: internal. */
  scheme: "internal" | "internet-facing";
  /** IPv4 blocks that may reach it, beside the VPC's own. Default: none. */
  allowedCidrs: string[];
  /** Name of the gateway, as in cortex.example.org; needed with `zoneId` and with `certificateArn`. Default: the load balancer's own name. */
  domain?: string;
  /** Route 53 hosted zone that holds `domain`: the address record is made there, and the certificate proved. */
  zoneId?: string;
  /** ARN of an ACM certificate for `domain`. Default: one made for `domain` in `zoneId`; with neither, HTTP. */
  certificateArn?: string;
  /** ARN of a WAFv2 web ACL (regional scope) to put in front. Default: none. */
  webAclArn?: string;
  /** Days that access logs are kept, 0 (no access logs) to 3650. Default: 90. */
  accessLogDays: number;
}

const cidr = text(
  /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)\/(?:3[0-2]|[12]?\d)$/,
  "an IPv4 block, as in 192.0.2.0/24",
  18,
);
const arn = (service: string) =>
  text(new RegExp(`^arn:aws[a-z-]*:${service}:[a-z0-9-]+:\\d{12}:\\S+$`), `an ARN of ${service}`, 2048);

export const gatewaySchema = section({
  scheme: oneOf(["internal", "internet-facing"])
    .default("internal")
    .describe("Whether the load balancer faces the internet."),
  allowedCidrs: z
    .array(cidr, { error: "a list of IPv4 blocks" })
    .default([])
    .describe("IPv4 blocks that may reach it, beside the VPC's own."),
  domain: text(/^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/, "a domain name, as in cortex.example.org", 253)
    .optional()
    .describe("Name of the gateway; needs aws.gateway.zoneId. Default: none."),
  zoneId: text(/^Z[A-Z0-9]+$/, "the id of a Route 53 hosted zone, as in Z0123456789ABC", 32)
    .optional()
    .describe("Route 53 hosted zone that holds aws.gateway.domain. Default: none."),
  certificateArn: arn("acm")
    .optional()
    .describe("ARN of an ACM certificate. Default: one made for aws.gateway.domain."),
  webAclArn: arn("wafv2").optional().describe("ARN of a WAFv2 web ACL of regional scope. Default: none."),
  accessLogDays: whole(0, 3_650, "days").default(90).describe("Days that access logs are kept; 0: none are written."),
}).prefault({});
