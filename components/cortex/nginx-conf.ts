import type { Address } from "../platform.ts";
import { healthPath, type Route } from "./gateway-routes.ts";

/** What the gateway listens on: the routes, and (never published) its own health and connection counts. */
export const nginxPorts = { http: 8080, status: 8081 } as const;
export const nginxPaths = { config: "/etc/nginx/nginx.conf", passwords: "/etc/nginx/cortex.htpasswd" } as const;

/** What nginx.conf is made of. */
export interface NginxInputs {
  /** A name that resolves to every running Cortex node. */
  cortex: Address;
  /** The DNS server that is asked for it, again and again, so that nodes may come and go. */
  resolver: string;
  routes: Route[];
  /** Tenant to the user name whose requests are that tenant's. */
  tenants: Record<string, { username: string }>;
}

const quote = (text: string): string => `"${text.replaceAll(/["\\$]/g, (c) => `\\${c}`)}"`;
/** A name that `map` would take for a parameter of its own is told apart by a backslash. */
const mapKey = (name: string): string =>
  /^(default|hostnames|include|volatile)$/i.test(name) ? `\\${name}` : quote(name);

const proxied = [
  "proxy_http_version 1.1;",
  'proxy_set_header Connection "";',
  "proxy_set_header Host $host;",
  "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;",
];

const withoutIdentity = ['proxy_set_header X-Scope-OrgID "";', 'proxy_set_header Authorization "";'];

function location(route: Route): string[] {
  const match = route.match === "exact" ? `= ${route.path}` : route.path;
  // An idempotent write: the same sample twice is accepted, so a node that fails in the middle costs nothing.
  const retryOn = route.to === "distributor" ? "error timeout http_500 http_502 http_503 http_504 non_idempotent" : "";
  return [
    `location ${match} { # ${route.to}`,
    '  auth_basic "Cortex";',
    `  auth_basic_user_file ${nginxPaths.passwords};`,
    ...[...proxied, "proxy_set_header X-Scope-OrgID $tenant;", 'proxy_set_header Authorization "";'].map(
      (l) => `  ${l}`,
    ),
    // A node that hangs must leave time for another within the 30 s that Prometheus waits.
    ...(retryOn ? [`  proxy_next_upstream ${retryOn};`, "  proxy_read_timeout 10s;"] : []),
    // What killed one node, as a query that is too large for it, is not shown to all.
    ...(route.to === "query-frontend" ? ["  proxy_next_upstream_tries 2;"] : []),
    "  proxy_pass http://$cortex;",
    "}",
  ];
}

/** nginx.conf: one way in, a login for every request, the login's tenant whatever the request says, and retries. */
export function nginxConf(inputs: NginxInputs): string {
  const logins = Object.entries(inputs.tenants).map(
    ([tenant, { username }]) => `${mapKey(username)} ${quote(tenant)};`,
  );
  const http = [
    "default_type application/octet-stream;",
    "server_tokens off;",
    "map_hash_bucket_size 512;", // a user name may be 150 characters long; the default holds 40
    // What works is counted in metrics; the log keeps what did not.
    "map $status $failed { ~^[123] 0; default 1; }",
    "access_log /dev/stdout combined if=$failed;",
    "client_max_body_size 100m;", // Cortex's own bound on a message (cortex-yaml.ts)
    "client_body_buffer_size 1m;",
    ...["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path /tmp/nginx-${kind};`),
    "keepalive_timeout 180s;", // longer than AWS' load balancer keeps an idle connection (150 s), or it meets a closed one
    "proxy_connect_timeout 1s;",
    "proxy_read_timeout 125s;", // Cortex ends a query after 2 minutes
    "proxy_send_timeout 30s;",
    "proxy_next_upstream error timeout http_502 http_503;",
    "proxy_next_upstream_tries 3;",
    // A variable in proxy_pass makes NGINX ask DNS again; a plain upstream keeps the first answer for ever.
    `resolver ${inputs.resolver} valid=2s ipv6=off;`,
    "resolver_timeout 5s;", // an agent on a busy machine
    "map $remote_user $tenant {",
    '  default "";',
    ...logins.map((line) => `  ${line}`),
    "}",
    "server {",
    `  listen ${nginxPorts.http};`,
    // Routes match the cleaned path, Cortex gets the raw one: only a path that is both may pass.
    '  if ($request_uri ~ "^[^?]*(?:#|//|/[.][.]?(?:[/?]|$))") { return 404; }',
    `  set $cortex ${inputs.cortex.host}:${inputs.cortex.port};`,
    "  location / { return 404; }",
    `  location = ${healthPath} {`,
    ...[...proxied, ...withoutIdentity, "proxy_pass http://$cortex;"].map((line) => `    ${line}`),
    "  }",
    ...inputs.routes.flatMap(location).map((line) => `  ${line}`),
    "}",
    "server {",
    `  listen ${nginxPorts.status};`,
    '  location = /healthz { return 200 "ok\\n"; }',
    "  location = /stub_status { stub_status; }",
    "  location / { return 404; }",
    "}",
  ];
  return [
    "worker_processes auto;",
    "error_log /dev/stderr warn;",
    "pid /tmp/nginx.pid;",
    "events { worker_connections 4096; }",
    "http {",
    ...http.map((line) => `  ${line}`),
    "}",
    "",
  ].join("\n");
}
