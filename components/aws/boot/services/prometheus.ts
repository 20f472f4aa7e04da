import type { Settings } from "../../../../settings.ts";
import { prometheusPaths, prometheusPort } from "../../../cortex/prometheus-yaml.ts";
import { programs, releasedArtifact } from "../artifacts.ts";
import { logged } from "../logged.ts";
import type { Service } from "../plan.ts";
import { hardened } from "../unit.ts";

export interface PrometheusServiceInputs {
  settings: Settings;
  /** prometheus.yml. */
  configuration: string;
  /** The alerting rules' file. */
  rules: string;
}

const user = "prometheus";

/** One Prometheus of the pair; its data is on the instance's root volume. */
export function prometheusService({ settings, configuration, rules }: PrometheusServiceInputs): Service {
  return {
    name: "prometheus",
    user,
    unit: {
      Unit: {
        Description: "Prometheus",
        Wants: "network-online.target consul.service",
        After: "network-online.target consul.service",
      },
      Service: {
        Type: "exec",
        User: user,
        ExecStart: [
          programs.prometheus,
          `--config.file=${prometheusPaths.config}`,
          "--storage.tsdb.path=/var/lib/prometheus",
          `--storage.tsdb.retention.time=${settings.prometheus.retentionHours}h`,
          // Longer than a restart of the gateway, shorter than the time to stop.
          "--storage.remote.flush-deadline=30s",
        ].join(" "),
        ExecReload: "/bin/kill -HUP $MAINPID",
        TimeoutStopSec: 60,
        Restart: "always",
        RestartSec: 5,
        LimitNOFILE: 1_048_576,
        MemoryMax: "85%",
        StateDirectory: "prometheus",
        StateDirectoryMode: "0750",
        ...logged("prometheus"),
        ...hardened(),
      },
    },
    files: [
      { path: prometheusPaths.config, content: configuration },
      { path: prometheusPaths.rules, content: rules },
    ],
    secrets: [{ kind: "prometheus-password", owner: user, path: prometheusPaths.password }],
    artifacts: [releasedArtifact("prometheus", settings)],
    ready: `http://127.0.0.1:${prometheusPort}/-/ready`,
  };
}
