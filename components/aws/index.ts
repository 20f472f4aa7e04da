import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../settings.ts";
import { declared } from "../declared.ts";
import type { PlatformOutputs } from "../platform.ts";
import { askCaller, askZones } from "./ask.ts";
import type { Place } from "./contracts.ts";
import { existingCalls } from "./existing/calls.ts";
import { lookAtExisting } from "./existing/index.ts";
import { imageCalls, machineImage, type MachineImage } from "./machine-image.ts";
import { identify, threeZones, type Identity } from "./preflight.ts";
import { awsProvider } from "./provider.ts";

/** Builds the platform on AWS; asks first whether it can: credentials, region, account, zones, image, what stands already. */
export async function awsPlatform(settings: Settings): Promise<PlatformOutputs> {
  // Before the provider, which would tell of missing credentials in its own words, at length.
  const identity = await identify(settings.aws, askCaller(settings.aws));
  const { endpoint } = settings.aws;
  if (endpoint !== undefined) void pulumi.log.info(`Every AWS API is asked at ${endpoint} (cortex:aws.endpoint).`);
  const provider = awsProvider(settings.prefix, settings.aws);
  // The provider needs some seconds to start: the rest of the program is loaded meanwhile.
  const [where, { AwsPlatform }] = await Promise.all([look(settings, identity, provider), import("./platform.ts")]);
  return declared(
    () => new AwsPlatform(settings.prefix, { settings, ...where }, { providers: { aws: provider } }).outputs,
  );
}

/** What must be known of the place before the first resource. */
async function look(
  { aws: settings }: Settings,
  identity: Identity,
  provider: aws.Provider,
): Promise<{ place: Place; image: MachineImage }> {
  const existing = await lookAtExisting(settings, existingCalls(settings, provider));
  const zones = existing.network?.zones ?? (await threeZones(settings, askZones(provider)));
  const image = await machineImage(settings, imageCalls(provider));
  return { place: { ...identity, region: settings.region, zones, ...existing }, image };
}
