import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AwsTierArgs, Subnet } from "./contracts.ts";
import { natGateways } from "./nat-gateways.ts";

export interface RoutesArgs extends AwsTierArgs {
  vpcId: pulumi.Input<string>;
  publicSubnets: Subnet[];
  privateSubnets: Subnet[];
}

const everywhere = { ipv4: "0.0.0.0/0", ipv6: "::/0" } as const;

/**
 * The ways out. Public subnets: the internet gateway, in and out. Private subnets: NAT for IPv4, an egress-only gateway for IPv6. Each
 * zone has a private table of its own whatever `aws.network.nat` says, so that a change of it only turns routes.
 */
export class Routes extends pulumi.ComponentResource {
  /** Of the private subnets, in the zones' order. */
  readonly privateTables: pulumi.Output<string>[];
  readonly natAddresses: pulumi.Output<string>[];
  /** In the zones' order; one for all of them, or one each. */
  readonly natGatewayIds: pulumi.Output<string>[];
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: RoutesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cortex:aws:Routes", name, {}, opts);
    const { settings, names, vpcId, publicSubnets, privateSubnets } = args;
    const child = { parent: this };
    const tags = (part: string): { Name: string } => ({ Name: `${names.prefix}-${part}` });
    const table = (part: string): aws.ec2.RouteTable =>
      new aws.ec2.RouteTable(`${name}-${part}`, { vpcId, tags: tags(part) }, child);
    const attach = (part: string, routeTableId: pulumi.Input<string>, { id }: Subnet): pulumi.Resource =>
      new aws.ec2.RouteTableAssociation(`${name}-${part}`, { routeTableId, subnetId: id }, child);
    const route = (part: string, given: aws.ec2.RouteArgs): pulumi.Resource =>
      new aws.ec2.Route(`${name}-${part}`, given, child);

    const internet = new aws.ec2.InternetGateway(`${name}-internet`, { vpcId, tags: tags("internet") }, child);
    const outOnly = new aws.ec2.EgressOnlyInternetGateway(`${name}-out-only`, { vpcId, tags: tags("out-only") }, child);
    const open = table("public");
    const openRoute = { routeTableId: open.id, gatewayId: internet.id };
    const publicRoutes = [
      route("public-ipv4", { ...openRoute, destinationCidrBlock: everywhere.ipv4 }),
      route("public-ipv6", { ...openRoute, destinationIpv6CidrBlock: everywhere.ipv6 }),
      ...publicSubnets.map((subnet, zone) => attach(`public-${zone + 1}`, open.id, subnet)),
    ];

    const gateways = publicSubnets.slice(0, natGateways(settings.aws.network)).map((subnet, zone) => {
      const part = `nat-${zone + 1}`;
      // An address and a NAT gateway work once the VPC has its internet gateway.
      const after = { ...child, dependsOn: publicRoutes };
      const address = new aws.ec2.Eip(`${name}-${part}-address`, { domain: "vpc", tags: tags(part) }, after);
      const gateway = new aws.ec2.NatGateway(
        `${name}-${part}`,
        { allocationId: address.id, subnetId: subnet.id, tags: tags(part) },
        after,
      );
      return { address: address.publicIp, id: gateway.id };
    });

    const privateRoutes: pulumi.Resource[] = [];
    this.privateTables = privateSubnets.map((subnet, zone) => {
      const part = `private-${zone + 1}`;
      const { id: routeTableId } = table(part);
      const nat = gateways[zone] ?? gateways[0];
      if (nat === undefined) throw new RangeError("there is no public subnet for a NAT gateway");
      privateRoutes.push(
        route(`${part}-ipv4`, { routeTableId, natGatewayId: nat.id, destinationCidrBlock: everywhere.ipv4 }),
        route(`${part}-ipv6`, {
          routeTableId,
          egressOnlyGatewayId: outOnly.id,
          destinationIpv6CidrBlock: everywhere.ipv6,
        }),
        attach(part, routeTableId, subnet),
      );
      return routeTableId;
    });
    this.natAddresses = gateways.map(({ address }) => address);
    this.natGatewayIds = gateways.map(({ id }) => id);
    this.ready = [...publicRoutes, ...privateRoutes];
    this.registerOutputs({ natAddresses: this.natAddresses });
  }
}
