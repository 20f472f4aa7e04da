import type { Settings } from "../../../../settings.ts";
import { consulName, consulPorts } from "../../../cortex/consul-config.ts";
import { cortexPorts } from "../../../cortex/cortex-yaml.ts";
import { gatewayRoutes, healthPath } from "../../../cortex/gateway-routes.ts";
import { nginxConf, nginxPaths, nginxPorts } from "../../../cortex/nginx-conf.ts";
import { logged } from "../logged.ts";
import { bootPaths } from "../paths.ts";
import type { Service } from "../plan.ts";
import { hardened } from "../unit.ts";

/** Debian's user for web servers; it is there before NGINX is. */
const user = "www-data";

/** The NGINX of a node: the routes of the local platform, to any healthy node that Consul's DNS names. */
export function gatewayService(settings: Settings): Service {
  return {
    name: "cortex-gateway",
    user,
    userExists: true,
    unit: {
      Unit: {
        Description: "NGINX: logins, tenants and routes of Cortex",
        Wants: "consul.service",
        After: "network-online.target consul.service",
      },
      Service: {
        Type: "exec",
        User: user,
        ExecStart: '/usr/sbin/nginx -e stderr -g "daemon off;"',
        ExecReload: "/bin/kill -HUP $MAINPID",
        KillSignal: "SIGQUIT", // requests under way are finished first
        TimeoutStopSec: 130,
        Restart: "always",
        RestartSec: 2,
        LimitNOFILE: 65_536,
        MemoryMax: "1G",
        ...logged("cortex-gateway"),
        // NGINX opens its log by name.
        ...hardened({ writable: [bootPaths.logs] }),
      },
    },
    files: [
      {
        path: nginxPaths.config,
        content: nginxConf({
          cortex: { host: consulName("cortex"), port: cortexPorts.http },
          resolver: `127.0.0.1:${consulPorts.dns}`,
          routes: gatewayRoutes({ alertmanager: settings.engine === "blocks" }),
          tenants: settings.tenants,
        }),
      },
    ],
    secrets: [{ kind: "gateway-htpasswd", owner: user, path: nginxPaths.passwords }],
    packages: ["nginx-light"],
    ready: `http://127.0.0.1:${nginxPorts.http}${healthPath}`,
  };
}

export const nginxExporterPort = 9113;

/** Connection counts of the node's NGINX for Prometheus. */
export function nginxExporterService(): Service {
  const name = "nginx-exporter";
  return {
    name,
    unit: {
      Unit: { Description: "NGINX' connection counts for Prometheus", After: "cortex-gateway.service" },
      Service: {
        Type: "exec",
        DynamicUser: "yes",
        ExecStart: `/usr/bin/prometheus-nginx-exporter -nginx.scrape-uri=http://127.0.0.1:${nginxPorts.status}/stub_status -web.listen-address=:${nginxExporterPort}`,
        Restart: "always",
        RestartSec: 5,
        MemoryMax: "128M",
        ...logged(name),
        ...hardened(),
      },
    },
    packages: ["prometheus-nginx-exporter"],
    ready: `http://127.0.0.1:${nginxExporterPort}/metrics`,
  };
}
