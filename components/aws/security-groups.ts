// Who may speak to whom, as data. Security groups are closed by default; what is not here does not pass. DNS, time and instance
// metadata are served by AWS beside them.
import type { Settings } from "../../settings.ts";
import type { InstanceKind } from "../../settings/aws/instances.ts";
import { cortexPorts } from "../cortex/cortex-yaml.ts";
import { nginxPorts } from "../cortex/nginx-conf.ts";

/** The groups: one a kind of instance, one for the load balancer, one that every instance is in, one for interface endpoints. */
export type GroupKind = InstanceKind | "gateway" | "instances" | "endpoints";

/** Who is in no group: the VPC's own addresses, those that the settings allow, the NAT gateways' public ones. */
export type Outside = "vpc" | "allowed" | "nat";

export interface Flow {
  from: GroupKind | Outside;
  to: GroupKind | "internet";
  protocol: "tcp" | "udp";
  port: number;
  why: string;
}

/** Ports of Consul (https://developer.hashicorp.com/consul/docs/reference/architecture/ports), Prometheus, Grafana and the exporter. */
const ports = {
  consulRpc: 8300,
  consulGossip: 8301,
  consulHttp: 8500,
  prometheus: 9090,
  nginxExporter: 9113,
  grafana: 3000,
} as const;

const https = 443;
const http = 80;

/** Every flow of a stack. */
export function flows(settings: Settings): Flow[] {
  return [...clients(settings), ...cluster, ...discovery, ...collection, ...people, ...wayOut(settings)];
}

/** Whether the load balancer has a certificate: one given, or one proved in the zone. */
function hasCertificate({ aws }: Settings): boolean {
  const { certificateArn, domain, zoneId } = aws.gateway;
  return certificateArn !== undefined || (domain !== undefined && zoneId !== undefined);
}

/** To the load balancer: with HTTPS, port 80 only says where to go. */
function clients(settings: Settings): Flow[] {
  const { gateway } = settings.aws;
  const why = "remote write and queries";
  const listeners = hasCertificate(settings) ? [https, http] : [http];
  // A load balancer on the internet is reached from inside by its public address, so through NAT.
  const sources: Outside[] = gateway.scheme === "internet-facing" ? ["vpc", "allowed", "nat"] : ["vpc", "allowed"];
  return listeners.flatMap((port) =>
    sources.map((from): Flow => ({ from, to: "gateway", protocol: "tcp", port, why })),
  );
}

const tcp = (from: Flow["from"], to: Flow["to"], port: number, why: string): Flow => ({
  from,
  to,
  protocol: "tcp",
  port,
  why,
});

/** The Alertmanagers replicate by gRPC as well: with sharding on, Cortex opens no port 9094 (1.21.1, pkg/alertmanager/multitenant.go). */
const cluster: Flow[] = [
  tcp("gateway", "cortex", nginxPorts.http, "requests and health checks, to the NGINX of a node"),
  tcp("cortex", "cortex", cortexPorts.http, "NGINX passes on to any healthy node"),
  tcp("cortex", "cortex", cortexPorts.grpc, "distributors, queriers, rulers and rings among themselves"),
];

/** Every instance has a Consul agent. There is one datacenter, so no WAN gossip (8302). */
const discovery: Flow[] = [
  tcp("instances", "instances", ports.consulGossip, "gossip of Consul"),
  { from: "instances", to: "instances", protocol: "udp", port: ports.consulGossip, why: "gossip of Consul" },
  tcp("instances", "consul", ports.consulRpc, "agents ask the servers, and servers each other"),
];

const collection: Flow[] = [
  tcp("prometheus", "cortex", cortexPorts.http, "metrics of Cortex"),
  tcp("prometheus", "cortex", ports.nginxExporter, "metrics of NGINX"),
  tcp("prometheus", "consul", ports.consulHttp, "metrics of Consul"),
  tcp("prometheus", "prometheus", ports.prometheus, "metrics of each other"),
];

/** From inside the VPC (a VPN, a peering with its own routes); never from elsewhere. */
const people: Flow[] = [
  tcp("vpc", "grafana", ports.grafana, "dashboards"),
  tcp("vpc", "prometheus", ports.prometheus, "pages of Prometheus"),
];

/** What instances fetch (AWS' APIs, packages, programs), and the load balancer's address, which may be a public one. */
function wayOut({ aws }: Settings): Flow[] {
  const given = [aws.artifacts.mirror, aws.instanceEndpoint].flatMap((url) => (url === undefined ? [] : [portOf(url)]));
  const out = [...new Set([https, http, ...given])].sort((a, b) => a - b);
  return [
    ...out.map((port) => tcp("instances", "internet", port, "APIs of AWS, packages, programs, the gateway")),
    ...(aws.network.interfaceEndpoints.length > 0
      ? [tcp("instances", "endpoints", https, "APIs of AWS without NAT")]
      : []),
  ];
}

function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  return port === "" ? (protocol === "https:" ? https : http) : Number(port);
}
