import * as pulumi from "@pulumi/pulumi";
import type { Waitable } from "../platform.ts";
import { grafanaPlan } from "./boot/roles/grafana.ts";
import type { Group, LoadBalancer } from "./contracts.ts";
import { groupParts } from "./group-parts.ts";
import { InstanceGroup, type InstanceTierArgs } from "./group.ts";
import type { Secrets } from "./secrets.ts";
import { userDataOf } from "./user-data.ts";

export interface GrafanaArgs extends InstanceTierArgs {
  secrets: Secrets;
  loadBalancer: LoadBalancer;
  /** File name and JSON of each dashboard. */
  dashboards: { fileName: string; json: string }[];
  /** What must be there first: without Consul no instance ends its boot. */
  after: Waitable[];
}

/** Data query: one Grafana in a group over all zones, whose successor is provisioned as it was. */
export class Grafana extends pulumi.ComponentResource implements Waitable {
  readonly group: Group;
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: GrafanaArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cortex:aws:Grafana", name, {}, opts);
    const { settings, names, network, secrets, loadBalancer, dashboards, after } = args;
    const { port, https } = loadBalancer;
    const [part = "grafana"] = groupParts.grafana;
    const plan = loadBalancer.host.apply((host) =>
      grafanaPlan({ settings, names, part, dashboards, gateway: { host, port, https } }),
    );
    const instances = new InstanceGroup(
      `${name}-${part}`,
      {
        ...args,
        kind: "grafana",
        part,
        userData: userDataOf(names, secrets.versions, plan),
        subnets: network.privateSubnets,
        minSize: 1,
        maxSize: 1,
      },
      { parent: this, dependsOn: [...secrets.ready, ...after.flatMap(({ ready }) => ready)] },
    );
    this.group = instances.group;
    this.ready = instances.ready;
    this.registerOutputs({ group: this.group });
  }
}
