// Where the instances' programs come from (`cortex:aws.artifacts`).
import type { z } from "zod";
import { present } from "../present.ts";
import { section, text } from "../rules.ts";
import { url, yes } from "./values.ts";

/** The artifacts that the instances download at boot. */
export const artifactNames = ["cortex", "consul", "prometheus", "grafana", "cloudWatchAgent"] as const;
export type ArtifactName = (typeof artifactNames)[number];

/** `cortex:aws.artifacts`, filled in. */
export interface AwsArtifactSettings {
  /**
   * URL of a folder that holds the files under their own names, checksum files too, in place of the official addresses.
   * Default: none.
   */
  mirror?: string;
  /** SHA-256 by artifact (64 hexadecimal digits). Default: the release's own checksum file or signature is asked. */
  checksums: Partial<Record<ArtifactName, string>>;
  /** Whether the CloudWatch agent is installed (memory, disk, logs). Default: true. */
  cloudWatchAgent: boolean;
}

const checksum = text(/^[0-9a-f]{64}$/, "64 hexadecimal digits in lower case", 64)
  .optional()
  .describe("SHA-256 of the artifact. Default: none, and the release's own checksum file or signature is asked.");

export const artifactsSchema = section({
  mirror: url.optional().describe("URL of a folder that holds the artifacts and their checksum files. Default: none."),
  checksums: section({
    cortex: checksum,
    consul: checksum,
    prometheus: checksum,
    grafana: checksum,
    cloudWatchAgent: checksum,
  })
    .prefault({})
    .describe("SHA-256 by artifact. Default: the release's own checksum file or signature is asked."),
  cloudWatchAgent: yes(true).describe("Whether the CloudWatch agent is installed."),
}).prefault({});

export function completeArtifacts(given: z.output<typeof artifactsSchema>): AwsArtifactSettings {
  return { ...present(given), checksums: present(given.checksums) };
}
