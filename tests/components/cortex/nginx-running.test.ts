// The rendered nginx.conf at work, in front of servers that write down what reaches them.
import assert from "node:assert/strict";
import { posix } from "node:path";
import { gatewayRoutes } from "../../../components/cortex/gateway-routes.ts";
import { nginxConf } from "../../../components/cortex/nginx-conf.ts";
import { fakeCortex, type FakeCortex } from "../../support/fake-cortex.ts";
import { ask, sandbox, start, type Question, type Reply, type Sandbox } from "../../support/nginx-run.ts";
import { onPath } from "../../support/process.ts";

const tenants = { operations: { username: "ops" }, demo: { username: "visitor" }, edge: { username: "default" } };
const login = (username: string) => ({ username, password: username.padEnd(32, "x") });
const ops = login("ops");

/** Cortex's own paths that change something, show something, or ask no tenant. */
const adminPaths = [
  "/ring",
  "/ingester/ring",
  "/shutdown",
  "/flush",
  "/ingester/shutdown",
  "/config",
  "/metrics",
  "/debug/pprof",
];
const adminPath = /^\/(?:ring|ingester|shutdown|flush|config|metrics|debug|services|memberlist|ruler|distributor)\b/;

const nginx = onPath("nginx");
(nginx === undefined ? describe.skip : describe)(`nginx.conf at work${nginx ? "" : " (no nginx on PATH)"}`, () => {
  let nodes: FakeCortex[] = [];
  let box: Sandbox | undefined;
  let running: { stop(): Promise<void> } | undefined;

  before(async () => {
    assert.ok(nginx);
    nodes = [await fakeCortex(), await fakeCortex()];
    const rendered = nginxConf({
      cortex: { host: "nodes", port: 80 },
      resolver: "127.0.0.11",
      routes: gatewayRoutes({ alertmanager: false }),
      tenants,
    });
    box = await sandbox(
      rendered,
      Object.values(tenants).map(({ username }) => login(username)),
      nodes.map(({ port }) => port),
    );
    running = await start(nginx, box);
  });

  beforeEach(() => {
    for (const node of nodes) {
      node.seen.length = 0;
      node.answer = 200;
    }
  });

  after(async () => {
    await running?.stop();
    for (const node of nodes) await node.stop();
    box?.remove();
  });

  function gateway(question: Question): Promise<Reply> {
    assert.ok(box);
    return ask(box.ports.http, question);
  }
  const seen = () => nodes.flatMap((node) => node.seen);

  it("answers 401 to whoever has no login, a wrong password, another's password or an unknown name", async () => {
    for (const path of ["/api/v1/push", "/prometheus/api/v1/query", "/api/v1/rules", "/api/prom/api/v1/query"]) {
      assert.equal((await gateway({ path })).status, 401, path);
      for (const wrong of [
        { username: "ops", password: "x".repeat(32) },
        { username: "ops", password: login("visitor").password },
        { username: "ops", password: "" },
        { username: "nobody", password: ops.password },
        { username: "", password: "" },
      ]) {
        assert.equal((await gateway({ path, login: wrong })).status, 401, `${path} ${JSON.stringify(wrong)}`);
      }
      assert.equal((await gateway({ path, headers: { "X-Scope-OrgID": "operations" } })).status, 401, path);
    }
    assert.deepEqual(seen(), []);
  });

  it("lets a login in as its tenant, whatever the request says, and keeps its password back", async () => {
    for (const [tenant, { username }] of Object.entries(tenants)) {
      for (const header of ["X-Scope-OrgID", "x-scope-orgid", "X-SCOPE-ORGID"]) {
        const headers = { [header]: "somebody-else" };
        const reply = await gateway({ path: "/prometheus/api/v1/query?query=up", login: login(username), headers });
        assert.equal(reply.status, 200);
      }
      const requests = seen().splice(0);
      for (const node of nodes) node.seen.length = 0;
      assert.equal(requests.length, 3);
      for (const { headers, path } of requests) {
        assert.equal(headers["x-scope-orgid"], tenant);
        assert.equal(headers.authorization, undefined);
        assert.equal(path, "/prometheus/api/v1/query?query=up");
      }
    }
  });

  it("hands a write on as it came", async () => {
    const headers = { "Content-Encoding": "snappy", "X-Prometheus-Remote-Write-Version": "0.1.0" };
    const body = "s".repeat(300_000);
    assert.equal((await gateway({ path: "/api/v1/push", method: "POST", login: ops, headers, body })).status, 200);
    const [write, ...others] = seen();
    assert.deepEqual(others, []);
    assert.equal(write?.method, "POST");
    assert.equal(write.body, body);
    assert.equal(write.headers["content-encoding"], "snappy");
    assert.equal(write.headers["x-prometheus-remote-write-version"], "0.1.0");
  });

  it("answers 404 on every admin path, with and without a login, however it is written", async () => {
    const hidden = adminPaths.flatMap((path) => [
      path,
      `/${path}`,
      `${path}/`,
      `${path}?x=/prometheus/`,
      path.replace(/.$/, (last) => `%${last.charCodeAt(0).toString(16)}`),
      `/prometheus/..${path}`,
      `/prometheus/%2e%2e${path}`,
      `/prometheus/.%2E/.${path}`,
      `/prometheus/%2E%2e%2f${path.slice(1)}`,
      `/api/prom/api/../../..${path}`.replace("/../../..", "/../../.."),
      `/api/v1/rules/../../..${path}`,
    ]);
    for (const path of hidden) {
      for (const question of [{ path }, { path, login: ops }, { path, login: ops, method: "POST" }]) {
        const { status } = await gateway(question);
        assert.ok(status === 404 || status === 400, `${path}: ${status}`);
      }
    }
    assert.deepEqual(seen(), []);
  });

  it("hands on no path that Cortex could read as an admin path", async () => {
    const twisted = adminPaths.flatMap((path) => [
      `/prometheus/x#/../..${path}`,
      `/prometheus/%252e%252e${path}`,
      `/prometheus/..%252f${path.slice(1)}`,
      `/prometheus/..;${path}`,
      `/prometheus\\..${path}`,
      `${path}/../prometheus/api/v1/query`,
      `${path}%3f/../prometheus/api/v1/query`,
      `/prometheus/%00/../..${path}`,
    ]);
    for (const path of twisted) await gateway({ path, login: ops });
    for (const { path } of seen()) {
      // Cortex's router decodes once and sends whoever asks for an unclean path to the clean one: back to the gateway.
      const decoded = decodeURIComponent(path.split("?", 1)[0] ?? "");
      if (posix.normalize(decoded) === decoded) assert.doesNotMatch(decoded, adminPath, path);
    }
  });

  it("answers 404 on everything that is not a route", async () => {
    for (const path of [
      "/",
      "/api/v1/push/",
      "/api/v1/query",
      "/api/v1/user_stats",
      "/api/v1/alerts",
      "/prometheusx",
      "/healthz",
    ]) {
      assert.equal((await gateway({ path, login: ops })).status, 404, path);
    }
    assert.deepEqual(seen(), []);
  });

  it("answers 404 to a connection count on the published port", async () => {
    assert.equal((await gateway({ path: "/stub_status", login: ops })).status, 404);
    assert.ok(box);
    assert.match((await ask(box.ports.status, { path: "/stub_status" })).body, /Active connections: \d+/);
    assert.equal((await ask(box.ports.status, { path: "/prometheus/api/v1/query" })).status, 404);
  });

  it("tells the cluster's readiness without a login", async () => {
    assert.deepEqual([(await gateway({ path: "/ready" })).status, seen().map(({ path }) => path)], [200, ["/ready"]]);
    for (const node of nodes) node.answer = 503;
    assert.equal((await gateway({ path: "/ready" })).status, 503);
  });

  for (const fault of [500, 503, "hang up"] as const) {
    it(`hides a node that answers a write with ${fault}`, async () => {
      const [bad, good] = nodes;
      assert.ok(bad && good);
      bad.answer = fault;
      for (let i = 0; i < 4; i++) {
        const reply = await gateway({ path: "/api/v1/push", method: "POST", login: ops, body: `sample ${i}` });
        assert.equal(reply.status, 200);
      }
      assert.deepEqual(
        good.seen.map(({ body }) => body),
        ["sample 0", "sample 1", "sample 2", "sample 3"],
      );
    });
  }

  it("does not repeat what Cortex refused for good", async () => {
    for (const node of nodes) node.answer = 400;
    assert.equal((await gateway({ path: "/api/v1/push", method: "POST", login: ops, body: "bad" })).status, 400);
    assert.equal(seen().length, 1);
  });

  it("answers a query from another node while one hangs up", async () => {
    const [bad, good] = nodes;
    assert.ok(bad && good);
    bad.answer = "hang up";
    for (let i = 0; i < 3; i++) {
      assert.equal((await gateway({ path: "/prometheus/api/v1/query?query=up", login: ops })).status, 200);
    }
    assert.equal(good.seen.length, 3);
  });
});
