import type { Settings } from "../settings.ts";
import { emulatorEndpoint, emulatorPort, startEmulator } from "./emulator.ts";
import type { ImageReport } from "./images/index.ts";
import { step } from "./steps.ts";

/** What a stack is built on: a Docker engine and images, the emulator of AWS, or nothing (AWS itself). */
export async function preparePlatform(settings: Settings): Promise<ImageReport[]> {
  if (settings.platform === "docker") {
    const { prepareDocker } = await import("./prepare-docker.ts");
    return prepareDocker(settings);
  }
  const port = emulatorPort(settings.aws);
  if (port !== undefined) {
    await step("Emulator of AWS", "looking for it", async (progress) => {
      const started = await startEmulator(port, progress);
      progress(`${emulatorEndpoint(port)}, ${started ? "started" : "answers already"}`);
    });
  }
  return [];
}
