// What a machine is asked from within, where no login is needed.
import { z } from "zod";
import type { Machine } from "./machine.ts";

/** A member of a ring of Cortex. */
export interface Member {
  id: string;
  state: string;
  zone: string;
  /** `host:port` */
  address: string;
}

const ring = z.object({
  shards: z.array(z.object({ id: z.string(), state: z.string(), zone: z.string(), address: z.string() })),
});

/** GET of a URL of the machine itself. */
export function get(machine: Machine, url: string, headers: Record<string, string> = {}): Promise<string> {
  return machine.exec(["curl", "-fsS", "-m", "20", ...headerOptions(headers), url]);
}

export function post(machine: Machine, url: string): Promise<string> {
  return machine.exec(["curl", "-fsS", "-m", "50", "-X", "POST", url]);
}

/** The ingesters' ring, as a node sees it. */
export async function ringOf(node: Machine): Promise<Member[]> {
  const text = await get(node, "http://127.0.0.1/ring", { accept: "application/json" });
  return ring.parse(JSON.parse(text)).shards;
}

/** `host:port` of the leader of the Consul servers, as an agent sees it; empty: there is none. */
export async function leaderOf(machine: Machine): Promise<string> {
  return z.string().parse(JSON.parse(await get(machine, "http://127.0.0.1:8500/v1/status/leader")));
}

/** `host:port` of each Consul server, sorted; one that has just come does not vote yet. */
export async function peersOf(machine: Machine): Promise<string[]> {
  const text = await get(machine, "http://127.0.0.1:8500/v1/status/peers");
  return z.array(z.string()).parse(JSON.parse(text)).sort();
}

/** `host:port` of each Consul server that votes, sorted. */
export async function votersOf(machine: Machine): Promise<string[]> {
  const text = await get(machine, "http://127.0.0.1:8500/v1/operator/raft/configuration");
  const { Servers } = z
    .object({ Servers: z.array(z.object({ Address: z.string(), Voter: z.boolean() })) })
    .parse(JSON.parse(text));
  return Servers.filter(({ Voter }) => Voter)
    .map(({ Address }) => Address)
    .sort();
}

const health = z.array(z.object({ Node: z.object({ Address: z.string() }) }));

/** Addresses of the nodes on which a service passes its check, sorted. */
export async function passing(machine: Machine, service: string): Promise<string[]> {
  const text = await get(machine, `http://127.0.0.1:8500/v1/health/service/${service}?passing`);
  return health
    .parse(JSON.parse(text))
    .map(({ Node }) => Node.Address)
    .sort();
}

/** Addresses of every node that Consul's catalog knows, sorted. */
export async function catalogOf(machine: Machine): Promise<string[]> {
  const text = await get(machine, "http://127.0.0.1:8500/v1/catalog/nodes");
  return z
    .array(z.object({ Address: z.string() }))
    .parse(JSON.parse(text))
    .map(({ Address }) => Address)
    .sort();
}

function headerOptions(headers: Record<string, string>): string[] {
  return Object.entries(headers).flatMap(([name, value]) => ["-H", `${name}: ${value}`]);
}
