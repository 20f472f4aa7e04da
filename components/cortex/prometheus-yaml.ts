import { stringify } from "yaml";
import type { Address } from "../platform.ts";

export const prometheusPort = 9090;
export const prometheusPaths = {
  config: "/etc/prometheus/prometheus.yml",
  rules: "/etc/prometheus/rules/platform.yml",
  password: "/etc/prometheus/gateway-password",
  data: "/prometheus",
} as const;

/** What is scraped: a job's name, its targets, and the path where it is not /metrics. */
export interface ScrapeJob {
  job: string;
  targets: Address[];
  path?: string;
  params?: Record<string, string[]>;
}

/** What prometheus.yml is made of. Both replicas get the same but for `replica`. */
export interface PrometheusInputs {
  scrapeIntervalSeconds: number;
  /** The HA pair's name: what the HA tracker elects a replica for. */
  cluster: string;
  replica: string;
  jobs: ScrapeJob[];
  remoteWrite: { gateway: Address; username: string };
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
      scrape_configs: inputs.jobs.map(({ job, path, params, targets }) => ({
        job_name: job,
        ...(path ? { metrics_path: path } : {}),
        ...(params ? { params } : {}),
        static_configs: [{ targets: targets.map(({ host, port }) => `${host}:${port}`) }],
      })),
      remote_write: [
        {
          url: `http://${inputs.remoteWrite.gateway.host}:${inputs.remoteWrite.gateway.port}/api/v1/push`,
          basic_auth: { username: inputs.remoteWrite.username, password_file: prometheusPaths.password },
          // A gateway that is just restarting is back in a second; the default of 5 s between tries is for the wide area.
          queue_config: { batch_send_deadline: "2s", min_backoff: "100ms", max_backoff: "5s" },
        },
      ],
    },
    { lineWidth: 0 },
  );
}
