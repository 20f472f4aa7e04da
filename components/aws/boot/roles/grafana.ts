import { datasourceYaml, grafanaPort } from "../../../cortex/grafana-provisioning.ts";
import type { GatewayAddress } from "../../../platform.ts";
import type { BootPlan } from "../plan.ts";
import { consulAgent } from "../services/consul.ts";
import { grafanaService } from "../services/grafana.ts";
import { planOf, type RoleInputs } from "./common.ts";

/** Name of Grafana's administrator. */
export const grafanaAdministrator = "admin";

export interface GrafanaRoleInputs extends RoleInputs {
  /** The load balancer. */
  gateway: GatewayAddress;
  /** File name and JSON of each dashboard. */
  dashboards: { fileName: string; json: string }[];
}

export function grafanaPlan(inputs: GrafanaRoleInputs): BootPlan {
  const { settings, names, gateway, dashboards } = inputs;
  const { tenant } = settings.grafana;
  const datasource = datasourceYaml({
    gateway,
    login: { username: settings.tenants[tenant]?.username ?? tenant, password: "@@" },
    scrapeIntervalSeconds: settings.prometheus.scrapeIntervalSeconds,
  });
  const checkUrl = `http://127.0.0.1:${grafanaPort}/api/health`;
  return planOf("grafana", inputs, [
    consulAgent({ settings, names, services: [{ name: "grafana", port: grafanaPort, checkUrl }] }),
    grafanaService({ settings, datasource, dashboards, administrator: grafanaAdministrator }),
  ]);
}
