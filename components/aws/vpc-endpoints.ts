import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AwsTierArgs, Subnet } from "./contracts.ts";
import { policyJson, type PolicyDocument } from "./policies/document.ts";
import { dynamoDbEndpointPolicy, s3EndpointPolicy } from "./policies/endpoints.ts";

export interface VpcEndpointsArgs extends AwsTierArgs {
  vpcId: pulumi.Input<string>;
  privateSubnets: Subnet[];
  /** Route tables of the private subnets; empty: somebody else's, and gateway endpoints, which are routes, with them. */
  privateTables: pulumi.Input<string>[];
  /** Of the interface endpoints. */
  securityGroups: pulumi.Input<string>[];
}

/** Ways to AWS' services that need no NAT: gateway endpoints, which cost nothing, and interface endpoints by setting. */
export class VpcEndpoints extends pulumi.ComponentResource {
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: VpcEndpointsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cortex:aws:VpcEndpoints", name, {}, opts);
    const { settings, place, names, vpcId } = args;
    const endpoint = (service: string, given: Omit<aws.ec2.VpcEndpointArgs, "vpcId">): pulumi.Resource =>
      new aws.ec2.VpcEndpoint(
        `${name}-${service}`,
        {
          vpcId,
          serviceName: `com.amazonaws.${place.region}.${service}`,
          tags: { Name: `${names.prefix}-${service}` },
          ...given,
        },
        { parent: this },
      );
    const gateway = (service: string, policy: PolicyDocument): pulumi.Resource =>
      endpoint(service, {
        vpcEndpointType: "Gateway",
        routeTableIds: args.privateTables,
        policy: policyJson(policy),
      });
    const gateways = (): pulumi.Resource[] => [
      gateway("s3", s3EndpointPolicy(args)),
      ...(settings.engine === "chunks" ? [gateway("dynamodb", dynamoDbEndpointPolicy(args))] : []),
    ];
    const interfaces = [...new Set(settings.aws.network.interfaceEndpoints)].sort();
    this.ready = [
      ...(args.privateTables.length > 0 ? gateways() : []),
      ...interfaces.map((service) =>
        endpoint(service, {
          vpcEndpointType: "Interface",
          subnetIds: args.privateSubnets.map(({ id }) => id),
          securityGroupIds: args.securityGroups,
          privateDnsEnabled: true,
        }),
      ),
    ];
    this.registerOutputs({});
  }
}
