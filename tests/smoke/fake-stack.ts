// A stack as the smoke check sees it, on 127.0.0.1: two Prometheus, the gateway with Cortex behind it, Grafana, and what
// Docker answers. Right by default; each fault makes one thing wrong.
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import type { Container, Docker } from "../../smoke/containers.ts";
import { fakeBlocks, type BlocksFaults } from "./fake-blocks.ts";
import { cassandraAnswer } from "./fake-cassandra.ts";
import { decodeWrite } from "./decode-write.ts";
import { fakeRules, type RulesFaults } from "./fake-rules.ts";

export interface Faults extends BlocksFaults, RulesFaults {
  /** Not a fault: the engine. Default: chunks, which the outputs then do not name. */
  engine?: "blocks";
  /** Not a fault: outside Docker, where the gateway is all that can be reached. */
  remote?: boolean;
  /** Cortex dropped no second copy. */
  nothingDeduplicated?: boolean;
  targetDown?: boolean;
  noTargets?: boolean;
  /** No `up` of this job arrives. */
  lostJob?: string;
  /** Each `up` comes back twice. */
  doubled?: boolean;
  replicaLabel?: boolean;
  /** The second Prometheus sends, but everything fails. */
  nothingAccepted?: boolean;
  /** Both Prometheus have the same external label. */
  sameReplica?: boolean;
  openWrites?: boolean;
  anyPassword?: boolean;
  openQueries?: boolean;
  /** This path answers 200, and to HEAD what Cortex answers: 405. */
  exposed?: string;
  /** This path answers 200, but 404 to HEAD. */
  exposedToGet?: string;
  exposedWithLogin?: string;
  /** Every tenant reads what any tenant wrote. */
  sharedReads?: boolean;
  /** X-Scope-OrgID decides what is read. */
  forgeableReads?: boolean;
  /** X-Scope-OrgID decides whose a written sample is. */
  forgeableWrites?: boolean;
  wrongValue?: boolean;
  /** Writes get this status. */
  writeStatus?: number;
  noTables?: boolean;
  noIndexRows?: boolean;
  noChunkRows?: boolean;
  flushFails?: boolean;
  /** Only the second node holds the series, as may be with more nodes than copies. */
  secondNodeHolds?: boolean;
  noNodes?: boolean;
  dockerDown?: boolean;
  grafanaRefusesLogin?: boolean;
  dataSourceBroken?: boolean;
  noDashboards?: boolean;
  brokenDashboard?: boolean;
  /** The gateway accepts connections and says nothing. */
  gatewaySilent?: boolean;
  oneTenant?: boolean;
  noGrafana?: boolean;
}

export interface FakeStack {
  outputs: Record<string, unknown>;
  docker: Docker;
  /** Paths that got a request which would have acted on Cortex. */
  acted: string[];
  stop(): Promise<void>;
}

interface Stored {
  tenant: string;
  metric: string;
  value: number;
  timestamp: number;
}

const replicas = ["prometheus-1", "prometheus-2"];
const targets = [
  { job: "cortex", instance: "node-1:80" },
  { job: "cortex", instance: "node-2:80" },
  { job: "consul", instance: "consul-1:8500" },
];
/** What Prometheus is built to scrape on AWS (components/cortex/rules/options.ts). */
const remoteTargets = [
  ...targets,
  { job: "nginx", instance: "10.0.0.1:9113" },
  { job: "prometheus", instance: "10.0.0.2:9090" },
];
const container = (name: string, tier: string, role: string): Container => ({ name, tier, role, state: "running" });
const containers = [
  container("cortex-cassandra-1", "datastore", "cassandra"),
  container("cortex-consul-1", "discovery", "consul"),
  container("cortex-node-1", "cluster", "node"),
  container("cortex-node-2", "cluster", "node"),
  container("cortex-table-manager", "cluster", "table-manager"),
  container("cortex-nginx", "gateway", "nginx"),
  container("cortex-prometheus-1", "collection", "prometheus"),
  { ...container("cortex-prometheus-2", "collection", "prometheus"), state: "restarting" },
  container("cortex-grafana", "query", "grafana"),
];

