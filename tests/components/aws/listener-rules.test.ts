import assert from "node:assert/strict";
import * as fc from "fast-check";
import { pathRules } from "../../../components/aws/listener-rules.ts";
import { gatewayRoutes, healthPath, type Route } from "../../../components/cortex/gateway-routes.ts";

/** Whether a path is let through, as an Application Load Balancer reads the patterns: `*` is any text, also none. */
function passes(routes: Route[], path: string): boolean {
  return pathRules(routes).some(({ patterns }) =>
    patterns.some((pattern) => {
      const parts = pattern.split("*").map((part) => part.replaceAll(/[.+^${}()|[\]\\?]/g, "\\$&"));
      return new RegExp(`^${parts.join(".*")}$`).test(path);
    }),
  );
}

const all = gatewayRoutes({ alertmanager: true });

describe("AWS: the load balancer's rules", () => {
  it("let every route through, and the health check", () => {
    for (const route of all) {
      assert.ok(passes(all, route.path), route.path);
      assert.equal(passes([route], `${route.path}x`), route.match === "prefix", `${route.path}x`);
    }
    assert.ok(passes(all, healthPath));
    assert.ok(passes(all, "/prometheus/api/v1/query"));
  });

  for (const path of [
    "/",
    "/ring",
    "/shutdown",
    "/flush",
    "/ingester/mode",
    "/config",
    "/metrics",
    "/debug/pprof",
    "/ready/x",
  ]) {
    it(`do not let ${path} through`, () => {
      assert.equal(passes(all, path), false);
    });
  }

  it("know Alertmanager only where there is one", () => {
    assert.ok(passes(all, "/alertmanager/"));
    assert.ok(!passes(gatewayRoutes({ alertmanager: false }), "/alertmanager/"));
  });

  it("keep to the limits of a load balancer, whatever the routes: 5 values a rule, 100 rules, priorities once", () => {
    const segment = fc.stringMatching(/^[a-z0-9._-]{1,20}$/);
    const route = fc.record({
      match: fc.constantFrom("exact" as const, "prefix" as const),
      path: segment.map((text) => `/${text}/`),
      to: fc.constant("ruler" as const),
    });
    fc.assert(
      fc.property(fc.array(route, { maxLength: 60 }), (routes) => {
        const rules = pathRules(routes);
        assert.ok(rules.length < 100);
        assert.ok(rules.every(({ patterns }) => patterns.length >= 1 && patterns.length <= 5));
        assert.equal(new Set(rules.map(({ priority }) => priority)).size, rules.length);
        assert.equal(rules.flatMap(({ patterns }) => patterns).length, routes.length + 1);
        for (const { path } of routes) assert.ok(passes(routes, path));
      }),
    );
  });

  it("refuse a route that a pattern would read as more than it is", () => {
    assert.throws(() => pathRules([{ match: "exact", path: "/a*b", to: "ruler" }]), /cannot be written/);
  });
});
