import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AwsNetwork, AwsTierArgs, Subnet } from "./contracts.ts";
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

/** The VPC: public and private subnets in three zones, their ways out, and who may speak to whom in it. */
export class Network extends pulumi.ComponentResource implements AwsNetwork {
  readonly vpcId: pulumi.Output<string>;
  readonly privateSubnets: Subnet[];
  readonly publicSubnets: Subnet[];
  readonly securityGroups: AwsNetwork["securityGroups"];
  readonly instanceSecurityGroup: pulumi.Output<string>;
  /** Public addresses from which instances reach the internet by IPv4. */
  readonly natAddresses: pulumi.Output<string>[];
  /** In the zones' order; one for all of them, or one each. */
  readonly natGatewayIds: pulumi.Output<string>[];
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cortex:aws:Network", name, {}, opts);
    const { settings, place, names, permissions } = args;
    const tier: AwsTierArgs = { settings, place, names };
    const child = { parent: this };
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
    this.vpcId = vpc.id;
    this.publicSubnets = subnets("public");
    this.privateSubnets = subnets("private");

    const parts = { ...tier, vpcId: vpc.id, publicSubnets: this.publicSubnets, privateSubnets: this.privateSubnets };
    const routes = new Routes(name, parts, child);
    const groups = new NetworkGroups(name, { ...parts, natAddresses: routes.natAddresses }, child);
    const endpoints = new VpcEndpoints(
      name,
      { ...parts, privateTables: routes.privateTables, securityGroups: groups.ofEndpoints },
      child,
    );
    if (permissions.flowLogsRoleArn !== undefined) {
      new FlowLogs(
        `${name}-flow-logs`,
        { ...tier, vpcId: vpc.id, keyArn: permissions.keyArn, roleArn: permissions.flowLogsRoleArn },
        { ...child, dependsOn: permissions.ready },
      );
    }
    this.securityGroups = groups.ofKinds;
    this.instanceSecurityGroup = groups.ofInstances;
    this.natAddresses = routes.natAddresses;
    this.natGatewayIds = routes.natGatewayIds;
    this.ready = [...routes.ready, ...groups.ready, ...endpoints.ready];
    this.registerOutputs({ vpcId: this.vpcId });
  }
}
