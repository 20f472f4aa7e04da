import * as pulumi from "@pulumi/pulumi";
import type { Waitable } from "../platform.ts";
import { prometheusPlan } from "./boot/roles/prometheus.ts";
import type { Group, LoadBalancer } from "./contracts.ts";
import { groupParts } from "./group-parts.ts";
import { InstanceGroup, type InstanceTierArgs } from "./group.ts";
import type { Secrets } from "./secrets.ts";
import { userDataOf } from "./user-data.ts";

export interface PrometheusArgs extends InstanceTierArgs {
  secrets: Secrets;
  loadBalancer: LoadBalancer;
  /** The HA pair's name: what the HA tracker elects one replica for. */
  cluster: string;
  /** The alerting rules' file. */
  rules: string;
  /** What must be there first: without Consul no instance ends its boot. */
  after: Waitable[];
}

/** Data collection: two Prometheus that scrape the same, each alone in a group and a zone of its own. */
export class Prometheus extends pulumi.ComponentResource implements Waitable {
  readonly groups: Group[];
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: PrometheusArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cortex:aws:Prometheus", name, {}, opts);
    const { settings, names, network, secrets, loadBalancer, cluster, rules, after } = args;
    const { port, https } = loadBalancer;
    const groups = groupParts.prometheus.map((part, zone) => {
      const plan = loadBalancer.host.apply((host) =>
        prometheusPlan({ settings, names, part, cluster, rules, gateway: { host, port, https } }),
      );
      return new InstanceGroup(
        `${name}-${part}`,
        {
          ...args,
          kind: "prometheus",
          part,
          userData: userDataOf(names, secrets.versions, plan),
          subnets: network.privateSubnets.slice(zone, zone + 1),
          minSize: 1,
          maxSize: 1,
        },
        { parent: this, dependsOn: [...secrets.ready, ...after.flatMap(({ ready }) => ready)] },
      );
    });
    this.groups = groups.map(({ group }) => group);
    this.ready = groups.flatMap(({ ready }) => ready);
    this.registerOutputs({ groups: this.groups });
  }
}
