import { stringify } from "yaml";
import type { GatewayAddress, Login } from "../platform.ts";
import { gatewayUrl } from "./gateway-url.ts";

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

/** What the data source is made of. */
export interface DatasourceInputs {
  gateway: GatewayAddress;
  /** As whose tenant Grafana reads. */
  login: Login;
  /** Grafana looks back at least four scrapes for a rate; without it, it takes 15 s for granted. */
  scrapeIntervalSeconds: number;
}

/** The provisioned data source: Cortex through the gateway, as one tenant. Holds that login's password. */
export function datasourceYaml({ gateway, login, scrapeIntervalSeconds }: DatasourceInputs): string {
  return stringify({
    apiVersion: 1,
    datasources: [
      {
        name: "Cortex",
        uid: datasourceUid,
        type: "prometheus",
        access: "proxy",
        url: `${gatewayUrl(gateway)}/prometheus`,
        isDefault: true,
        editable: false,
        basicAuth: true,
        basicAuthUser: login.username,
        jsonData: { httpMethod: "POST", prometheusType: "Cortex", timeInterval: `${scrapeIntervalSeconds}s` },
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
