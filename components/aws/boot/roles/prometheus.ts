import { consulPorts } from "../../../cortex/consul-config.ts";
import { prometheusPort, prometheusYaml, type DiscoveredJob } from "../../../cortex/prometheus-yaml.ts";
import type { GatewayAddress } from "../../../platform.ts";
import type { BootPlan } from "../plan.ts";
import { consulAgent } from "../services/consul.ts";
import { prometheusService } from "../services/prometheus.ts";
import { planOf, type RoleInputs } from "./common.ts";

export interface PrometheusRoleInputs extends RoleInputs {
  /** The HA pair's name. */
  cluster: string;
  /** The load balancer. */
  gateway: GatewayAddress;
  /** The alerting rules' file. */
  rules: string;
}

/** What is scraped: the jobs of the local platform, found by Consul's services. */
const jobs: DiscoveredJob[] = [
  { job: "cortex", service: "cortex" },
  {
    job: "consul",
    service: "consul",
    port: consulPorts.http, // the service is registered with the port of the servers among themselves
    path: "/v1/agent/metrics",
    params: { format: ["prometheus"] },
  },
  { job: "nginx", service: "nginx-exporter" },
  { job: "prometheus", service: "prometheus" },
];

/** One of the two Prometheus; the replica label is the group's part of its name, `prometheus-1`. */
export function prometheusPlan(inputs: PrometheusRoleInputs): BootPlan {
  const { settings, names, part, cluster, gateway, rules } = inputs;
  const { scrapeIntervalSeconds, tenant } = settings.prometheus;
  const username = settings.tenants[tenant]?.username ?? tenant;
  const configuration = prometheusYaml({
    scrapeIntervalSeconds,
    cluster,
    replica: part,
    jobs,
    consul: { host: "127.0.0.1", port: consulPorts.http },
    remoteWrite: { gateway, username },
    alertmanager: settings.engine === "blocks",
  });
  const checkUrl = `http://127.0.0.1:${prometheusPort}/-/ready`;
  return planOf("prometheus", inputs, [
    consulAgent({ settings, names, services: [{ name: "prometheus", port: prometheusPort, checkUrl }] }),
    prometheusService({ settings, configuration, rules }),
  ]);
}
