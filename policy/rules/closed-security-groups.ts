import { ofType, refersTo } from "../links.ts";
import type { Breach, StackResource, StackRule } from "../rule.ts";
import { at, list, numberOf, textOf, texts, type Value } from "../value.ts";

const anywhere = ["0.0.0.0/0", "::/0"];
const groupType = "aws:ec2/securityGroup:SecurityGroup";

/** The ports that a load balancer's group may open to everybody: HTTPS, and HTTP that redirects to it. */
const publicPorts = [443, 80];

interface Opening {
  from: Value | undefined;
  to: Value | undefined;
  protocol: Value | undefined;
  blocks: string[];
}

/** What a resource lets in. */
function openings({ type, props }: StackResource): Opening[] {
  switch (type) {
    case "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule":
      return [
        {
          from: props["fromPort"],
          to: props["toPort"],
          protocol: props["ipProtocol"],
          blocks: texts([props["cidrIpv4"] ?? null, props["cidrIpv6"] ?? null]),
        },
      ];
    case "aws:ec2/securityGroupRule:SecurityGroupRule":
      return props["type"] === "ingress" ? [older(props)] : [];
    case groupType:
      return list(props["ingress"]).map(older);
    default:
      return [];
  }
}

function older(rule: Value): Opening {
  return {
    from: at(rule, "fromPort"),
    to: at(rule, "toPort"),
    protocol: at(rule, "protocol"),
    blocks: [...texts(at(rule, "cidrBlocks")), ...texts(at(rule, "ipv6CidrBlocks"))],
  };
}

/** Whoever scans the internet finds an open port within minutes: only the gateway is made for that. */
export const closedSecurityGroups: StackRule = {
  kind: "stack",
  name: "closed-security-groups",
  description: "Nothing is open to everybody but ports 443 and 80 of a load balancer.",
  severity: "critical",
  remediation: "Name the security group or the blocks that need the port (aws.gateway.allowedCidrs for the gateway).",
  check(resources) {
    const balancers = ofType(resources, "aws:lb/loadBalancer:LoadBalancer");
    const ofBalancer = (resource: StackResource): boolean => {
      const groups = ofType(resources, groupType).filter(
        (group) => group === resource || refersTo(resource, "securityGroupId", group, "id"),
      );
      return groups.some((group) => balancers.some((one) => one.dependencies["securityGroups"]?.includes(group.urn)));
    };
    return resources.flatMap((resource): Breach[] =>
      openings(resource)
        .filter(({ blocks }) => blocks.some((block) => anywhere.includes(block)))
        .filter(({ from, to, protocol }) => {
          const port = numberOf(from);
          const single = port !== undefined && port === numberOf(to) && protocol === "tcp";
          return !(single && publicPorts.includes(port) && ofBalancer(resource));
        })
        .map(({ from, to, protocol }) => ({
          urn: resource.urn,
          message: `everybody may reach ${textOf(protocol)} ${textOf(from)}-${textOf(to)}`,
        })),
    );
  },
};
