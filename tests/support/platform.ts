import { DockerPlatform } from "../../components/docker/platform.ts";
import { startMocks, type Recorded } from "./mocks.ts";
import { settingsOf } from "./settings.ts";

export interface Built {
  recorded: Recorded;
  platform: DockerPlatform;
}

/** The whole platform on Docker under mocks, wholly registered. Default: with Grafana, no preview. */
export async function built(
  values: Record<string, unknown> = {},
  options: { withGrafana?: boolean; preview?: boolean } = {},
): Promise<Built> {
  const settings = settingsOf(values);
  const recorded = await startMocks({ preview: options.preview ?? false });
  const platform = new DockerPlatform(settings.prefix, { settings, withGrafana: options.withGrafana ?? true });
  await recorded.settled();
  return { recorded, platform };
}
