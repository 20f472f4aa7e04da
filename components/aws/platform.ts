import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../settings.ts";
import { Logins } from "../logins.ts";
import type { PlatformOutputs } from "../platform.ts";
import type { Place } from "./contracts.ts";
import { dataStore } from "./data-store.ts";
import { Gateway } from "./gateway.ts";
import { LogGroups } from "./log-groups.ts";
import { Monitoring } from "./monitoring.ts";
import { namesOf } from "./names.ts";
import { Network } from "./network.ts";
import { InstancePermissions } from "./permissions.ts";
import { Users } from "./users.ts";

export interface AwsPlatformArgs {
  settings: Settings;
  place: Place;
}

/** The whole platform on AWS, tier by tier in the order of construction. */
export class AwsPlatform extends pulumi.ComponentResource {
  readonly outputs: PlatformOutputs;

  constructor(name: string, { settings, place }: AwsPlatformArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cortex:aws:Platform", name, {}, opts);
    const child = { parent: this };
    const tier = { settings, place, names: namesOf(settings, place) };

    const logins = new Logins(name, { tenants: settings.tenants }, child);
    new Users(name, tier, child);
    const permissions = new InstancePermissions(name, tier, child);
    new LogGroups(name, { ...tier, permissions }, child);
    const network = new Network(name, { ...tier, permissions }, child);
    const store = dataStore(name, { ...tier, permissions }, child);
    const gateway = new Gateway(name, { ...tier, network, logins }, child);
    new Monitoring(
      name,
      { ...tier, permissions, balancer: gateway, groups: [], natGatewayIds: network.natGatewayIds },
      child,
    );
    void store;

    this.outputs = {
      gatewayUrl: gateway.url,
      logins: gateway.logins,
      prometheusUrls: pulumi.output([]),
    };
    this.registerOutputs(this.outputs);
  }
}
