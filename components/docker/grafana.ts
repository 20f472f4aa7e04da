import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../settings.ts";
import { dashboardProviderYaml, datasourceYaml, grafanaPaths, grafanaPort } from "../cortex/grafana-provisioning.ts";
import { generatedPassword } from "../logins.ts";
import type { Gateway, Login } from "../platform.ts";
import type { StackResources } from "../stack-resources.ts";
import { readUrn } from "../urn.ts";
import { image, imageReference, part, volume, type TierArgs } from "./part.ts";

export interface GrafanaArgs extends TierArgs {
  gateway: Gateway;
  /** The login as whose tenant the dashboards read; secret. */
  reader: pulumi.Output<Login>;
  /** Seconds between two scrapes of what the dashboards show. */
  scrapeIntervalSeconds: number;
  /** File name and JSON of each dashboard. */
  dashboards: { fileName: string; json: string }[];
  /** Port on 127.0.0.1. */
  port: number;
  image: Settings["images"]["grafana"];
  limits: Settings["resources"]["grafana"];
}

/** Data query: Grafana, its data source and dashboards there from the start. */
export class Grafana extends pulumi.ComponentResource {
  readonly url: pulumi.Output<string>;
  /** The administrator; secret. */
  readonly login: pulumi.Output<Login>;
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: GrafanaArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cortex:docker:Grafana", name, {}, opts);
    const username = "admin";
    const password = generatedPassword(`${name}-grafana`, { parent: this });
    const container = part(
      name,
      "grafana",
      {
        network: args.network,
        tier: "query",
        role: "grafana",
        image: image(`${name}-grafana`, args.image, { parent: this }),
        limits: args.limits,
        environment: {
          GF_SECURITY_ADMIN_USER: username,
          GF_SECURITY_ADMIN_PASSWORD__FILE: grafanaPaths.adminPassword,
          GF_USERS_ALLOW_SIGN_UP: "false",
          GF_ANALYTICS_REPORTING_ENABLED: "false",
          GF_ANALYTICS_CHECK_FOR_UPDATES: "false",
        },
        files: [
          { path: grafanaPaths.adminPassword, content: password },
          {
            path: grafanaPaths.datasource,
            content: args.reader.apply((login) =>
              datasourceYaml({
                gateway: args.gateway.address,
                login,
                scrapeIntervalSeconds: args.scrapeIntervalSeconds,
              }),
            ),
          },
          { path: grafanaPaths.provider, content: dashboardProviderYaml() },
          ...args.dashboards.map(({ fileName, json }) => ({
            path: `${grafanaPaths.dashboards}/${fileName}`,
            content: json,
          })),
        ],
        volumes: { [grafanaPaths.data]: volume(`${name}-grafana-data`, { parent: this }) },
        published: [{ internal: grafanaPort, external: args.port }],
        healthy: {
          command: `wget -qO /dev/null http://127.0.0.1:${grafanaPort}/api/health`,
          timeoutSeconds: 180,
        },
        graceSeconds: 30,
      },
      { parent: this },
    );
    this.url = pulumi.output(`http://127.0.0.1:${args.port}`);
    this.login = pulumi.secret(password.apply((text) => ({ username, password: text })));
    this.ready = [container];
    this.registerOutputs({ url: this.url, login: this.login });
  }
}

/** Whether the stack has a query tier, or a part of one, already. */
export function holdsGrafana(stands: StackResources): boolean {
  return Object.keys(stands).some((urn) => readUrn(urn).types.includes("cortex:docker:Grafana"));
}

/**
 * Whether Grafana's image can be had: it lies on the engine, or its registry answers for it. No package registry holds
 * Grafana, so a machine without an image registry cannot build it.
 */
export async function grafanaImageAvailable(setting: Settings["images"]["grafana"]): Promise<boolean> {
  const name = imageReference(setting);
  const answers = async (ask: () => Promise<unknown>): Promise<boolean> =>
    ask().then(
      () => true,
      () => false,
    );
  return (
    (await answers(() => docker.getRemoteImage({ name }))) || (await answers(() => docker.getRegistryImage({ name })))
  );
}
