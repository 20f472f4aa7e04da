import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { InstanceKind } from "../../settings/aws/instances.ts";
import type { Waitable } from "../platform.ts";
import { launchHook, terminateHook } from "./boot/hooks.ts";
import type { AwsNetwork, AwsTierArgs, Group, Permissions, Subnet } from "./contracts.ts";
import type { MachineImage } from "./machine-image.ts";
import { defaultTags } from "./provider-tags.ts";

/** What every tier of instances is told. */
export interface InstanceTierArgs extends AwsTierArgs {
  network: AwsNetwork;
  permissions: Permissions;
  image: MachineImage;
}

export interface InstanceGroupArgs extends InstanceTierArgs {
  kind: InstanceKind;
  /** The group's own part of its name: `consul-1`. */
  part: string;
  /** Base64, as the launch template holds it. */
  userData: pulumi.Input<string>;
  subnets: Subnet[];
  minSize: number;
  maxSize: number;
  /**
   * Target group that instances are put into. Its health check decides who gets requests, not who is ended: a fault that all
   * nodes share would end all of them at once, with what they have not flushed. Default: none.
   */
  targetGroupArn?: pulumi.Input<string>;
  /** Heartbeat timeout of the drain before an instance ends, seconds. Default: there is no drain. */
  drainSeconds?: number;
  /** Longest time to end all instances when the group is deleted, seconds. Default: 900. */
  deleteSeconds?: number;
  /** Tags of the instances, beside the usual ones. */
  tags?: Record<string, string>;
}

/** Seconds that a new instance has for its boot, and some more, until `up` gives up. */
const capacitySeconds = launchHook.timeoutSeconds + 300;

/** A launch template, and a group that keeps its instances as the template's newest version says. */
export class InstanceGroup extends pulumi.ComponentResource implements Waitable {
  readonly group: Group;
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: InstanceGroupArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cortex:aws:InstanceGroup", name, {}, opts);
    const { names, part, kind, minSize, maxSize, drainSeconds, targetGroupArn, network, permissions } = args;
    const groupName = names.group(part);
    const child = { parent: this };
    const tags = {
      ...defaultTags(args.settings.aws.tags, { project: pulumi.getProject(), stack: pulumi.getStack() }),
      Name: groupName,
      ...args.tags,
    };
    const template = new aws.ec2.LaunchTemplate(`${name}-template`, launchTemplate(args, tags), {
      ...child,
      dependsOn: permissions.ready,
    });
    const autoScaling = new aws.autoscaling.Group(
      `${name}-group`,
      {
        name: groupName,
        minSize,
        maxSize, // the desired size between the two is the group's own affair
        vpcZoneIdentifiers: args.subnets.map(({ id }) => id),
        launchTemplate: { id: template.id, version: template.latestVersion.apply(String) },
        healthCheckType: "EC2",
        ...(targetGroupArn === undefined ? {} : { targetGroupArns: [targetGroupArn] }),
        healthCheckGracePeriod: 120, // counted from the boot's end: the launch hook comes first
        defaultInstanceWarmup: 120,
        defaultCooldown: 300,
        // A hook of its own would come after the first instances.
        initialLifecycleHooks: [
          {
            name: launchHook.name,
            lifecycleTransition: "autoscaling:EC2_INSTANCE_LAUNCHING",
            heartbeatTimeout: launchHook.timeoutSeconds,
            defaultResult: "ABANDON",
          },
        ],
        instanceRefresh: {
          strategy: "Rolling",
          preferences: { minHealthyPercentage: 100, maxHealthyPercentage: oneMore(minSize), skipMatching: true },
        },
        terminationPolicies: ["OldestLaunchTemplate", "OldestInstance"],
        enabledMetrics,
        metricsGranularity: "1Minute",
        waitForCapacityTimeout: `${capacitySeconds}s`,
        tags: Object.entries(tags)
          .sort(([a], [b]) => a.localeCompare(b))
          .map(([key, value]) => ({ key, value, propagateAtLaunch: true })),
      },
      {
        ...child,
        deleteBeforeReplace: true, // the name can be had once
        dependsOn: network.ready,
        customTimeouts: { delete: `${args.deleteSeconds ?? 900}s` },
      },
    );
    this.ready = [autoScaling];
    if (drainSeconds !== undefined) {
      const hook = new aws.autoscaling.LifecycleHook(
        `${name}-drain`,
        {
          name: terminateHook.name,
          autoscalingGroupName: autoScaling.name,
          lifecycleTransition: "autoscaling:EC2_INSTANCE_TERMINATING",
          heartbeatTimeout: drainSeconds,
          defaultResult: "CONTINUE",
        },
        // Goes with the group: gone before it, the last instances would end without a drain.
        { ...child, retainOnDelete: true },
      );
      this.ready.push(hook);
    }
    this.group = { kind, name: groupName, minSize };
    this.registerOutputs({ group: this.group });
  }
}

/** Percentage at which one instance more than usual may run while they are replaced, so that they go one at a time. */
function oneMore(size: number): number {
  return 100 + Math.ceil(100 / size);
}

/** https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-metrics.html */
const enabledMetrics: aws.autoscaling.Metric[] = [
  "GroupDesiredCapacity",
  "GroupInServiceInstances",
  "GroupMaxSize",
  "GroupMinSize",
  "GroupPendingInstances",
  "GroupTerminatingInstances",
  "GroupTotalInstances",
];

function launchTemplate(args: InstanceGroupArgs, tags: Record<string, string>): aws.ec2.LaunchTemplateArgs {
  const { settings, names, part, kind, image, network, permissions, userData } = args;
  const { instanceType, diskGiB } = settings.aws.instances[kind];
  return {
    name: names.group(part),
    updateDefaultVersion: true,
    imageId: image.id,
    instanceType,
    userData,
    ebsOptimized: "true",
    iamInstanceProfile: { arn: permissions.roles[kind].instanceProfileArn },
    instanceInitiatedShutdownBehavior: "terminate",
    monitoring: { enabled: true },
    // Tokens only, and none for what is one hop away.
    metadataOptions: {
      httpEndpoint: "enabled",
      httpTokens: "required",
      httpPutResponseHopLimit: 1,
      instanceMetadataTags: "disabled",
    },
    networkInterfaces: [
      {
        associatePublicIpAddress: "false",
        deleteOnTermination: "true",
        securityGroups: [network.securityGroups[kind], network.instanceSecurityGroup],
      },
    ],
    blockDeviceMappings: [
      {
        deviceName: image.rootDevice,
        ebs: {
          volumeType: "gp3",
          volumeSize: diskGiB,
          encrypted: "true",
          kmsKeyId: permissions.keyArn,
          deleteOnTermination: "true",
        },
      },
    ],
    tagSpecifications: ["volume", "network-interface"].map((resourceType) => ({ resourceType, tags })),
  };
}
