import { stackImages } from "../components/docker/stack-images.ts";
import type { Settings } from "../settings.ts";
import { ensureDockerEngine } from "./docker-engine.ts";
import type { ImageReport } from "./images/index.ts";
import { ensureImages } from "./images/index.ts";
import { step } from "./steps.ts";

/** A Docker engine, and in it the images that a stack of these settings runs. */
export async function prepareDocker(settings: Settings): Promise<ImageReport[]> {
  await step("Docker engine", "looking for it", async (progress) => {
    const { value, source } = await ensureDockerEngine(progress);
    progress(`${value}, ${source}`);
  });
  return ensureImages(stackImages(settings), { grafana: settings.grafana.enabled });
}
