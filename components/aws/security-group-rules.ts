import type { Flow, GroupKind, Outside } from "./security-groups.ts";
import { canonical } from "./subnets.ts";

/** The other side of a rule. */
export type Peer = { group: GroupKind } | { cidrIpv4: string } | { cidrIpv6: string } | { nat: number };

/** One rule of one group; a resource each. */
export interface Rule {
  /** Unique in a stack, and the same as long as the rule means the same. */
  name: string;
  group: GroupKind;
  direction: "ingress" | "egress";
  protocol: Flow["protocol"];
  port: number;
  peer: Peer;
  why: string;
}

/** The addresses that a flow's ends stand for. */
export interface Addresses {
  /** IPv4 blocks of the VPC. */
  vpcCidrs: string[];
  allowedCidrs: string[];
  /** NAT gateways; a peer names one by its number from 0. */
  natGateways: number;
}

/** A flow needs a rule where it comes in, and one where it goes out; sorted by name. */
export function rulesOf(flows: Flow[], addresses: Addresses): Rule[] {
  const rules = flows.flatMap((flow) => [
    ...(flow.to === "internet" ? [] : ingress(flow, flow.to, addresses)),
    ...(isGroup(flow.from) ? egress(flow, flow.from) : []),
  ]);
  return rules.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function isGroup(end: Flow["from"]): end is GroupKind {
  return end !== "vpc" && end !== "allowed" && end !== "nat";
}

function ingress(flow: Flow, group: GroupKind, addresses: Addresses): Rule[] {
  const peers: Peer[] = isGroup(flow.from) ? [{ group: flow.from }] : outside(flow.from, addresses);
  return peers.map((peer) => rule(flow, group, "ingress", peer));
}

function egress(flow: Flow, group: GroupKind): Rule[] {
  const peers: Peer[] =
    flow.to === "internet" ? [{ cidrIpv4: "0.0.0.0/0" }, { cidrIpv6: "::/0" }] : [{ group: flow.to }];
  return peers.map((peer) => rule(flow, group, "egress", peer));
}

function outside(from: Outside, { vpcCidrs, allowedCidrs, natGateways }: Addresses): Peer[] {
  const vpc = vpcCidrs.map(canonical);
  switch (from) {
    case "vpc":
      return vpc.map((cidrIpv4) => ({ cidrIpv4 }));
    case "allowed":
      // AWS refuses a rule that is there already.
      return [...new Set(allowedCidrs.map(canonical))]
        .filter((cidr) => !vpc.includes(cidr))
        .map((cidrIpv4) => ({ cidrIpv4 }));
    case "nat":
      return Array.from({ length: natGateways }, (_, nat) => ({ nat }));
  }
}

function rule({ protocol, port, why }: Flow, group: GroupKind, direction: Rule["direction"], peer: Peer): Rule {
  const way = direction === "ingress" ? "from" : "to";
  return { name: `${group}-${way}-${label(peer)}-${protocol}-${port}`, group, direction, protocol, port, peer, why };
}

function label(peer: Peer): string {
  if ("group" in peer) return peer.group;
  if ("nat" in peer) return `nat-${peer.nat + 1}`;
  return "cidrIpv4" in peer ? peer.cidrIpv4.replace("/", "_") : peer.cidrIpv6.replace("/", "_");
}
