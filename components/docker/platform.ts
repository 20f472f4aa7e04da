import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../settings.ts";
import { Logins } from "../logins.ts";
import type { PlatformOutputs } from "../platform.ts";
import { dashboards } from "../cortex/dashboards/index.ts";
import { alertingRules } from "../cortex/rules/alerting.ts";
import { monitoringOptions } from "../cortex/rules/options.ts";
import { recordingRules } from "../cortex/rules/recording.ts";
import { renderRules } from "../cortex/rules/render.ts";
import { Cassandra } from "./cassandra.ts";
import { Consul } from "./consul.ts";
import { Cortex } from "./cortex.ts";
import { Grafana } from "./grafana.ts";
import { Network } from "./network.ts";
import { Nginx } from "./nginx.ts";
import { Prometheus } from "./prometheus.ts";
import { SeaweedFs } from "./seaweedfs.ts";

export interface DockerPlatformArgs {
  settings: Settings;
  /** Whether the query tier is part of the stack. */
  withGrafana: boolean;
  /** Whether the stack, as it stands, has Cassandra. Default: false. */
  hasCassandra?: boolean;
  /** Name of a Docker network that stands already and is used. Default: none, and one is made. */
  existingNetwork?: string;
}

/** The whole platform on one Docker engine, tier by tier in the order of construction. */
export class DockerPlatform extends pulumi.ComponentResource {
  readonly outputs: PlatformOutputs;

  constructor(name: string, args: DockerPlatformArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cortex:docker:Platform", name, {}, opts);
    const { settings, withGrafana, hasCassandra = false, existingNetwork } = args;
    const { images, resources, ports } = settings;
    const child = { parent: this };
    const monitoring = monitoringOptions(settings);

    const logins = new Logins(name, { tenants: settings.tenants }, child);
    const network = new Network(name, existingNetwork === undefined ? {} : { existing: existingNetwork }, child);
    const dataStore =
      settings.engine === "chunks"
        ? new Cassandra(
            name,
            { network, cassandra: settings.cassandra, image: images.cassandra, limits: resources.cassandra },
            child,
          )
        : new SeaweedFs(name, { network, image: images.seaweedfs, limits: resources.seaweedfs }, child);
    // Two containers that are replaced at the same time may take each other's address, and Cortex's client (gocql) looks for a
    // Cassandra that it lost where it found it at its start, for ever (reconnect in its control.go). A new stack need not wait.
    const after = hasCassandra ? dataStore.ready : [];
    const discovery = new Consul(
      name,
      { network, after, consul: settings.consul, image: images.consul, limits: resources.consul },
      child,
    );
    const cluster = new Cortex(
      name,
      {
        network,
        dataStore,
        ...(dataStore.kind === "blocks" ? { s3Keys: dataStore.keys } : {}),
        discovery,
        cluster: settings.cluster,
        storage: settings.storage,
        ingestion: settings.limits,
        scrapeIntervalSeconds: settings.prometheus.scrapeIntervalSeconds,
        rules: { [settings.prometheus.tenant]: recordingRules(monitoring) },
        tenants: settings.tenants,
        images,
        limits: resources,
      },
      child,
    );
    const gateway = new Nginx(
      name,
      {
        network,
        cluster,
        logins,
        tenants: settings.tenants,
        alertmanager: dataStore.kind === "blocks",
        port: ports.gateway,
        image: images.nginx,
        limits: resources.nginx,
      },
      child,
    );
    const collection = new Prometheus(
      name,
      {
        network,
        after,
        gateway,
        alertmanager: dataStore.kind === "blocks",
        prometheus: settings.prometheus,
        cluster: name,
        login: logins.of(settings.prometheus.tenant),
        jobs: [
          { job: "cortex", targets: cluster.nodes },
          ...(cluster.tableManager ? [{ job: "table-manager", targets: [cluster.tableManager] }] : []),
          ...(dataStore.kind === "blocks" ? [{ job: "seaweedfs", targets: [dataStore.metrics] }] : []),
          {
            job: "consul",
            path: "/v1/agent/metrics",
            params: { format: ["prometheus"] },
            targets: discovery.servers,
          },
        ],
        nginxStatus: gateway.status,
        rules: renderRules(alertingRules(monitoring)),
        ports: ports.prometheus,
        images,
        limits: resources,
      },
      child,
    );
    const query = withGrafana
      ? new Grafana(
          name,
          {
            network,
            gateway,
            reader: logins.of(settings.grafana.tenant),
            scrapeIntervalSeconds: settings.prometheus.scrapeIntervalSeconds,
            dashboards: dashboards(monitoring),
            port: ports.grafana,
            image: images.grafana,
            limits: resources.grafana,
          },
          child,
        )
      : undefined;

    this.outputs = {
      gatewayUrl: gateway.url,
      logins: gateway.logins,
      prometheusUrls: collection.urls,
      ...(query ? { grafanaUrl: query.url, grafanaLogin: query.login } : {}),
    };
    this.registerOutputs(this.outputs);
  }
}
