import type { Settings } from "../../../../settings.ts";
import { dashboardProviderYaml, grafanaPaths, grafanaPort } from "../../../cortex/grafana-provisioning.ts";
import { programs, releasedArtifact } from "../artifacts.ts";
import { logged } from "../logged.ts";
import type { Service } from "../plan.ts";
import { hardened } from "../unit.ts";

export interface GrafanaServiceInputs {
  settings: Settings;
  /** The provisioned data source, @@ in the place of the reader's password. */
  datasource: string;
  /** File name and JSON of each dashboard. */
  dashboards: { fileName: string; json: string }[];
  /** Name of the administrator. */
  administrator: string;
}

const user = "grafana";

/** Grafana; all that it shows is provisioned, so its instance holds nothing that another would miss. */
export function grafanaService({ settings, datasource, dashboards, administrator }: GrafanaServiceInputs): Service {
  const environment = {
    GF_PATHS_DATA: "/var/lib/grafana",
    GF_PATHS_PLUGINS: "/var/lib/grafana/plugins",
    GF_PATHS_PROVISIONING: "/etc/grafana/provisioning",
    GF_LOG_MODE: "console",
    GF_SECURITY_ADMIN_USER: administrator,
    GF_SECURITY_ADMIN_PASSWORD: `$__file{${grafanaPaths.adminPassword}}`,
    GF_USERS_ALLOW_SIGN_UP: "false",
    GF_ANALYTICS_REPORTING_ENABLED: "false",
    GF_ANALYTICS_CHECK_FOR_UPDATES: "false",
    GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: "false",
  };
  return {
    name: "grafana",
    user,
    unit: {
      Unit: {
        Description: "Grafana",
        Wants: "network-online.target",
        After: "network-online.target consul.service",
      },
      Service: {
        Type: "exec",
        User: user,
        Environment: Object.entries(environment).map(([key, value]) => `"${key}=${value}"`),
        ExecStart: `${programs.grafana} server --homepath=${programs.grafanaHome}`,
        TimeoutStopSec: 30,
        Restart: "always",
        RestartSec: 5,
        LimitNOFILE: 65_536,
        MemoryMax: "85%",
        StateDirectory: "grafana",
        StateDirectoryMode: "0750",
        ...logged("grafana"),
        ...hardened(),
      },
    },
    files: [{ path: grafanaPaths.provider, content: dashboardProviderYaml() }],
    packed: dashboards.map(({ fileName, json }) => ({ path: `${grafanaPaths.dashboards}/${fileName}`, content: json })),
    secrets: [
      { kind: "grafana-password", owner: user, path: grafanaPaths.adminPassword },
      { kind: "grafana-reader-password", owner: user, path: grafanaPaths.datasource, template: datasource },
    ],
    artifacts: [releasedArtifact("grafana", settings)],
    ready: `http://127.0.0.1:${grafanaPort}/api/health`,
  };
}
