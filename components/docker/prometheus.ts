import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../settings.ts";
import { prometheusPaths, prometheusPort, prometheusYaml, type ScrapeJob } from "../cortex/prometheus-yaml.ts";
import type { Address, Gateway, Login } from "../platform.ts";
import { image, part, volume, type TierArgs } from "./part.ts";

export interface PrometheusArgs extends TierArgs {
  prometheus: Settings["prometheus"];
  /** The HA pair's name: what the HA tracker elects one replica for. */
  cluster: string;
  gateway: Gateway;
  /** Whether the gateway leads to an Alertmanager, which then gets the alerts. */
  alertmanager: boolean;
  /** The login as whose tenant the samples are written; secret. */
  login: pulumi.Output<Login>;
  /** What the other tiers expose; the collectors below and the pair itself are added here. */
  jobs: ScrapeJob[];
  /** Where NGINX tells its connection counts. */
  nginxStatus: Address;
  /** The alerting rules' file. */
  rules: string;
  /** Ports on 127.0.0.1, one a replica. */
  ports: [number, number];
  images: Pick<Settings["images"], "prometheus" | "cadvisor" | "nginxExporter">;
  limits: Pick<Settings["resources"], "prometheus" | "cadvisor" | "nginxExporter">;
}

/** Data collection: two Prometheus that scrape the same and write to the gateway, and the exporters they need. */
export class Prometheus extends pulumi.ComponentResource {
  readonly urls: pulumi.Output<string[]>;
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: PrometheusArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cortex:docker:Prometheus", name, {}, opts);
    const collection = { network: args.network, tier: "collection" } as const;

    const cadvisor: Address = { host: "cadvisor", port: 8080 };
    part(
      name,
      cadvisor.host,
      {
        ...collection,
        role: "cadvisor",
        image: image(`${name}-cadvisor`, args.images.cadvisor, { parent: this }),
        limits: args.limits.cadvisor,
        // Labels of containers as labels of series: more than the 40 that Cortex takes.
        command: [
          "--store_container_labels=false",
          "--docker_only=true",
          "--housekeeping_interval=10s",
          "--allow_dynamic_housekeeping=false", // else an idle container is looked at once a minute
        ],
        hostPaths: { "/rootfs": "/", "/var/run": "/var/run", "/sys": "/sys" },
      },
      { parent: this, dependsOn: args.after ?? [] },
    );

    const nginxExporter: Address = { host: "nginx-exporter", port: 9113 };
    const { host, port } = args.nginxStatus;
    part(
      name,
      nginxExporter.host,
      {
        ...collection,
        role: "nginx-exporter",
        image: image(`${name}-nginx-exporter`, args.images.nginxExporter, { parent: this }),
        limits: args.limits.nginxExporter,
        command: [`-nginx.scrape-uri=http://${host}:${port}/stub_status`],
      },
      { parent: this, dependsOn: args.gateway.ready },
    );

    const prometheusImage = image(`${name}-prometheus`, args.images.prometheus, { parent: this });
    const hosts = ["prometheus-1", "prometheus-2"] as const;
    const jobs: ScrapeJob[] = [
      ...args.jobs,
      { job: "nginx", targets: [nginxExporter] },
      { job: "cadvisor", targets: [cadvisor] },
      { job: "prometheus", targets: hosts.map((replica) => ({ host: replica, port: prometheusPort })) },
    ];
    const replicas: pulumi.Resource[] = [];
    for (const [i, replica] of hosts.entries()) {
      const container = part(
        name,
        replica,
        {
          ...collection,
          role: "prometheus",
          image: prometheusImage,
          limits: args.limits.prometheus,
          command: [
            `--config.file=${prometheusPaths.config}`,
            `--storage.tsdb.path=${prometheusPaths.data}`,
            `--storage.tsdb.retention.time=${args.prometheus.retentionHours}h`,
            // Below the grace time: with the gateway gone too (`destroy`), the default of 1 min ends in a kill.
            "--storage.remote.flush-deadline=5s",
          ],
          files: [
            {
              path: prometheusPaths.config,
              content: args.login.apply(({ username }) =>
                prometheusYaml({
                  scrapeIntervalSeconds: args.prometheus.scrapeIntervalSeconds,
                  cluster: args.cluster,
                  replica,
                  jobs,
                  remoteWrite: { gateway: args.gateway.address, username },
                  alertmanager: args.alertmanager,
                }),
              ),
            },
            { path: prometheusPaths.password, content: args.login.apply(({ password }) => password) },
            { path: prometheusPaths.rules, content: args.rules },
          ],
          volumes: { [prometheusPaths.data]: volume(`${name}-${replica}-data`, { parent: this }) },
          published: [{ internal: prometheusPort, external: args.ports[i] ?? args.ports[0] }],
          healthy: {
            command: `wget -qO /dev/null http://127.0.0.1:${prometheusPort}/-/ready`,
            timeoutSeconds: 120,
          },
          graceSeconds: 30,
        },
        // One after the other: a change of what is scraped leaves one replica of the pair at work. The gateway need not be
        // there: what is scraped before that is kept, and written when it is.
        { parent: this, dependsOn: [...(args.after ?? []), ...replicas] },
      );
      replicas.push(container);
    }
    this.ready = replicas;
    this.urls = pulumi.output(args.ports.map((external) => `http://127.0.0.1:${external}`));
    this.registerOutputs({ urls: this.urls });
  }
}