export async function startFakeStack(faults: Faults = {}): Promise<FakeStack> {
  // Not the first by name: the check must find out which one Prometheus writes to.
  const logins = {
    ...(faults.oneTenant ? {} : { another: { username: "other-user", password: "secret-b" } }),
    collected: { username: "scraper", password: "secret-a" },
  };
  const stored: Stored[] = [];
  const flushed: Stored[] = [];
  const acted: string[] = [];

  const blocks = fakeBlocks(faults);
  const rules = fakeRules(faults);

  const gateway = await listen((request, body) => {
    if (faults.gatewaySilent) return undefined;
    const url = new URL(request.url ?? "/", "http://gateway");
    const auth = credentials(request);
    const byName = Object.entries(logins).find(([, login]) => login.username === auth?.username);
    const tenant = byName && (byName[1].password === auth?.password || faults.anyPassword) ? byName[0] : undefined;
    const forged = [request.headers["x-scope-orgid"]].flat()[0];
    if (url.pathname === "/api/v1/push" && request.method === "POST") {
      if (tenant === undefined && !faults.openWrites) return { status: 401 };
      if (faults.writeStatus !== undefined)
        return { status: faults.writeStatus, body: "at least 2 live replicas required" };
      const owner = (faults.forgeableWrites ? forged : undefined) ?? tenant ?? "anonymous";
      for (const { labels, samples } of decodeWrite(body)) {
        for (const sample of samples) stored.push({ tenant: owner, metric: labels["__name__"] ?? "", ...sample });
      }
      return { status: 200 };
    }
    const ofRules = tenant === undefined ? undefined : rules(request.method ?? "GET", url.pathname, tenant, body);
    if (ofRules !== undefined) return ofRules;
    if (url.pathname === "/prometheus/api/v1/query") {
      if (tenant === undefined && !faults.openQueries) return { status: 401 };
      const reader = (faults.forgeableReads ? forged : undefined) ?? tenant ?? "anonymous";
      const query = url.searchParams.get("query") ?? "";
      if (query.includes("deduped")) return vector(faults.nothingDeduplicated ? [] : [{ metric: {}, value: 7 }]);
      return vector(query === "up" ? upSeries(reader) : samplesOf(reader, url));
    }
    const acts = request.method !== "HEAD" && /flush|shutdown/.test(url.pathname);
    const open =
      url.pathname === faults.exposed ||
      url.pathname === faults.exposedToGet ||
      (url.pathname === faults.exposedWithLogin && auth !== undefined);
    if (open && request.method === "HEAD") return { status: url.pathname === faults.exposedToGet ? 404 : 405 };
    if (open && acts) acted.push(url.pathname);
    return open ? { status: 200, body: "ring members" } : { status: 404 };
  });

  function upSeries(reader: string): { metric: Record<string, string>; value: number }[] {
    if (reader !== "collected") return [];
    return (faults.remote ? remoteTargets : targets)
      .filter(({ job }) => job !== faults.lostJob)
      .flatMap((target) => {
        const metric = { __name__: "up", cluster: "cortex", ...target };
        if (faults.replicaLabel) return [{ metric: { ...metric, __replica__: "prometheus-1" }, value: 1 }];
        return faults.doubled
          ? replicas.map((copy) => ({ metric: { ...metric, copy }, value: 1 }))
          : [{ metric, value: 1 }];
      });
  }

  function samplesOf(reader: string, url: URL): { metric: Record<string, string>; value: number }[] {
    const at = Number(url.searchParams.get("time")) * 1000;
    return stored
      .filter(
        ({ tenant, metric }) => metric === url.searchParams.get("query") && (tenant === reader || faults.sharedReads),
      )
      .filter(({ timestamp }) => Math.abs(timestamp - at) < 1)
      .map(({ metric, value }) => ({ metric: { __name__: metric }, value: faults.wrongValue ? value + 1 : value }));
  }

  const prometheus = await Promise.all(
    replicas.map((replica, index) =>
      listen((request) => {
        switch (new URL(request.url ?? "/", "http://prometheus").pathname) {
          case "/api/v1/targets":
            return json({ status: "success", data: { activeTargets: faults.noTargets ? [] : activeTargets() } });
          case "/api/v1/status/config":
            return json({ status: "success", data: { yaml: configYaml(faults.sameReplica ? "same" : replica) } });
          case "/metrics":
            return { status: 200, body: metrics(faults.nothingAccepted && index === 1 ? 300 : 0) };
          default:
            return { status: 404 };
        }
      }),
    ),
  );

  function activeTargets() {
    return targets.map((target, index) => {
      const down = faults.targetDown && index === 2;
      return { labels: target, health: down ? "down" : "up", lastError: down ? "connection refused" : "" };
    });
  }

  const grafana = await listen((request) => {
    if (credentials(request)?.password !== "secret-g" || faults.grafanaRefusesLogin) return { status: 401 };
    switch (new URL(request.url ?? "/", "http://grafana").pathname) {
      case "/api/user":
        return json({ login: "admin" });
      case "/api/datasources":
        return json([{ uid: "cortex", name: "Cortex" }]);
      case "/api/datasources/uid/cortex/health":
        return faults.dataSourceBroken ? { status: 400, body: "502 Bad Gateway" } : json({ status: "OK" });
      case "/api/search":
        return json(faults.noDashboards ? [] : [{ uid: "ring", title: "Ring" }]);
      case "/api/dashboards/uid/ring":
        return faults.brokenDashboard ? { status: 500, body: "unreadable" } : json({ dashboard: {} });
      default:
        return { status: 404 };
    }
  });

  const docker: Docker = {
    containers() {
      if (faults.dockerDown) return Promise.reject(new Error("Cannot connect to the Docker daemon"));
      return Promise.resolve(containers.filter(({ role }) => role !== "node" || !faults.noNodes));
    },
    exec(name, command) {
      if (command[0] === "wget" && name.startsWith("cortex-node-") && command.at(-1) === "http://127.0.0.1/flush") {
        if (faults.flushFails) return Promise.reject(new Error("wget: server returned error: HTTP/1.1 500"));
        // Each replica writes the same rows.
        if (name === (faults.secondNodeHolds ? "cortex-node-2" : "cortex-node-1")) flushed.push(...stored);
        return Promise.resolve("");
      }
      const ofBlocks =
        faults.engine === "blocks" && name.startsWith("cortex-node-") ? blocks(name, command) : undefined;
      if (ofBlocks !== undefined) return ofBlocks;
      if (command[0] === "cqlsh" && name === "cortex-cassandra-1") {
        return Promise.resolve(cassandraAnswer(command.at(-1) ?? "", flushed, faults));
      }
      return Promise.reject(new Error(`not expected in ${name}: ${command.join(" ")}`));
    },
  };

  const servers = [gateway, ...prometheus, grafana];
  return {
    outputs: {
      gatewayUrl: gateway.url,
      logins,
      ...(faults.engine === undefined ? {} : { engine: faults.engine }),
      ...(faults.remote ? {} : { prometheusUrls: prometheus.map(({ url }) => url) }),
      ...(faults.noGrafana || faults.remote
        ? { grafanaUrl: null }
        : { grafanaUrl: grafana.url, grafanaLogin: { username: "admin", password: "secret-g" } }),
    },
    docker,
    acted,
    stop: async () => {
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}

export interface Reply {
  status: number;
  body?: string;
}

/** An HTTP server on a free port; a handler that gives nothing leaves the request without an answer. */
export async function listen(
  handle: (request: IncomingMessage, body: Buffer) => Reply | undefined,
): Promise<{ url: string; stop(): Promise<void> }> {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const reply = handle(request, await buffer(request));
    if (reply) response.writeHead(reply.status).end(reply.body ?? "");
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(599).end(String(error)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

function credentials(request: IncomingMessage): { username: string; password: string } | undefined {
  const encoded = request.headers.authorization?.replace(/^Basic /, "");
  if (encoded === undefined) return undefined;
  const [username, password] = Buffer.from(encoded, "base64").toString().split(":");
  return { username: username ?? "", password: password ?? "" };
}

function json(value: unknown): Reply {
  return { status: 200, body: JSON.stringify(value) };
}

function vector(series: { metric: Record<string, string>; value: number }[]): Reply {
  const now = Date.now() / 1000;
  const result = series.map(({ metric, value }) => ({ metric, value: [now, String(value)] }));
  return json({ status: "success", data: { resultType: "vector", result } });
}

function configYaml(replica: string): string {
  return `global:
  scrape_interval: 5s
  external_labels:
    __replica__: ${replica}
    cluster: cortex
remote_write:
- url: http://gateway/api/v1/push
  basic_auth:
    username: scraper
    password: <secret>
`;
}

function metrics(failed: number): string {
  const labels = '{remote_name="a",url="http://gateway/api/v1/push"}';
  return [
    "# HELP prometheus_remote_storage_samples_total Total number of samples sent to remote storage.",
    "# TYPE prometheus_remote_storage_samples_total counter",
    `prometheus_remote_storage_samples_total${labels} 350`,
    `prometheus_remote_storage_samples_failed_total${labels} ${failed}`,
    `prometheus_remote_storage_samples_retried_total${labels} 0`,
    `prometheus_remote_storage_samples_pending${labels} 50`,
    "",
  ].join("\n");
}
