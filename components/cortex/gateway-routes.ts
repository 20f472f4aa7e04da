/** The part of Cortex that a route ends at; every node runs all of them. */
export type RouteTarget = "distributor" | "query-frontend" | "ruler" | "alertmanager";

/** A path that the gateway lets through, for a login only. */
export interface Route {
  /** The whole path (`exact`) or what it begins with (`prefix`, ends with a slash). */
  match: "exact" | "prefix";
  path: string;
  to: RouteTarget;
}

/** Cortex answers here without a tenant: the gateway's own health, open to all. */
export const healthPath = "/ready";

/**
 * Every route of the gateway; what is not here is answered with 404 (`/shutdown`, `/flush`, `/ingester/`, `/ring`,
 * `/config`, `/metrics`, `/debug/` have no authentication of their own, and `/multitenant_alertmanager/configs` shows those
 * of every tenant).
 * Paths: https://cortexmetrics.io/docs/api/
 */
export function gatewayRoutes(options: { alertmanager: boolean }): Route[] {
  return [
    { match: "exact", path: "/api/v1/push", to: "distributor" },
    { match: "exact", path: "/api/prom/push", to: "distributor" },
    { match: "exact", path: "/api/v1/otlp/v1/metrics", to: "distributor" },
    { match: "prefix", path: "/prometheus/", to: "query-frontend" },
    { match: "prefix", path: "/api/prom/", to: "query-frontend" },
    { match: "exact", path: "/api/v1/rules", to: "ruler" },
    { match: "prefix", path: "/api/v1/rules/", to: "ruler" },
    ...(options.alertmanager
      ? ([
          { match: "exact", path: "/api/v1/alerts", to: "alertmanager" },
          { match: "prefix", path: "/alertmanager/", to: "alertmanager" },
        ] satisfies Route[])
      : []),
  ];
}
