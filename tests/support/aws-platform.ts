import { declared } from "../../components/declared.ts";
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
  const args = { settings, place: { ...place, ...there }, image };
  const platform = declared(
    () => new AwsPlatform(settings.prefix, args, { providers: { aws: awsProvider(settings.prefix, settings.aws) } }),
  );
  await recorded.settled();
  return { recorded, platform };
}
