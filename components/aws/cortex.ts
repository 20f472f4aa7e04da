import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { nodeTarget, nodeYaml } from "../cortex/cortex-yaml.ts";
import type { RecordingRule, RuleGroup } from "../cortex/rules/rule.ts";
import type { BlocksStore, DynamoDbStore, ServiceDiscovery, Waitable } from "../platform.ts";
import { cortexFiles } from "./boot/cortex-files.ts";
import { cortexPlan, pauseSeconds } from "./boot/roles/cortex.ts";
import type { Group, LoadBalancer } from "./contracts.ts";
import { groupParts } from "./group-parts.ts";
import { InstanceGroup, type InstanceTierArgs } from "./group.ts";
import type { Secrets } from "./secrets.ts";
import { userDataOf } from "./user-data.ts";

export interface CortexArgs extends InstanceTierArgs {
  secrets: Secrets;
  loadBalancer: LoadBalancer;
  dataStore: BlocksStore | DynamoDbStore;
  discovery: ServiceDiscovery;
  /** Recording rules of the tenant that Prometheus writes to, for Cortex' own ruler. */
  rules: RuleGroup<RecordingRule>[];
}

/** The cluster: Cortex nodes over the three zones, as many as the load asks for, each drained before it ends. */
export class Cortex extends pulumi.ComponentResource implements Waitable {
  readonly group: Group;
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: CortexArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cortex:aws:Cortex", name, {}, opts);
    const { settings, names, network, secrets, loadBalancer, dataStore, discovery, rules } = args;
    const { maxNodes, cpuTargetPercent, drainSeconds } = settings.aws.cluster;
    const { nodes } = settings.cluster;
    const [part = "cortex"] = groupParts.cortex;
    const configuration = nodeYaml({
      storage: settings.storage,
      limits: settings.limits,
      scrapeIntervalSeconds: settings.prometheus.scrapeIntervalSeconds,
      replicationFactor: settings.cluster.replicationFactor,
      consul: discovery.address,
      store: dataStore,
      zone: "${AVAILABILITY_ZONE}",
      // Named otherwise from one instance family to the next; boot.sh finds it.
      interfaceNames: ["${INTERFACE}"],
      flushOnShutdown: true, // the disk goes with the node
      blockSyncSeconds: settings.aws.cluster.blockSyncSeconds,
    });
    const plan = cortexPlan({
      settings,
      names,
      part,
      configuration,
      target: nodeTarget(dataStore),
      ...cortexFiles(settings, rules),
    });
    const instances = new InstanceGroup(
      `${name}-${part}`,
      {
        ...args,
        kind: "cortex",
        part,
        userData: userDataOf(names, secrets.versions, plan),
        subnets: network.privateSubnets,
        minSize: nodes,
        maxSize: maxNodes,
        targetGroupArn: loadBalancer.targetGroupArn,
        drainSeconds,
        deleteSeconds: maxNodes * (drainSeconds + pauseSeconds(settings)),
      },
      // Cortex ends at once when there is no leader to ask.
      { parent: this, dependsOn: [...secrets.ready, ...dataStore.ready, ...discovery.ready] },
    );
    this.group = instances.group;
    const policy = new aws.autoscaling.Policy(
      `${name}-cpu`,
      {
        name: `${this.group.name}-cpu`,
        autoscalingGroupName: this.group.name,
        policyType: "TargetTrackingScaling",
        // A node that has just joined asks the store for what it does not hold yet.
        estimatedInstanceWarmup: 300,
        targetTrackingConfiguration: {
          predefinedMetricSpecification: { predefinedMetricType: "ASGAverageCPUUtilization" },
          targetValue: cpuTargetPercent,
        },
      },
      { parent: this, dependsOn: instances.ready },
    );
    this.ready = [...instances.ready, policy];
    this.registerOutputs({ group: this.group });
  }
}
