import type * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../settings.ts";
import type { InstanceKind } from "../../settings/aws/instances.ts";
import type { Waitable } from "../platform.ts";
import type { BucketKeys } from "./existing/buckets.ts";
import type { ExistingNetwork } from "./existing/network.ts";
import type { Names } from "./names.ts";

/** Where the stack is built: plain values, known before the first resource, so that names and policies are pure. */
export interface Place {
  /** 12 digits. */
  accountId: string;
  region: string;
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  partition: string;
  /** The three zones, sorted. */
  zones: [string, string, string];
  /** The network that stands already and is used. Default: none, and one is made. */
  network?: ExistingNetwork;
  /** The keys of existing buckets that have one of somebody's own. Default: none. */
  bucketKeys?: BucketKeys;
}

/** What every tier on AWS is told. */
export interface AwsTierArgs {
  settings: Settings;
  place: Place;
  names: Names;
}

/** One subnet. */
export interface Subnet {
  id: pulumi.Output<string>;
  zone: string;
}

/** The network that the other tiers live in; subnets in the zones' order. */
export interface AwsNetwork extends Waitable {
  readonly vpcId: pulumi.Output<string>;
  /** With a way out by NAT; instances live here. */
  readonly privateSubnets: Subnet[];
  /** With a way in; an internet-facing load balancer and the NAT gateways live here. Empty where an existing network has none to give. */
  readonly publicSubnets: Subnet[];
  /** A group for each kind of instance and one for the load balancer. */
  readonly securityGroups: Record<InstanceKind | "gateway", pulumi.Output<string>>;
  /** The group that every instance is in beside its kind's own: Consul's gossip among all of them, and the way out. */
  readonly instanceSecurityGroup: pulumi.Output<string>;
}

/** The role that instances of a kind have. */
export interface InstanceRole {
  readonly roleName: pulumi.Output<string>;
  readonly instanceProfileArn: pulumi.Output<string>;
}

/** Who may do what. */
export interface Permissions extends Waitable {
  readonly roles: Record<InstanceKind, InstanceRole>;
  /** The KMS key, the stack's own or the one that the settings name. */
  readonly keyArn: pulumi.Output<string>;
}

/** An Auto Scaling group, as alarms and dashboards name it. */
export interface Group {
  readonly kind: InstanceKind;
  readonly name: string;
  /** Instances that must be there, at the least. */
  readonly minSize: number;
}

/** A load balancer, as alarms and instances name it. */
export interface LoadBalancer {
  /** As CloudWatch names it: `app/<name>/<id>`. */
  readonly arnSuffix: pulumi.Output<string>;
  readonly targetGroupArn: pulumi.Output<string>;
  readonly targetGroupArnSuffix: pulumi.Output<string>;
  /** What Prometheus and Grafana connect to: the domain, or the load balancer's own DNS name. */
  readonly host: pulumi.Output<string>;
  readonly port: number;
  readonly https: boolean;
}
