import assert from "node:assert/strict";
import fc from "fast-check";
import { gatewayRoutes, healthPath } from "../../../components/cortex/gateway-routes.ts";
import { nginxConf, nginxPaths, nginxPorts, type NginxInputs } from "../../../components/cortex/nginx-conf.ts";
import { check, sandbox } from "../../support/nginx-run.ts";
import { argsOf, named, parseNginx, type Directive } from "../../support/nginx-syntax.ts";
import { onPath } from "../../support/process.ts";

function inputs(
  tenants: NginxInputs["tenants"] = { operations: { username: "ops" }, demo: { username: "visitor" } },
): NginxInputs {
  return {
    cortex: { host: "nodes", port: 80 },
    resolver: "127.0.0.11",
    routes: gatewayRoutes({ alertmanager: true }),
    tenants,
  };
}

const conf = (tenants?: NginxInputs["tenants"]): Directive[] => parseNginx(nginxConf(inputs(tenants)));

/** The server that listens on this port. */
function server(port: number): Directive[] {
  const [found, ...others] = named(conf(), "server").filter(({ block }) =>
    argsOf(block, "listen").flat().includes(String(port)),
  );
  assert.ok(found?.block);
  assert.deepEqual(others, []);
  return found.block;
}

/** The locations of the gateway that hand a request on, by their arguments (`= /ready`, `/prometheus/`). */
function locations(): Map<string, Directive[]> {
  return new Map(
    named(server(nginxPorts.http), "location")
      .filter(({ block }) => argsOf(block, "proxy_pass").length > 0)
      .map(({ args, block }) => [args.join(" "), block ?? []]),
  );
}

/** What a map of NGINX gives for a value: special words and escapes as in ngx_http_map_module. */
function mapped(block: Directive[], value: string): string | undefined {
  let fallback: string | undefined;
  for (const { name, args } of block) {
    assert.ok(!(name === "include" || name.startsWith("~")), `"${name}" in a map is not a value`);
    if (name === "default") {
      assert.equal(fallback, undefined, "a map has one default");
      fallback = args[0];
    } else if (name.replace(/^\\/, "").toLowerCase() === value.toLowerCase()) return args[0];
  }
  return fallback;
}

function tenantMap(directives: Directive[]): Directive[] {
  const [map, ...others] = named(directives, "map").filter(({ args }) => args.join(" ") === "$remote_user $tenant");
  assert.ok(map?.block);
  assert.deepEqual(others, []);
  return map.block;
}

