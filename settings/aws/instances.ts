// The kinds of instance, their types and disks (`cortex:aws.instances`).
import type { z } from "zod";
import { section, text, whole } from "../rules.ts";
import type { Architecture } from "./values.ts";

/** The kinds of instance; each is a group of its own on AWS. */
export const instanceKinds = ["consul", "cortex", "prometheus", "grafana"] as const;
export type InstanceKind = (typeof instanceKinds)[number];

/** One kind of instance. */
export interface InstanceSetting {
  /** EC2 instance type, of the architecture `aws.architecture`. */
  instanceType: string;
  /** Size of the root volume (gp3, encrypted), GiB, 8 to 16384. */
  diskGiB: number;
}

const instance = () =>
  section({
    instanceType: text(/^[a-z0-9-]+\.[a-z0-9-]+$/, "an EC2 instance type, as in m7g.large", 40)
      .optional()
      .describe("EC2 instance type. Default: by kind and architecture."),
    diskGiB: whole(8, 16_384, "GiB").optional().describe("Size of the root volume, GiB. Default: by kind."),
  }).prefault({});

export const instancesSchema = section({
  consul: instance(),
  cortex: instance(),
  prometheus: instance(),
  grafana: instance(),
})
  .prefault({})
  .describe("Type and disk of the instances of each kind.");

/** Instance types by kind: burstable ones where little is computed; sizes as in the README's cost table. */
export const usualInstances: Record<InstanceKind, Record<Architecture, string> & { diskGiB: number }> = {
  consul: { arm64: "t4g.small", x86_64: "t3.small", diskGiB: 8 },
  cortex: { arm64: "m7g.large", x86_64: "m7i.large", diskGiB: 50 },
  prometheus: { arm64: "t4g.medium", x86_64: "t3.medium", diskGiB: 30 },
  grafana: { arm64: "t4g.medium", x86_64: "t3.medium", diskGiB: 8 },
};

export function completeInstances(
  given: z.output<typeof instancesSchema>,
  architecture: Architecture,
): Record<InstanceKind, InstanceSetting> {
  const complete = (kind: InstanceKind): InstanceSetting => ({
    instanceType: given[kind].instanceType ?? usualInstances[kind][architecture],
    diskGiB: given[kind].diskGiB ?? usualInstances[kind].diskGiB,
  });
  return {
    consul: complete("consul"),
    cortex: complete("cortex"),
    prometheus: complete("prometheus"),
    grafana: complete("grafana"),
  };
}
