import type { Settings } from "../settings.ts";
import { emulatorEndpoint, emulatorPort, startEmulator } from "./emulator.ts";
import type { ImageReport } from "./images/index.ts";
import { step } from "./steps.ts";

/** What was prepared. */
export interface Prepared {
  images: ImageReport[];
  /** Whether the platform was started just now and holds nothing, whatever the stack's state says. */
  empty: boolean;
}

/** What a stack is built on: a Docker engine and images, the emulator of AWS, or nothing (AWS itself). */
export async function preparePlatform(settings: Settings): Promise<Prepared> {
  if (settings.platform === "docker") {
    const { prepareDocker } = await import("./prepare-docker.ts");
    return { images: await prepareDocker(settings), empty: false };
  }
  const port = emulatorPort(settings.aws);
  if (port === undefined) return { images: [], empty: false };
  const empty = await step("Emulator of AWS", "looking for it", async (progress) => {
    const started = await startEmulator(port, progress);
    progress(`${emulatorEndpoint(port)}, ${started ? "started" : "answers already"}`);
    return started;
  });
  return { images: [], empty };
}
