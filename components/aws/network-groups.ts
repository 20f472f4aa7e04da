import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AwsNetwork, AwsTierArgs } from "./contracts.ts";
import { rulesOf, type Peer } from "./security-group-rules.ts";
import { flows, type GroupKind } from "./security-groups.ts";

export interface NetworkGroupsArgs extends AwsTierArgs {
  vpcId: pulumi.Input<string>;
  /** IPv4 blocks of the VPC. */
  vpcCidrs: string[];
  /** Whether the VPC is the stack's own, and its default group with it. */
  ownVpc: boolean;
  /** Public addresses of the NAT gateways. */
  natAddresses: pulumi.Output<string>[];
}

const purposes: Record<GroupKind, string> = {
  consul: "Consul servers",
  cortex: "Cortex nodes",
  prometheus: "Prometheus",
  grafana: "Grafana",
  gateway: "Load balancer",
  instances: "Every instance",
  endpoints: "Interface endpoints",
};

type GroupIds = ReadonlyMap<GroupKind, pulumi.Output<string>>;

/** The security groups, closed but for the flows of security-groups.ts; in a VPC of its own also the default group, which lets nothing through. */
export class NetworkGroups extends pulumi.ComponentResource {
  readonly ofKinds: AwsNetwork["securityGroups"];
  readonly ofInstances: pulumi.Output<string>;
  /** Empty without interface endpoints. */
  readonly ofEndpoints: pulumi.Output<string>[];
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: NetworkGroupsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cortex:aws:NetworkGroups", name, {}, opts);
    const { settings, names, vpcId, vpcCidrs, ownVpc, natAddresses } = args;
    const child = { parent: this };
    if (ownVpc) {
      // AWS makes it with every VPC, open among its members.
      new aws.ec2.DefaultSecurityGroup(
        `${name}-default`,
        { vpcId, ingress: [], egress: [], tags: { Name: `${names.prefix}-closed` } },
        child,
      );
    }
    const ids = new Map<GroupKind, pulumi.Output<string>>();
    const group = (kind: GroupKind): pulumi.Output<string> => {
      const groupName = `${names.prefix}-${kind}`;
      const { id } = new aws.ec2.SecurityGroup(
        `${name}-${kind}`,
        { name: groupName, description: purposes[kind], vpcId, tags: { Name: groupName } },
        child,
      );
      ids.set(kind, id);
      return id;
    };
    this.ofKinds = {
      consul: group("consul"),
      cortex: group("cortex"),
      prometheus: group("prometheus"),
      grafana: group("grafana"),
      gateway: group("gateway"),
    };
    this.ofInstances = group("instances");
    this.ofEndpoints = settings.aws.network.interfaceEndpoints.length > 0 ? [group("endpoints")] : [];
    const addresses = {
      vpcCidrs,
      allowedCidrs: settings.aws.gateway.allowedCidrs,
      natGateways: natAddresses.length,
    };
    this.ready = rulesOf(flows(settings), addresses).map((rule) => {
      const given = {
        securityGroupId: idOf(ids, rule.group),
        ipProtocol: rule.protocol,
        fromPort: rule.port,
        toPort: rule.port,
        description: rule.why,
        ...peerArgs(rule.peer, ids, natAddresses),
      };
      return rule.direction === "ingress"
        ? new aws.vpc.SecurityGroupIngressRule(`${name}-${rule.name}`, given, child)
        : new aws.vpc.SecurityGroupEgressRule(`${name}-${rule.name}`, given, child);
    });
    this.registerOutputs({});
  }
}

/** What of a rule names the other side. */
interface PeerArgs {
  referencedSecurityGroupId?: pulumi.Output<string>;
  cidrIpv4?: pulumi.Input<string>;
  cidrIpv6?: string;
}

function peerArgs(peer: Peer, ids: GroupIds, natAddresses: pulumi.Output<string>[]): PeerArgs {
  if ("group" in peer) return { referencedSecurityGroupId: idOf(ids, peer.group) };
  if (!("nat" in peer)) return peer;
  const address = natAddresses[peer.nat];
  if (address === undefined) throw new RangeError(`there is no NAT gateway ${peer.nat + 1}`);
  return { cidrIpv4: pulumi.interpolate`${address}/32` };
}

function idOf(ids: GroupIds, kind: GroupKind): pulumi.Output<string> {
  const id = ids.get(kind);
  if (id === undefined) throw new RangeError(`there is no security group ${kind}`);
  return id;
}
