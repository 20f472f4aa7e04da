// The calls of preflight.ts.
import * as aws from "@pulumi/aws";
import type { AwsSettings } from "../../settings/aws.ts";
import type { AskCaller, AskZones } from "./preflight.ts";

/** How clients of AWS' SDK are made here; milliseconds until a connection stands, and until an answer is there. */
export function sdkOptions({ region, endpoint }: AwsSettings) {
  // That a later SDK will want a later Node is no news of this deployment.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  return {
    region,
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 10_000 },
    ...(endpoint === undefined ? {} : { endpoint }),
  };
}

/**
 * Who the credentials are of, asked by AWS' SDK, which finds them where the provider does. Not by the provider: that
 * fails as a whole and says so in its own words, at length.
 */
export function askCaller(settings: AwsSettings): AskCaller {
  return async () => {
    const options = sdkOptions(settings);
    const { GetCallerIdentityCommand, STSClient } = await import("@aws-sdk/client-sts");
    const client = new STSClient(options);
    try {
      return (await client.send(new GetCallerIdentityCommand({}))).Arn ?? "";
    } finally {
      client.destroy();
    }
  };
}

/** The zones, asked by the stack's own provider. */
export function askZones(provider: aws.Provider): AskZones {
  return async () => {
    const filters = [{ name: "zone-type", values: ["availability-zone"] }];
    return (await aws.getAvailabilityZones({ state: "available", filters }, { provider })).names;
  };
}
