import * as pulumi from "@pulumi/pulumi";
import { consulPorts } from "../cortex/consul-config.ts";
import type { Address, ServiceDiscovery } from "../platform.ts";
import { serverDrainSeconds } from "./boot/hooks.ts";
import { consulPlan } from "./boot/roles/consul.ts";
import type { Group } from "./contracts.ts";
import { groupParts } from "./group-parts.ts";
import { InstanceGroup, type InstanceTierArgs } from "./group.ts";
import type { Secrets } from "./secrets.ts";
import { userDataOf } from "./user-data.ts";

export interface ConsulArgs extends InstanceTierArgs {
  secrets: Secrets;
}

/**
 * Service discovery: three Consul servers, each alone in a group and a zone of its own. When they change, each successor has
 * joined before its predecessor leaves, and the predecessors leave one after the other (boot/scripts/drain-consul.sh).
 */
export class Consul extends pulumi.ComponentResource implements ServiceDiscovery {
  /** The agent that every instance has. */
  readonly address: Address = { host: "127.0.0.1", port: consulPorts.http };
  /** Found through the agent, by the service `consul`. */
  readonly servers: Address[] = [];
  readonly groups: Group[];
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: ConsulArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cortex:aws:Consul", name, {}, opts);
    const { settings, names, network, secrets } = args;
    const groups = groupParts.consul.map((part, zone) => {
      return new InstanceGroup(
        `${name}-${part}`,
        {
          ...args,
          kind: "consul",
          part,
          userData: userDataOf(names, secrets.versions, consulPlan({ settings, names, part })),
          subnets: network.privateSubnets.slice(zone, zone + 1),
          minSize: 1,
          maxSize: 1,
          drainSeconds: serverDrainSeconds,
          tags: { [names.consulTag.key]: names.consulTag.value },
        },
        // At the same time: none is well before all have come and elected a leader.
        { parent: this, dependsOn: secrets.ready },
      );
    });
    this.groups = groups.map(({ group }) => group);
    this.ready = groups.flatMap(({ ready }) => ready);
    this.registerOutputs({ groups: this.groups });
  }
}
