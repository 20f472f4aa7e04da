import * as pulumi from "@pulumi/pulumi";
import { refuseEngineSwitch } from "./components/engine-switch.ts";
import { refuseMove } from "./components/moved-stack.ts";
import type { PlatformOutputs } from "./components/platform.ts";
import { refusal } from "./components/refusal.ts";
import { resourcesOfStack, type StackResources } from "./components/stack-resources.ts";
import { clearAdoption, type AdoptionRecord } from "./components/terraform/adoption.ts";
import { refuseUnprepared } from "./components/terraform/prepared.ts";
import { withReferences } from "./components/terraform/configuration.ts";
import { TerraformError } from "./components/terraform/error.ts";
import { Adoption } from "./components/terraform/transform.ts";
import { parseSettings, SettingsError, type Settings } from "./settings.ts";

// An unforeseen error would otherwise wait until Node has read the source map of every file of every provider: minutes.
process.setSourceMapsEnabled(false);
// The AWS SDK is pinned to a version for Node 20; its word on later ones is none for whoever deploys.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

/** An error that its message explains wholly is told in that alone. */
function asTold(error: unknown): unknown {
  const known = [SettingsError, TerraformError];
  return error instanceof Error && known.some((kind) => error instanceof kind) ? refusal(error.message) : error;
}

/** The stack's settings and what it holds, or one message that says why they cannot be followed, before any resource is touched. */
async function settingsOfStack(): Promise<{ settings: Settings; stands: StackResources }> {
  try {
    const settings = parseSettings(await withReferences(pulumi.runtime.allConfig()));
    const stands = await resourcesOfStack();
    refuseMove(stands, settings);
    refuseEngineSwitch(stands, settings);
    return { settings, stands };
  } catch (error) {
    throw asTold(error);
  }
}

/** Loads only the platform that the stack runs on: a provider's package takes a second or more. */
async function build(settings: Settings, stands: StackResources): Promise<PlatformOutputs> {
  switch (settings.platform) {
    case "docker": {
      const { dockerPlatform } = await import("./components/docker/index.ts");
      return dockerPlatform(settings, stands);
    }
    case "aws": {
      const { awsPlatform } = await import("./components/aws/index.ts");
      return awsPlatform(settings);
    }
  }
}

/** Builds the stack, and takes over what the settings name: the transformation must stand before the first resource. */
async function buildAdopting(
  settings: Settings,
  stands: StackResources,
): Promise<PlatformOutputs & { terraform?: AdoptionRecord }> {
  const { adopt, keep } = settings.terraform;
  if (adopt.length === 0 && Object.keys(keep).length === 0) return build(settings, stands);
  try {
    const terraform = await clearAdoption(settings.terraform);
    refuseUnprepared(terraform.adopted, stands);
    const adoption = new Adoption(terraform.adopted, keep);
    pulumi.runtime.registerStackTransformation(adoption.transform);
    const outputs = await build(settings, stands);
    adoption.allDeclared();
    return adopt.length === 0 ? outputs : { ...outputs, terraform };
  } catch (error) {
    throw asTold(error);
  }
}

const { settings, stands } = await settingsOfStack();

/** The stack's outputs: engine and platform tell the smoke check what there is to check. */
export default { engine: settings.engine, platform: settings.platform, ...(await buildAdopting(settings, stands)) };
