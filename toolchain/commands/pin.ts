import { readFile, writeFile } from "node:fs/promises";
import { parseDocument } from "yaml";
import { stackImages } from "../../components/docker/stack-images.ts";
import type { ImageName, ImageSetting } from "../../settings.ts";
import { parseOptions } from "../arguments.ts";
import { digestOf } from "../registry.ts";
import { UserError } from "../sources.ts";
import { readSettings, stackFile } from "../stack-config.ts";

export interface PinReport {
  image: string;
  /** The digest that the registry gave. */
  digest?: string;
  /** Why there is none. */
  reason?: string;
}

/** Writes the digest of each image of the stack into the stack's file, so that a tag that moves changes nothing. */
export async function run(args: string[]): Promise<number> {
  const { stack } = parseOptions(args);
  const images = stackImages(await readSettings(stack));
  const reports = await pin(stackFile(stack), images);
  for (const { image, digest, reason } of reports) {
    console.log(digest === undefined ? `✗ ${image}: unchanged, ${reason ?? "no digest"}` : `✓ ${image}: ${digest}`);
  }
  const unpinned = reports.filter(({ digest }) => digest === undefined).length;
  console.log(`${reports.length - unpinned} of ${reports.length} images pinned in ${stackFile(stack)}`);
  return unpinned === 0 ? 0 : 1;
}

/** Pins in `file` what can be pinned; an image whose registry gives no digest keeps what it has. */
export async function pin(
  file: string,
  images: Partial<Record<ImageName, ImageSetting>>,
  ask: (name: string, tag: string) => Promise<string> = digestOf,
): Promise<PinReport[]> {
  const document = parseDocument(await readFile(file, "utf8"));
  const reports = await Promise.all(
    Object.entries(images).map(async ([image, { name, tag }]): Promise<PinReport & { tag: string }> => {
      try {
        return { image, tag, digest: await ask(name, tag) };
      } catch (error) {
        if (error instanceof UserError) return { image, tag, reason: error.message };
        throw error;
      }
    }),
  );
  let changed = false;
  for (const { image, tag, digest } of reports) {
    if (digest === undefined) continue;
    // With its tag: the digest is of this one, and must not stay when a later release of this project names another.
    for (const [key, value] of [["tag", tag] as const, ["digest", digest] as const]) {
      const path = ["config", "cortex:images", image, key];
      if (document.getIn(path) === value) continue;
      document.setIn(path, value);
      changed = true;
    }
  }
  if (changed) await writeFile(file, document.toString({ lineWidth: 0 }));
  return reports.map(({ image, digest, reason }) => ({
    image,
    ...(digest === undefined ? {} : { digest }),
    ...(reason === undefined ? {} : { reason }),
  }));
}
