import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../settings.ts";
import { gatewayRoutes } from "../cortex/gateway-routes.ts";
import { htpasswd } from "../cortex/htpasswd.ts";
import { nginxConf, nginxPaths, nginxPorts } from "../cortex/nginx-conf.ts";
import type { Logins } from "../logins.ts";
import type { Address, Cluster, Gateway, Login } from "../platform.ts";
import { image, part, type TierArgs } from "./part.ts";

export interface NginxArgs extends TierArgs {
  cluster: Cluster;
  tenants: Settings["tenants"];
  logins: Logins;
  /** Whether Cortex runs an Alertmanager, which is then reached too. */
  alertmanager: boolean;
  /** Port on 127.0.0.1. */
  port: number;
  image: Settings["images"]["nginx"];
  limits: Settings["resources"]["nginx"];
}

/** The gateway: NGINX in front of the nodes. */
export class Nginx extends pulumi.ComponentResource implements Gateway {
  readonly address: Address = { host: "gateway", port: nginxPorts.http };
  /** Where the exporter reads connection counts. */
  readonly status: Address = { host: "gateway", port: nginxPorts.status };
  readonly url: pulumi.Output<string>;
  readonly logins: pulumi.Output<Record<string, Login>>;
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: NginxArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cortex:docker:Nginx", name, {}, opts);
    const container = part(
      name,
      "nginx",
      {
        network: args.network,
        tier: "gateway",
        role: "nginx",
        image: image(`${name}-nginx`, args.image, { parent: this }),
        limits: args.limits,
        aliases: [this.address.host],
        user: "101:101", // the image's nginx: no port below 1024 is needed
        command: ["nginx", "-g", "daemon off;"],
        files: [
          {
            path: nginxPaths.config,
            content: nginxConf({
              cortex: args.cluster.address,
              resolver: args.network.resolver,
              routes: gatewayRoutes({ alertmanager: args.alertmanager }),
              tenants: args.tenants,
            }),
          },
          { path: nginxPaths.passwords, content: args.logins.byTenant.apply((all) => htpasswd(Object.values(all))) },
        ],
        published: [{ internal: nginxPorts.http, external: args.port }],
        healthy: {
          command: `curl -fsS -o /dev/null http://127.0.0.1:${nginxPorts.status}/healthz`,
          timeoutSeconds: 60,
        },
        graceSeconds: 30, // SIGQUIT: requests under way are finished first
      },
      // Beside the nodes, not after them: it asks DNS for them at each request.
      { parent: this },
    );
    this.url = pulumi.output(`http://127.0.0.1:${args.port}`);
    this.logins = args.logins.byTenant;
    this.ready = [container];
    this.registerOutputs({ url: this.url, logins: this.logins });
  }
}