// The bounds of settings/schema.ts; words with a meaning of their own in a map are names like any other.
const special = ["default", "include", "hostnames", "volatile", "DEFAULT", "a".repeat(150)];
const username = fc.oneof(fc.constantFrom(...special), fc.stringMatching(/^[A-Za-z0-9!_.*'()@+-]{1,150}$/));
const tenant = fc.stringMatching(/^[A-Za-z0-9!_*'()-]{1,150}$/).filter((name) => name !== "__proto__");
const logins = fc.uniqueArray(fc.record({ username, tenant }), {
  maxLength: 6,
  comparator: (one, other) =>
    one.username.toLowerCase() === other.username.toLowerCase() || one.tenant === other.tenant,
});
const byTenant = (all: { username: string; tenant: string }[]): NginxInputs["tenants"] =>
  Object.fromEntries(all.map((one) => [one.tenant, { username: one.username }]));

describe("nginx.conf", () => {
  it("hands on the routes and the health path, and answers everything else with 404", () => {
    const expected = inputs().routes.map(({ match, path }) => (match === "exact" ? `= ${path}` : path));
    assert.deepEqual([...locations().keys()].sort(), [...expected, `= ${healthPath}`].sort());
    const rest = named(server(nginxPorts.http), "location").find(({ args }) => args.join(" ") === "/");
    assert.deepEqual(argsOf(rest?.block, "return"), [["404"]]);
  });

  it("asks for a login on every route", () => {
    for (const [path, block] of locations()) {
      if (path === `= ${healthPath}`) continue;
      assert.equal(argsOf(block, "auth_basic").length, 1, path);
      assert.notDeepEqual(argsOf(block, "auth_basic"), [["off"]], path);
      assert.deepEqual(argsOf(block, "auth_basic_user_file"), [[nginxPaths.passwords]], path);
    }
  });

  it("sets the login's tenant over whatever the request says, and keeps the password to itself", () => {
    for (const [path, block] of locations()) {
      if (path === `= ${healthPath}`) continue;
      const headers = new Map(
        argsOf(block, "proxy_set_header").map(([name = "", value]) => [name.toLowerCase(), value]),
      );
      assert.equal(headers.get("x-scope-orgid"), "$tenant", path);
      assert.equal(headers.get("authorization"), "", path);
    }
  });

  it("tries a write again on another node, also when the first failed in the middle", () => {
    for (const path of ["= /api/v1/push", "= /api/prom/push"]) {
      const [words] = argsOf(locations().get(path), "proxy_next_upstream");
      for (const word of ["error", "timeout", "http_500", "http_503", "non_idempotent"])
        assert.ok(words?.includes(word), word);
    }
    assert.ok(!argsOf(locations().get("/prometheus/"), "proxy_next_upstream").flat().includes("non_idempotent"));
  });

  it("leaves time for another node where one hangs, and shows a query to two at most", () => {
    for (const path of ["= /api/v1/push", "= /api/prom/push", "= /api/v1/otlp/v1/metrics"])
      assert.deepEqual(argsOf(locations().get(path), "proxy_read_timeout"), [["10s"]], path);
    for (const path of ["/prometheus/", "/api/prom/"]) {
      assert.deepEqual(argsOf(locations().get(path), "proxy_next_upstream_tries"), [["2"]], path);
      assert.deepEqual(argsOf(locations().get(path), "proxy_read_timeout"), [], path);
    }
  });

  it("asks DNS again for the nodes that live now", () => {
    assert.deepEqual(
      named(conf(), "resolver").map(({ args }) => args[0]),
      ["127.0.0.11"],
    );
    assert.deepEqual(argsOf(server(nginxPorts.http), "set"), [["$cortex", "nodes:80"]]);
    for (const [path, block] of locations()) assert.deepEqual(argsOf(block, "proxy_pass"), [["http://$cortex"]], path);
  });

  it("shows its health and counts on a port of their own", () => {
    const paths = named(server(nginxPorts.status), "location").map(({ args }) => args.join(" "));
    assert.deepEqual(paths.sort(), ["/", "= /healthz", "= /stub_status"]);
    assert.ok(!nginxConf(inputs()).split("listen")[1]?.includes("stub_status"));
  });

  it("writes only where any user of a container may", () => {
    const folders = named(conf(), "http").flatMap(({ block }) =>
      (block ?? []).filter(({ name }) => name.endsWith("_temp_path")),
    );
    assert.ok(folders.length >= 5);
    for (const { name, args } of [...folders, ...named(conf(), "pid")]) assert.match(args[0] ?? "", /^\/tmp\//, name);
  });

  it("maps each login to its tenant, whatever they are called, and no other name to any", () => {
    fc.assert(
      fc.property(logins, username, (all, other) => {
        const map = tenantMap(conf(byTenant(all)));
        for (const one of all) assert.equal(mapped(map, one.username), one.tenant);
        if (!all.some((one) => one.username.toLowerCase() === other.toLowerCase()))
          assert.equal(mapped(map, other), "");
        assert.equal(mapped(map, ""), "");
      }),
    );
  });

  it("is the same text for the same inputs, and cannot be broken out of by a name", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 30 }), (name) => {
        const text = nginxConf(inputs({ demo: { username: name } }));
        assert.equal(nginxConf(inputs({ demo: { username: name } })), text);
        assert.equal(tenantMap(parseNginx(text)).length, 2, "the default and one login");
        assert.equal(named(parseNginx(text), "server").length, 2);
      }),
    );
  });
});

const nginx = onPath("nginx");
(nginx === undefined ? describe.skip : describe)(`nginx.conf: nginx -t ${nginx ? "" : "(no nginx on PATH)"}`, () => {
  async function accepted(tenants?: NginxInputs["tenants"]): Promise<void> {
    assert.ok(nginx);
    const box = await sandbox(nginxConf(inputs(tenants)), []);
    try {
      const { status, output } = await check(nginx, box);
      assert.equal(status, 0, output);
      assert.doesNotMatch(output, /\[(?:warn|alert)\] (?!.*user. directive makes sense)/);
    } finally {
      box.remove();
    }
  }

  it("accepts it", () => accepted());

  for (const name of special) {
    it(`accepts a login called ${name.slice(0, 20)} (${name.length} characters)`, () =>
      accepted({ demo: { username: name } }));
  }

  it("accepts many logins with long names", () =>
    accepted(
      Object.fromEntries(
        Array.from({ length: 50 }, (_, i) => [`${i}`.padStart(150, "t"), { username: `${i}`.padStart(150, "u") }]),
      ),
    ));

  it("refuses what the parser of these tests refuses", async () => {
    assert.ok(nginx);
    for (const [from, to] of [
      ["events {", "events "],
      ["worker_connections 4096;", "worker_connections 4096"],
      ['default "";', 'default ";'],
    ] as const) {
      const broken = nginxConf(inputs()).replace(from, to);
      assert.throws(() => parseNginx(broken), /./, from);
      const box = await sandbox(broken, []);
      try {
        assert.notEqual((await check(nginx, box)).status, 0, from);
      } finally {
        box.remove();
      }
    }
  });
});
