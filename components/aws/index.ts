import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../settings.ts";
import type { PlatformOutputs } from "../platform.ts";
import { askCaller, askZones } from "./ask.ts";
import { existingCalls } from "./existing/calls.ts";
import { lookAtExisting } from "./existing/index.ts";
import { imageCalls, machineImage } from "./machine-image.ts";
import { AwsPlatform } from "./platform.ts";
import { identify, threeZones } from "./preflight.ts";
import { awsProvider } from "./provider.ts";

/** Builds the platform on AWS; asks first whether it can: credentials, region, account, zones, image, what stands already. */
export async function awsPlatform(settings: Settings): Promise<PlatformOutputs> {
  // Before the provider, which would tell of missing credentials in its own words, at length.
  const identity = await identify(settings.aws, askCaller(settings.aws));
  const provider = awsProvider(settings.prefix, settings.aws);
  const existing = await lookAtExisting(settings.aws, existingCalls(settings.aws, provider));
  const zones = existing.network?.zones ?? (await threeZones(settings.aws, askZones(provider)));
  const place = { ...identity, region: settings.aws.region, zones, ...existing };
  const { endpoint } = settings.aws;
  if (endpoint !== undefined) void pulumi.log.info(`Every AWS API is asked at ${endpoint} (cortex:aws.endpoint).`);
  const image = await machineImage(settings.aws, imageCalls(provider));
  return new AwsPlatform(settings.prefix, { settings, place, image }, { providers: { aws: provider } }).outputs;
}
