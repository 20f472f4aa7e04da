import type { AwsSettings } from "../../settings/aws.ts";

/** How many NAT gateways the stack makes. */
export function natGateways({ existing, nat }: AwsSettings["network"]): number {
  if (existing !== undefined) return 0;
  return nat === "one" ? 1 : 3;
}
