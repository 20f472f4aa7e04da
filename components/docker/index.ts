import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../settings.ts";
import { declared } from "../declared.ts";
import type { PlatformOutputs } from "../platform.ts";
import type { StackResources } from "../stack-resources.ts";
import { holdsCassandra } from "./cassandra.ts";
import { grafanaImageAvailable, holdsGrafana } from "./grafana.ts";
import { existingNetwork } from "./network.ts";
import { imageReference } from "./part.ts";
import { DockerPlatform } from "./platform.ts";
import { refuseShrink } from "./shrink.ts";

/**
 * Builds the platform on Docker; looks first at what the stack holds, at the network that stands already, and whether the
 * query tier can be had (`cortex:grafana.enabled`).
 */
export async function dockerPlatform(settings: Settings, stands: StackResources): Promise<PlatformOutputs> {
  refuseShrink(stands, settings);
  const { grafana, images, network, prefix } = settings;
  const existing = network.existing === undefined ? {} : { existingNetwork: await existingNetwork(network.existing) };
  // A registry that does not answer takes no dashboards away: with `auto` the tier stays where it stands.
  const withGrafana =
    grafana.enabled === "always" ||
    (grafana.enabled === "auto" && (holdsGrafana(stands) || (await grafanaImageAvailable(images.grafana))));
  if (grafana.enabled === "auto" && !withGrafana)
    void pulumi.log.warn(
      `Built without the query tier: ${imageReference(images.grafana)} is neither on this engine nor at its registry. ` +
        `cortex:grafana.enabled "always" forces it, "never" ends this message.`,
    );
  const hasCassandra = holdsCassandra(stands);
  return declared(() => new DockerPlatform(prefix, { settings, withGrafana, hasCassandra, ...existing }).outputs);
}
