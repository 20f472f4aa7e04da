import { AwsPlatform } from "../../components/aws/platform.ts";
import { awsProvider } from "../../components/aws/provider.ts";
import type { Place } from "../../components/aws/contracts.ts";
import { place } from "./aws-tiers.ts";
import { startMocks, type Recorded } from "./mocks.ts";
import { settingsOf } from "./settings.ts";

const image = { id: "ami-0123456789abcdef0", architecture: "arm64", rootDevice: "/dev/xvda" };

export interface BuiltAws {
  recorded: Recorded;
  platform: AwsPlatform;
}

/** The whole platform on AWS under mocks, wholly registered; `there`: what of the place is otherwise. */
export async function builtAws(
  values: Record<string, unknown>,
  preview = false,
  there: Partial<Place> = {},
): Promise<BuiltAws> {
  const settings = settingsOf({ platform: "aws", engine: "blocks", ...values });
  const recorded = await startMocks({ preview });
  const { stackTraceLimit } = Error;
  // Pulumi notes a stack for each property of each resource: most of the time that this takes.
  Error.stackTraceLimit = 0;
  try {
    const provider = awsProvider(settings.prefix, settings.aws);
    const args = { settings, place: { ...place, ...there }, image };
    const platform = new AwsPlatform(settings.prefix, args, { providers: { aws: provider } });
    await recorded.settled();
    return { recorded, platform };
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
