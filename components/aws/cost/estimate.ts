import type { InstanceKind } from "../../../settings/aws/instances.ts";
import type { Settings } from "../../../settings.ts";
import { alarms } from "../alarms.ts";
import type { Group, Place } from "../contracts.ts";
import { madeBuckets } from "../data-buckets.ts";
import { groupsOf } from "../groups.ts";
import { namesOf } from "../names.ts";
import { natGateways } from "../nat-gateways.ts";
import { hoursPerMonth, instancePrices, prices, tableRegion, type Price } from "./prices.ts";

/** The tiers of a bill, in the order of construction. */
export const tiers = [
  "permissions",
  "network",
  "service discovery",
  "gateway",
  "cluster",
  "data collection",
  "data query",
  "monitoring",
] as const;
export type Tier = (typeof tiers)[number];

/** One line of the estimate. */
export interface Line {
  tier: Tier;
  what: string;
  /** With the group of Cortex nodes at its smallest, and at its largest. */
  least: number;
  most: number;
  /** Unit price, US dollars a month; undefined: it is not in the table. */
  usdPerMonth: number | undefined;
  /** Region of the price. */
  region: string;
  source: Price["source"];
}

/** Metrics that S3 counts of one bucket, once each kind of request was seen (Amazon S3, request metrics). */
const metricsPerBucket = 16;

/** Metrics that detailed monitoring is billed as (Amazon CloudWatch pricing, example of EC2), for each instance. */
const metricsPerInstance = 7;

/**
 * What the agent's configuration makes of a group, however many instances it has, since none is named in a dimension: memory,
 * and the root disk twice, by group alone and with its path and file system.
 */
const agentMetricsPerGroup = 3;

/** What the stack costs while nobody uses it, by its settings alone. */
export function estimate(settings: Settings): Line[] {
  const { aws } = settings;
  const { network, gateway } = aws;
  const nats = natGateways(network);
  const groups = groupsOf(settings);
  const instances = groups.reduce((sum, { minSize }) => sum + minSize, 0);
  const more = aws.cluster.maxNodes - settings.cluster.nodes;
  const watched = alarmCount(settings, groups);
  const agent = aws.artifacts.cloudWatchAgent ? agentMetricsPerGroup : 0;
  const all: Line[] = [
    line("permissions", "KMS key", aws.kmsKeyArn === undefined ? 1 : 0, prices.key),
    line("network", "NAT gateway", nats, prices.natGateway),
    line("network", "public address of a NAT gateway", nats, prices.publicAddress),
    line("network", "interface endpoint in a zone", 3 * network.interfaceEndpoints.length, prices.interfaceEndpoint),
    ...instanceLines("service discovery", "consul", settings),
    line("gateway", "load balancer", 1, prices.loadBalancer),
    line("gateway", "public address", gateway.scheme === "internal" ? 0 : 3, prices.publicAddress),
    ...instanceLines("cluster", "cortex", settings),
    ...instanceLines("data collection", "prometheus", settings),
    ...instanceLines("data query", "grafana", settings),
    line("monitoring", "alarm", watched, prices.alarm),
    line("monitoring", "alarm over alarms", 1, prices.compositeAlarm),
    line(
      "monitoring",
      "metric of a bucket's requests (at most)",
      metricsPerBucket * madeBuckets(settings).length,
      prices.customMetric,
    ),
    line(
      "monitoring",
      "metric of an instance (detailed monitoring)",
      metricsPerInstance * instances,
      prices.customMetric,
      metricsPerInstance * (instances + more),
    ),
    line("monitoring", "metric of the CloudWatch agent", agent * groups.length, prices.customMetric),
  ];
  return all.filter(({ most }) => most > 0);
}

/** US dollars a month of lines whose price is known, at the least and at the most. */
export function sum(lines: Line[]): { least: number; most: number } {
  const total = (of: (one: Line) => number): number =>
    lines.reduce((money, one) => money + of(one) * (one.usdPerMonth ?? 0), 0);
  return { least: total(({ least }) => least), most: total(({ most }) => most) };
}

function line(tier: Tier, what: string, least: number, price: Price, most = least): Line {
  const { usd, per, region, source } = price;
  return { tier, what, least, most, usdPerMonth: per === "hour" ? usd * hoursPerMonth : usd, region, source };
}

function instanceLines(tier: Tier, kind: InstanceKind, settings: Settings): Line[] {
  const { instanceType, diskGiB } = settings.aws.instances[kind];
  const least = groupsOf(settings)
    .filter((group) => group.kind === kind)
    .reduce((count, { minSize }) => count + minSize, 0);
  const most = kind === "cortex" ? settings.aws.cluster.maxNodes : least;
  const hourly = instancePrices[instanceType];
  return [
    {
      tier,
      what: instanceType,
      least,
      most,
      usdPerMonth: hourly === undefined ? undefined : hourly * hoursPerMonth,
      region: tableRegion,
      source: "libcloud",
    },
    line(tier, "GiB of gp3 disk", least * diskGiB, prices.volumeGiB, most * diskGiB),
  ];
}

/** How many alarms the stack has; no name of the place matters for that. */
function alarmCount(settings: Settings, groups: Group[]): number {
  const { region } = settings.aws;
  const place: Place = {
    accountId: "000000000000",
    region,
    partition: "aws",
    zones: [`${region}a`, `${region}b`, `${region}c`],
  };
  const natGatewayIds = Array.from({ length: natGateways(settings.aws.network) }, () => "nat");
  const balancer = { arnSuffix: "", targetGroupArnSuffix: "" };
  return alarms({ settings, names: namesOf(settings, place), balancer, groups, natGatewayIds }).length;
}
