import type { Place } from "./contracts.ts";
import type { Statement } from "./policies/document.ts";

/**
 * Lets load balancers of the account write their access logs, under the folder that they choose themselves.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 */
export function accessLogStatement(bucketArn: string, { accountId }: Place): Statement {
  return {
    Sid: "LoadBalancerLogs",
    Effect: "Allow",
    Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
    Action: ["s3:PutObject"],
    Resource: [`${bucketArn}/AWSLogs/${accountId}/*`],
  };
}
