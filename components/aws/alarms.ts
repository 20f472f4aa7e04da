import type * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../settings.ts";
import { didYouMean, nearest } from "../../settings/suggest.ts";
import type { Alarm } from "./alarms/alarm.ts";
import { gatewayAlarms, type WatchedBalancer } from "./alarms/gateway.ts";
import { groupAlarms } from "./alarms/groups.ts";
import { natAlarms } from "./alarms/nat.ts";
import { storeAlarms } from "./alarms/stores.ts";
import type { Group } from "./contracts.ts";
import { madeBuckets } from "./data-buckets.ts";
import type { Names } from "./names.ts";
import { natGateways } from "./nat-gateways.ts";
import { refusal } from "../refusal.ts";

/** What a stack has that is watched. */
export interface Watched {
  settings: Settings;
  names: Names;
  balancer: WatchedBalancer;
  groups: Group[];
  /** In the zones' order; one for all of them, or one each. */
  natGatewayIds: pulumi.Input<string>[];
}

/** Every alarm of a stack, with the thresholds of its settings (`aws.monitoring.thresholds`). */
export function alarms({ settings, names, balancer, groups, natGatewayIds }: Watched): Alarm[] {
  const { aws, cluster, engine } = settings;
  // Writes that a majority of the replicas has taken are good (Cortex, getting started: "replication").
  const quorum = Math.floor(cluster.replicationFactor / 2) + 1;
  const all = [
    ...gatewayAlarms(balancer, quorum),
    ...groupAlarms({
      groups,
      prefix: names.prefix,
      cpuTargetPercent: aws.cluster.cpuTargetPercent,
      ...(aws.artifacts.cloudWatchAgent ? { agentNamespace: names.metricNamespace } : {}),
    }),
    ...storeAlarms({
      buckets: madeBuckets(settings).map((kind) => ({ kind, name: names.bucket(kind) })),
      index: engine === "chunks",
    }),
    ...natAlarms(natGatewayIds),
  ];
  const { thresholds } = aws.monitoring;
  return all.map((one) => ({ ...one, threshold: thresholds[one.name] ?? thresholds[one.rule] ?? one.threshold }));
}

/**
 * Refuses thresholds of alarms that the stack does not have; to be called before the first resource.
 *
 * @throws {pulumi.RunError} One message that names all of them and the alarms that there are.
 */
export function refuseUnknownThresholds(settings: Settings, names: Names, groups: Group[]): void {
  const nats = Array.from({ length: natGateways(settings.aws.network) }, () => "");
  const balancer = { arnSuffix: "", targetGroupArnSuffix: "" };
  const all = alarms({ settings, names, groups, balancer, natGatewayIds: nats });
  const known = [...new Set(all.flatMap(({ rule, name }) => [rule, name]))].toSorted();
  const unknown = Object.keys(settings.aws.monitoring.thresholds).filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw refusal(
    [
      ...unknown.map((name) => {
        const meant = nearest(name, known);
        const hint = didYouMean(meant === undefined ? [] : [meant]) ?? "";
        return `cortex:aws.monitoring.thresholds names ${name}, which is no alarm of this stack. ${hint}`.trimEnd();
      }),
      `The alarms are: ${known.join(", ")}.`,
    ].join("\n"),
  );
}
