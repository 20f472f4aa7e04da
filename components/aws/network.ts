import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Waitable } from "../platform.ts";
import type { AwsNetwork, AwsTierArgs, Subnet } from "./contracts.ts";
import type { ExistingNetwork } from "./existing/network.ts";
import { FlowLogs } from "./flow-logs.ts";
import { NetworkGroups } from "./network-groups.ts";
import { Routes } from "./routes.ts";
import { canonical, ipv4Plan, ipv6Subnet } from "./subnets.ts";
import { VpcEndpoints } from "./vpc-endpoints.ts";

/** What flow logs need of the permissions: InstancePermissions has it. */
export interface FlowLogPermissions {
  readonly keyArn: pulumi.Output<string>;
  /** Absent when no flow logs are kept. */
  readonly flowLogsRoleArn?: pulumi.Output<string>;
  readonly ready: pulumi.Resource[];
}

export interface NetworkArgs extends AwsTierArgs {
  permissions: FlowLogPermissions;
}

/** The VPC, made or given: public and private subnets in three zones, their ways out, and who may speak to whom in it. */
export class Network extends pulumi.ComponentResource implements AwsNetwork {
  readonly vpcId: pulumi.Output<string>;
  readonly privateSubnets: Subnet[];
  readonly publicSubnets: Subnet[];
  readonly securityGroups: AwsNetwork["securityGroups"];
  readonly instanceSecurityGroup: pulumi.Output<string>;
  /** Public addresses from which instances reach the internet by IPv4. */
  readonly natAddresses: pulumi.Output<string>[];
  /** The stack's own, in the zones' order: one for all of them, or one each; none in an existing VPC. */
  readonly natGatewayIds: pulumi.Output<string>[];
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cortex:aws:Network", name, {}, opts);
    const { permissions, ...tier } = args;
    const child = { parent: this };
    const { network } = tier.place;
    const base = network === undefined ? ownBase(name, tier, child) : existingBase(network);
    this.vpcId = base.vpcId;
    this.publicSubnets = base.publicSubnets;
    this.privateSubnets = base.privateSubnets;
    const parts = { ...tier, ...base };
    const groups = new NetworkGroups(name, { ...parts, ownVpc: network === undefined }, child);
    const endpoints = new VpcEndpoints(name, { ...parts, securityGroups: groups.ofEndpoints }, child);
    if (permissions.flowLogsRoleArn !== undefined) {
      new FlowLogs(
        `${name}-flow-logs`,
        { ...tier, vpcId: base.vpcId, keyArn: permissions.keyArn, roleArn: permissions.flowLogsRoleArn },
        { ...child, dependsOn: permissions.ready },
      );
    }
    this.securityGroups = groups.ofKinds;
    this.instanceSecurityGroup = groups.ofInstances;
    this.natAddresses = base.natAddresses;
    this.natGatewayIds = base.natGatewayIds;
    this.ready = [...base.ready, ...groups.ready, ...endpoints.ready];
    this.registerOutputs({ vpcId: this.vpcId });
  }
}

/** What lies beneath security groups and endpoints. */
interface Base extends Waitable {
  vpcId: pulumi.Output<string>;
  /** IPv4 blocks of the VPC. */
  vpcCidrs: string[];
  privateSubnets: Subnet[];
  publicSubnets: Subnet[];
  /** Route tables of the private subnets, as far as they are the stack's own. */
  privateTables: pulumi.Output<string>[];
  natAddresses: pulumi.Output<string>[];
  /** Of the NAT gateways that are the stack's own. */
  natGatewayIds: pulumi.Output<string>[];
}

/** A VPC of the stack's own. */
function ownBase(name: string, tier: AwsTierArgs, child: { parent: pulumi.Resource }): Base {
  const { settings, place, names } = tier;
  const { cidr } = settings.aws.network;
  const vpc = new aws.ec2.Vpc(
    `${name}-vpc`,
    {
      cidrBlock: canonical(cidr),
      assignGeneratedIpv6CidrBlock: true,
      enableDnsSupport: true,
      enableDnsHostnames: true,
      tags: { Name: names.prefix },
    },
    child,
  );
  const plan = ipv4Plan(cidr, place.zones);
  const subnets = (kind: "public" | "private"): Subnet[] =>
    plan[kind].map(({ zone, cidr: cidrBlock }, index) => {
      const part = `${kind}-${index + 1}`;
      const { id } = new aws.ec2.Subnet(
        `${name}-${part}`,
        {
          vpcId: vpc.id,
          availabilityZone: zone,
          cidrBlock,
          ipv6CidrBlock: vpc.ipv6CidrBlock.apply((block) => ipv6Subnet(block, kind, index)),
          assignIpv6AddressOnCreation: true,
          mapPublicIpOnLaunch: false,
          tags: { Name: `${names.prefix}-${part}` },
        },
        child,
      );
      return { id, zone };
    });
  const within = { vpcId: vpc.id, publicSubnets: subnets("public"), privateSubnets: subnets("private") };
  const { privateTables, natAddresses, natGatewayIds, ready } = new Routes(name, { ...tier, ...within }, child);
  return { ...within, vpcCidrs: [canonical(cidr)], privateTables, natAddresses, natGatewayIds, ready };
}

/** A VPC that stands already: nothing of it is made, watched or waited for. */
function existingBase(network: ExistingNetwork): Base {
  const subnets = (given: ExistingNetwork["privateSubnets"]): Subnet[] =>
    given.map(({ id, zone }) => ({ id: pulumi.output(id), zone }));
  return {
    vpcId: pulumi.output(network.vpcId),
    vpcCidrs: network.cidrs,
    privateSubnets: subnets(network.privateSubnets),
    publicSubnets: subnets(network.publicSubnets),
    privateTables: [],
    natAddresses: network.natAddresses.map((address) => pulumi.output(address)),
    natGatewayIds: [],
    ready: [],
  };
}
