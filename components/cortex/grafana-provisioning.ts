import { stringify } from "yaml";
import type { Address, Login } from "../platform.ts";

export const grafanaPort = 3000;
export const grafanaPaths = {
  datasource: "/etc/grafana/provisioning/datasources/cortex.yaml",
  provider: "/etc/grafana/provisioning/dashboards/cortex.yaml",
  dashboards: "/etc/grafana/dashboards",
  adminPassword: "/etc/grafana/admin-password",
  data: "/var/lib/grafana",
} as const;

/** The uid by which every dashboard names its data source. */
export const datasourceUid = "cortex";

/** The provisioned data source: Cortex through the gateway, as one tenant. Holds that login's password. */
export function datasourceYaml(gateway: Address, login: Login): string {
  return stringify({
    apiVersion: 1,
    datasources: [
      {
        name: "Cortex",
        uid: datasourceUid,
        type: "prometheus",
        access: "proxy",
        url: `http://${gateway.host}:${gateway.port}/prometheus`,
        isDefault: true,
        editable: false,
        basicAuth: true,
        basicAuthUser: login.username,
        jsonData: { httpMethod: "POST", prometheusType: "Cortex" },
        secureJsonData: { basicAuthPassword: login.password },
      },
    ],
  });
}

/** Tells Grafana where the dashboards' files lie. */
export function dashboardProviderYaml(): string {
  return stringify({
    apiVersion: 1,
    providers: [
      {
        name: "cortex",
        folder: "Cortex",
        type: "file",
        disableDeletion: true,
        allowUiUpdates: false,
        options: { path: grafanaPaths.dashboards },
      },
    ],
  });
}
