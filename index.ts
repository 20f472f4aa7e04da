import * as pulumi from "@pulumi/pulumi";
import type { PlatformOutputs } from "./components/platform.ts";
import { parseSettings, SettingsError, type Settings } from "./settings.ts";

/** The stack's settings, or one message that names every wrong one, before any resource is touched. */
function settingsOfStack(): Settings {
  try {
    return parseSettings(pulumi.runtime.allConfig());
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const refused = new pulumi.RunError(error.message);
    // Nobody is shown the stack, but Pulumi reads it, and making it took 15 s: source maps of all that is loaded.
    refused.stack = error.message;
    throw refused;
  }
}

/** Loads only the platform that the stack runs on: a provider's package takes a second or more. */
async function build(settings: Settings): Promise<PlatformOutputs> {
  switch (settings.platform) {
    case "docker": {
      const { dockerPlatform } = await import("./components/docker/index.ts");
      return dockerPlatform(settings);
    }
    case "aws": {
      const { awsPlatform } = await import("./components/aws/index.ts");
      return awsPlatform(settings);
    }
  }
}

/** The stack's outputs. */
export default await build(settingsOfStack());
