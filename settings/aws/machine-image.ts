// What the instances boot from (`cortex:aws.machineImage`).
import type { z } from "zod";
import { machineImageParameter } from "../../components/cortex/releases.ts";
import { section, text } from "../rules.ts";
import type { Architecture } from "./values.ts";

/** By public SSM parameter, or the newest that an owner has under a name pattern. */
export type MachineImageSetting = { ssmParameter: string } | { owner: string; name: string };

export const machineImageSchema = section({
  ssmParameter: text(/^\/[\w./-]+$/, "the name of an SSM parameter that holds an image id", 1011)
    .optional()
    .describe("Public SSM parameter that holds the image's id. Default: Debian 12's for the architecture."),
  owner: text(
    /^(?:\d{12}|amazon|self|aws-marketplace)$/,
    "an account id of 12 digits, amazon, self or aws-marketplace",
    20,
  )
    .optional()
    .describe("With name, in place of ssmParameter: who owns the image. Default: none."),
  name: text(/^\S+$/, "a name pattern of an image, * allowed", 128)
    .optional()
    .describe("With owner: name pattern; the newest image is taken. Default: none."),
}).prefault({});

/** Default: Debian 12's SSM parameter for the architecture (components/cortex/releases.ts). */
export function completeMachineImage(
  { owner, name, ssmParameter }: z.output<typeof machineImageSchema>,
  architecture: Architecture,
): MachineImageSetting {
  return owner !== undefined && name !== undefined
    ? { owner, name }
    : { ssmParameter: ssmParameter ?? machineImageParameter.name(architecture) };
}
