import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../settings.ts";
import type { Address, ServiceDiscovery } from "../platform.ts";
import { image, part, volume, type TierArgs } from "./part.ts";

export interface ConsulArgs extends TierArgs {
  consul: Settings["consul"];
  image: Settings["images"]["consul"];
  limits: Settings["resources"]["consul"];
}

const httpPort = 8500;
const ask = (path: string): string => `wget -qO- http://127.0.0.1:${httpPort}${path}`;
const hasLeader = `${ask("/v1/status/leader")} | grep -q :`;
/** The first servers of a new stack cannot elect before the last is there; no vote was ever taken, so nothing is at stake. */
const neverVoted = `${ask("/v1/agent/self")} | grep -q '"last_log_index":"0"'`;
/**
 * Nor can those that come back after the others are gone too: after 80 looks (20 s or so) that see no quorum alive, the next
 * may come. After 160 it may in any case: a server that had just come back when the others went has no vote yet, and
 * counts as alive all the same.
 */
function othersMustCome(servers: number): string {
  const looks = "/tmp/looks";
  const seen = `$(wc -l <${looks})`;
  const alive = `$(${ask("/v1/agent/members")} | grep -o '"Status":1' | wc -l)`;
  const quorum = Math.floor(servers / 2) + 1;
  return `{ echo >>${looks}; [ ${seen} -gt 160 ] || { [ ${seen} -gt 80 ] && [ ${alive} -lt ${quorum} ]; }; }`;
}

/** Service discovery: Consul servers with a real quorum, all of them behind one alias, since Cortex takes one host. */
export class Consul extends pulumi.ComponentResource implements ServiceDiscovery {
  readonly address: Address = { host: "consul", port: httpPort };
  readonly servers: Address[];
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: ConsulArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cortex:docker:Consul", name, {}, opts);
    const consulImage = image(`${name}-consul`, args.image, { parent: this });
    const hosts = Array.from({ length: args.consul.servers }, (_, i) => `consul-${i + 1}`);
    const servers: pulumi.Resource[] = [];
    for (const host of hosts) {
      const isLast = host === hosts.at(-1);
      const server = part(
        name,
        host,
        {
          network: args.network,
          tier: "discovery",
          role: "consul",
          image: consulImage,
          limits: args.limits,
          aliases: [this.address.host],
          command: [
            "agent",
            "-server",
            `-bootstrap-expect=${hosts.length}`,
            `-node=${host}`,
            "-client=0.0.0.0",
            `-bind={{ GetInterfaceIP "eth0" }}`,
            // A server that comes back has another address and the same name.
            ...hosts.filter((other) => other !== host).map((other) => `-retry-join=${other}`),
            "-retry-interval=1s",
            // Votes every 1-2 s instead of 5-10 s: the servers share one machine or one rack.
            `-hcl=performance { raft_multiplier = 1 }`,
            `-hcl=telemetry { prometheus_retention_time = "60s" disable_hostname = true }`,
            "-hcl=disable_update_check = true",
          ],
          volumes: { "/consul/data": volume(`${name}-${host}-data`, { parent: this }) },
          healthy: {
            command: isLast ? hasLeader : `{ ${hasLeader} || ${neverVoted} || ${othersMustCome(hosts.length)}; }`,
            timeoutSeconds: 180,
          },
          graceSeconds: 20,
        },
        // Each after the one before is well, so that a change never takes the quorum.
        { parent: this, dependsOn: [...(args.after ?? []), ...servers.slice(-1)] },
      );
      servers.push(server);
    }
    this.ready = servers;
    this.servers = hosts.map((host) => ({ host, port: httpPort }));
    this.registerOutputs({ address: this.address, servers: this.servers });
  }
}
