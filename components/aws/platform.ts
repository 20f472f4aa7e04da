import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../settings.ts";
import { dashboards } from "../cortex/dashboards/index.ts";
import { alertingRules } from "../cortex/rules/alerting.ts";
import { monitoringOptions } from "../cortex/rules/options.ts";
import { recordingRules } from "../cortex/rules/recording.ts";
import { renderRules } from "../cortex/rules/render.ts";
import { Logins } from "../logins.ts";
import type { PlatformOutputs } from "../platform.ts";
import { refuseUnknownThresholds } from "./alarms.ts";
import { Consul } from "./consul.ts";
import type { Place } from "./contracts.ts";
import { Cortex } from "./cortex.ts";
import { dataStore } from "./data-store.ts";
import { Gateway } from "./gateway.ts";
import { Grafana } from "./grafana.ts";
import { groupsOf } from "./groups.ts";
import { LogGroups } from "./log-groups.ts";
import type { MachineImage } from "./machine-image.ts";
import { Monitoring } from "./monitoring.ts";
import { namesOf } from "./names.ts";
import { Network } from "./network.ts";
import { InstancePermissions } from "./permissions.ts";
import { Prometheus } from "./prometheus.ts";
import { Secrets } from "./secrets.ts";
import { Users } from "./users.ts";

export interface AwsPlatformArgs {
  settings: Settings;
  place: Place;
  image: MachineImage;
}

/** The whole platform on AWS, tier by tier in the order of construction. */
export class AwsPlatform extends pulumi.ComponentResource {
  readonly outputs: PlatformOutputs;

  constructor(name: string, { settings, place, image }: AwsPlatformArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cortex:aws:Platform", name, {}, opts);
    const child = { parent: this };
    const names = namesOf(settings, place);
    const tier = { settings, place, names };
    refuseUnknownThresholds(settings, names, groupsOf(settings)); // before anything is made
    const watched = monitoringOptions(settings);
    // Its release is downloaded by the instance itself: there is no image that could be missing.
    const withGrafana = settings.grafana.enabled !== "never";

    const logins = new Logins(name, { tenants: settings.tenants }, child);
    new Users(name, tier, child);
    const permissions = new InstancePermissions(name, tier, child);
    const logs = new LogGroups(name, { ...tier, permissions }, child);
    const network = new Network(name, { ...tier, permissions }, child);
    const store = dataStore(name, { ...tier, permissions }, child);
    const secrets = new Secrets(name, { ...tier, permissions, logins, withGrafana }, child);
    const instances = { ...tier, network, permissions, image, secrets };
    // What an agent finds missing it makes itself, kept for ever: log groups first.
    const afterLogs = { ...child, dependsOn: logs.ready };
    const discovery = new Consul(name, instances, afterLogs);
    const gateway = new Gateway(name, { ...tier, network, logins }, child);
    const behindGateway = { ...instances, loadBalancer: gateway };
    const cluster = new Cortex(
      name,
      { ...behindGateway, dataStore: store, discovery, rules: recordingRules(watched) },
      afterLogs,
    );
    const collection = new Prometheus(
      name,
      {
        ...behindGateway,
        cluster: name,
        rules: renderRules(alertingRules(watched), { brief: true }),
        after: [discovery],
      },
      afterLogs,
    );
    const query = withGrafana
      ? new Grafana(
          name,
          { ...behindGateway, dashboards: dashboards(watched, { minified: true }), after: [discovery] },
          afterLogs,
        )
      : undefined;
    new Monitoring(
      name,
      {
        ...tier,
        permissions,
        balancer: gateway,
        groups: [
          ...discovery.groups,
          cluster.group,
          ...collection.groups,
          ...(query === undefined ? [] : [query.group]),
        ],
        natGatewayIds: network.natGatewayIds,
      },
      child,
    );

    this.outputs = {
      gatewayUrl: gateway.url,
      logins: gateway.logins,
      ...(secrets.grafanaLogin === undefined ? {} : { grafanaLogin: secrets.grafanaLogin }),
    };
    this.registerOutputs(this.outputs);
  }
}
