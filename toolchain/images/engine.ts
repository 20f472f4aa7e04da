import { CommandError, run } from "../exec.ts";
import { builtLabel } from "./archive.ts";

/** An image that the engine holds. */
export interface PresentImage {
  /** The content key of the recipe that it was built from; undefined for a publisher's own. */
  builtFrom: string | undefined;
}

const pullTimeoutSeconds = 900;

/** What the engine holds under a reference, or undefined. */
export async function presentImage(reference: string): Promise<PresentImage | undefined> {
  const format = `{{ with .Config }}{{ with .Labels }}{{ index . "${builtLabel}" }}{{ end }}{{ end }}`;
  try {
    const label = await run("docker", ["image", "inspect", "--format", format, reference], { timeoutSeconds: 60 });
    return { builtFrom: label.trim() === "" ? undefined : label.trim() };
  } catch (error) {
    if (error instanceof CommandError && /no such image/i.test(error.tail)) return undefined;
    throw error;
  }
}

export async function pullImage(reference: string): Promise<void> {
  await run("docker", ["pull", "-q", reference], { timeoutSeconds: pullTimeoutSeconds });
}

/** Whether the engine asks a mirror before Docker Hub: then it may get images where this process reaches no registry. */
export async function hasMirrors(): Promise<boolean> {
  const mirrors = await run("docker", ["info", "--format", "{{ json .RegistryConfig.Mirrors }}"], {
    timeoutSeconds: 60,
  });
  return !["", "null", "[]"].includes(mirrors.trim());
}
