import type { ImageName, ImageSetting, Settings } from "../../settings.ts";

/** The images that a stack on Docker runs: the data store is one engine's or the other's. */
export function stackImages({ engine, images }: Settings): Partial<Record<ImageName, ImageSetting>> {
  const { cassandra, seaweedfs, ...others } = images;
  return { ...others, ...(engine === "chunks" ? { cassandra } : { seaweedfs }) };
}
