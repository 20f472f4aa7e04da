import { instanceKinds, usualInstances } from "../../../settings/aws/instances.ts";
import type { AwsSettings } from "../../../settings/aws.ts";
import type { Settings } from "../../../settings.ts";
import { estimate, sum } from "./estimate.ts";

/** What a setting could be, and what the stack would cost then. */
export interface Choice {
  /** Key and value, as in `aws.network.nat: perZone`. */
  setting: string;
  /** US dollars a month, at the least and at the most. */
  least: number;
  most: number;
  /** Whether it is so now. */
  now: boolean;
}

interface Variant {
  setting: string;
  now: boolean;
  of: Settings;
}

/** The settings that change the fixed cost, each with its values side by side. */
export function choices(settings: Settings): Choice[] {
  return variants(settings).map(({ setting, now, of }) => ({ setting, now, ...sum(estimate(of)) }));
}

function variants(settings: Settings): Variant[] {
  const { aws } = settings;
  const aside = (change: Partial<AwsSettings>): Settings => ({ ...settings, aws: { ...aws, ...change } });
  const { nat, interfaceEndpoints } = aws.network;
  const endpoints = interfaceEndpoints.length === 0 ? usualEndpoints : interfaceEndpoints;
  return [
    // An existing network has the ways out that its owner gave it.
    ...(aws.network.existing === undefined ? (["one", "perZone"] as const) : []).map((value) => ({
      setting: `aws.network.nat: ${value}`,
      now: nat === value,
      of: aside({ network: { ...aws.network, nat: value } }),
    })),
    ...[[], endpoints].map((value) => ({
      setting: `aws.network.interfaceEndpoints: [${value.join(", ")}]`,
      now: interfaceEndpoints.join() === value.join(),
      of: aside({ network: { ...aws.network, interfaceEndpoints: value } }),
    })),
    ...(["arm64", "x86_64"] as const).map((value) => ({
      setting: `aws.architecture: ${value}`,
      now: aws.architecture === value,
      of: aside({ architecture: value, instances: instancesOf(aws, value) }),
    })),
    ...(["internal", "internet-facing"] as const).map((value) => ({
      setting: `aws.gateway.scheme: ${value}`,
      now: aws.gateway.scheme === value,
      of: aside({ gateway: { ...aws.gateway, scheme: value } }),
    })),
    ...[true, false].map((value) => ({
      setting: `aws.artifacts.cloudWatchAgent: ${value}`,
      now: aws.artifacts.cloudWatchAgent === value,
      of: aside({ artifacts: { ...aws.artifacts, cloudWatchAgent: value } }),
    })),
    ...(["auto", "never"] as const).map((value) => ({
      setting: `grafana.enabled: ${value}`,
      now: (settings.grafana.enabled === "never") === (value === "never"),
      of: { ...settings, grafana: { ...settings.grafana, enabled: value } },
    })),
  ];
}

/** The services that instances call, but for those with an endpoint that costs nothing. */
const usualEndpoints = ["ssm", "logs", "monitoring", "autoscaling", "ec2", "sts", "kms"];

/** The types of the other architecture, where the settings name none of their own. */
function instancesOf(
  { architecture, instances }: AwsSettings,
  other: AwsSettings["architecture"],
): AwsSettings["instances"] {
  const swapped = { ...instances };
  for (const kind of instanceKinds) {
    const isUsual = instances[kind].instanceType === usualInstances[kind][architecture];
    if (isUsual) swapped[kind] = { ...instances[kind], instanceType: usualInstances[kind][other] };
  }
  return swapped;
}
