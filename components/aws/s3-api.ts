import type { AwsSettings } from "../../settings/aws.ts";
import type { S3Api } from "../platform.ts";
import type { Place } from "./contracts.ts";
import { dnsSuffix } from "./partition.ts";

/** S3 as the instances reach it: the region's own, or an emulator. */
export function s3Api({ instanceEndpoint }: AwsSettings, { region, partition }: Place): S3Api {
  const keysFromEnvironment = false; // the instance's role
  if (instanceEndpoint === undefined) {
    return {
      endpoint: `s3.${region}.${dnsSuffix(partition)}`,
      region,
      insecure: false,
      pathStyle: false,
      keysFromEnvironment,
    };
  }
  const { host, protocol } = new URL(instanceEndpoint);
  return { endpoint: host, region, insecure: protocol === "http:", pathStyle: true, keysFromEnvironment };
}
