import { stringify } from "yaml";
import type { Address, GatewayAddress } from "../platform.ts";
import { gatewayUrl } from "./gateway-url.ts";

export const prometheusPort = 9090;
export const prometheusPaths = {
  config: "/etc/prometheus/prometheus.yml",
  rules: "/etc/prometheus/rules/platform.yml",
  password: "/etc/prometheus/gateway-password",
  data: "/prometheus",
} as const;

/** What is scraped: a job's name, its targets, and the path where it is not /metrics. */
export interface ScrapeJob extends JobPath {
  job: string;
  targets: Address[];
}

/** A job whose targets are the instances of a service that Consul knows, healthy or not. */
export interface DiscoveredJob extends JobPath {
  job: string;
  service: string;
  /** TCP port. Default: the one that the service is registered with. */
  port?: number;
}

interface JobPath {
  path?: string;
  params?: Record<string, string[]>;
}

/** What prometheus.yml is made of. Both replicas get the same but for `replica`. */
export interface PrometheusInputs {
  scrapeIntervalSeconds: number;
  /** The HA pair's name: what the HA tracker elects a replica for. */
  cluster: string;
  replica: string;
  jobs: (ScrapeJob | DiscoveredJob)[];
  /** The Consul agent that knows the services of discovered jobs. Default: there are none. */
  consul?: Address;
  remoteWrite: { gateway: GatewayAddress; username: string };
  /** Whether alerts go to the tenant's Alertmanager, behind the same gateway. */
  alertmanager: boolean;
}

/** prometheus.yml: identical scrapes on both replicas, the HA labels, remote write through the gateway. */
export function prometheusYaml(inputs: PrometheusInputs): string {
  const interval = inputs.scrapeIntervalSeconds;
  return stringify(
    {
      global: {
        scrape_interval: `${interval}s`,
        scrape_timeout: `${Math.min(10, interval)}s`,
        evaluation_interval: `${interval}s`,
        external_labels: { cluster: inputs.cluster, __replica__: inputs.replica },
      },
      rule_files: [prometheusPaths.rules],
      ...(inputs.alertmanager ? { alerting: alerting(inputs.remoteWrite) } : {}),
      scrape_configs: inputs.jobs.map((job) => ({
        job_name: job.job,
        ...(job.path ? { metrics_path: job.path } : {}),
        ...(job.params ? { params: job.params } : {}),
        ...(job.job === "cortex" ? { metric_relabel_configs: withoutHaCluster } : {}),
        ...("targets" in job
          ? { static_configs: [{ targets: job.targets.map(({ host, port }) => `${host}:${port}`) }] }
          : discovered(job, inputs.consul)),
      })),
      remote_write: [
        {
          url: `${gatewayUrl(inputs.remoteWrite.gateway)}/api/v1/push`,
          basic_auth: login(inputs.remoteWrite),
          // A gateway that is just restarting is back in a second; the default of 5 s between tries is for the wide area.
          // What a rate limit refuses (429) is sent again, not lost.
          queue_config: { batch_send_deadline: "2s", min_backoff: "100ms", max_backoff: "5s", retry_on_http_429: true },
        },
      ],
    },
    { lineWidth: 0 },
  );
}

/**
 * Cortex's own metrics about a tenant's HA pair carry that pair's `cluster`. A series' label wins over the external one, and Cortex takes
 * the whole batch for that pair's: it gets another name.
 */
const withoutHaCluster = [
  { source_labels: ["cluster"], regex: "(.+)", target_label: "ha_cluster" },
  { action: "labeldrop", regex: "cluster" },
];

const login = ({ username }: PrometheusInputs["remoteWrite"]): object => ({
  username,
  password_file: prometheusPaths.password,
});

/** Cortex's Alertmanager: an alert of both replicas is one alert there. */
function alerting(to: PrometheusInputs["remoteWrite"]): object {
  const { host, port, https = false } = to.gateway;
  return {
    alert_relabel_configs: [{ action: "labeldrop", regex: "__replica__" }],
    alertmanagers: [
      {
        scheme: https ? "https" : "http",
        path_prefix: "/alertmanager",
        basic_auth: login(to),
        static_configs: [{ targets: [`${host}:${port}`] }],
      },
    ],
  };
}

/** The labels look as those of fixed targets do: `job` is the job's name, `instance` the node's name and the port. */
function discovered({ service, port }: DiscoveredJob, consul: Address | undefined): object {
  if (consul === undefined) throw new Error(`Job ${service} is found through Consul, but no agent is named.`);
  const join = (first: string, target: string): object =>
    port === undefined
      ? { source_labels: [first, "__meta_consul_service_port"], separator: ":", target_label: target }
      : { source_labels: [first], target_label: target, replacement: `$1:${port}` };
  return {
    consul_sd_configs: [{ server: `${consul.host}:${consul.port}`, services: [service], refresh_interval: "15s" }],
    relabel_configs: [join("__meta_consul_address", "__address__"), join("__meta_consul_node", "instance")],
  };
}
