import assert from "node:assert/strict";
import { gatewayRoutes, healthPath } from "../../../components/cortex/gateway-routes.ts";

const paths = (alertmanager: boolean): string[] => gatewayRoutes({ alertmanager }).map(({ path }) => path);

describe("gateway routes", () => {
  it("let samples in and queries, rules and alerts out", () => {
    const to = new Map(gatewayRoutes({ alertmanager: true }).map(({ match, path, to }) => [path, `${match} ${to}`]));
    assert.equal(to.get("/api/v1/push"), "exact distributor");
    assert.equal(to.get("/api/prom/push"), "exact distributor");
    assert.equal(to.get("/api/v1/otlp/v1/metrics"), "exact distributor");
    assert.equal(to.get("/prometheus/"), "prefix query-frontend");
    assert.equal(to.get("/api/prom/"), "prefix query-frontend");
    assert.equal(to.get("/api/v1/rules"), "exact ruler");
    assert.equal(to.get("/api/v1/rules/"), "prefix ruler");
    assert.equal(to.get("/api/v1/alerts"), "exact alertmanager");
  });

  it("leave Alertmanager out where none runs", () => {
    assert.ok(paths(true).some((path) => path.includes("alertmanager")));
    assert.ok(!paths(false).some((path) => /alertmanager|alerts/.test(path)));
    assert.ok(gatewayRoutes({ alertmanager: false }).every(({ to }) => to !== "alertmanager"));
  });

  it("end with a slash where they are the beginning of a path, and nowhere else", () => {
    for (const { match, path } of gatewayRoutes({ alertmanager: true })) {
      assert.match(path, /^\/[\w/]*$/);
      assert.equal(path.endsWith("/"), match === "prefix", path);
    }
    assert.ok(!paths(true).includes("/"));
  });

  it("are each there once, and none is the health path", () => {
    assert.equal(new Set(paths(true)).size, paths(true).length);
    assert.ok(!paths(true).includes(healthPath));
  });

  it("cover none of the paths that Cortex guards with nothing", () => {
    const unguarded = [
      "/shutdown",
      "/flush",
      "/ingester/flush",
      "/ingester/shutdown",
      "/ring",
      "/ruler/ring",
      "/config",
    ];
    const more = [
      "/metrics",
      "/debug/pprof/",
      "/services",
      "/runtime_config",
      "/distributor/ha_tracker",
      "/memberlist",
      "/status",
      "/ingester/mode",
      "/store-gateway/ring",
      "/compactor/ring",
      "/ruler/rule_groups",
      "/purger/delete_tenant",
      "/multitenant_alertmanager/configs",
      "/multitenant_alertmanager/ring",
      "/multitenant_alertmanager/delete_tenant_config",
    ];
    for (const path of [...unguarded, ...more]) {
      for (const route of gatewayRoutes({ alertmanager: true })) {
        assert.ok(
          route.match === "exact" ? path !== route.path : !path.startsWith(route.path),
          `${path} by ${route.path}`,
        );
      }
    }
  });
});
