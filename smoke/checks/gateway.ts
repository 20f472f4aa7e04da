// What the gateway must refuse.
import { Unmet, type Check } from "../check.ts";
import { ask, shown, type Request } from "../http.ts";
import { push } from "../remote-write.ts";
import { firstLine } from "../text.ts";

const boundSeconds = 20;

export const authentication: Check = {
  name: "a write without a right login gets 401",
  boundSeconds,
  async run({ outputs: { gatewayUrl }, collection: { login }, deadline, uniqueMetric }) {
    const series = [{ labels: { __name__: uniqueMetric("refused") }, samples: [{ value: 1, timestamp: Date.now() }] }];
    const forger = { username: login.username, password: `${login.password}x` };
    const attempts = [
      { what: "a write without a login", answering: push(gatewayUrl, undefined, series, { deadline }) },
      { what: "a write with a wrong password", answering: push(gatewayUrl, forger, series, { deadline }) },
      {
        what: "a write without a login that names a tenant",
        answering: push(gatewayUrl, undefined, series, { deadline, headers: { "x-scope-orgid": "any" } }),
      },
      {
        what: "a query without a login",
        answering: ask("gateway", `${gatewayUrl}/prometheus/api/v1/query?query=up`, { deadline }),
      },
    ];
    const answers = await Promise.allSettled(attempts.map(({ answering }) => answering));
    answers.forEach((answer, index) => {
      const expected = `401 to ${attempts[index]?.what ?? ""}`;
      if (answer.status === "rejected") {
        throw new Unmet({ expected, seen: messageOf(answer.reason), look: ["gateway"] });
      }
      if (answer.value.status !== 401) throw new Unmet({ expected, seen: shown(answer.value), look: ["gateway"] });
    });
    return `${attempts.length} requests refused`;
  },
};

/** Cortex has no authentication on these (facts of its API: https://cortexmetrics.io/docs/api/). */
const adminPaths = [
  "/ring",
  "/config",
  "/flush",
  "/shutdown",
  "/ingester/flush",
  "/ingester/shutdown",
  "/metrics",
  "/debug/pprof/",
];
/** Those of the parts that `blocks` has besides. */
const blocksPaths = [
  "/ingester/mode",
  "/store-gateway/ring",
  "/compactor/ring",
  "/ruler/rule_groups",
  "/multitenant_alertmanager/configs",
  "/multitenant_alertmanager/ring",
];

export const adminPathsHidden: Check = {
  name: "an admin path gets 404",
  boundSeconds,
  async run({ outputs: { gatewayUrl, engine }, collection: { login }, deadline }) {
    const paths = engine === "blocks" ? [...adminPaths, ...blocksPaths] : adminPaths;
    const requests = paths.flatMap((path) => [
      { path, who: "without a login", request: { deadline } },
      { path, who: "with a login", request: { deadline, login } },
    ]);
    await Promise.all(
      requests.map(async ({ path, who, request }) => {
        // GET /shutdown or /flush would act if the gateway let it through; Cortex answers 405 to their HEAD. So HEAD first.
        await mustBe404(`${gatewayUrl}${path}`, who, { ...request, method: "HEAD" });
        await mustBe404(`${gatewayUrl}${path}`, who, request);
      }),
    );
    return `${paths.length} paths, with and without a login`;
  },
};

async function mustBe404(url: string, who: string, request: Request): Promise<void> {
  const answer = await ask("gateway", url, request);
  if (answer.status === 404) return;
  const expected = `404 to ${request.method ?? "GET"} ${url} ${who}`;
  throw new Unmet({ expected, seen: shown(answer), look: ["gateway"] });
}

function messageOf(error: unknown): string {
  if (error instanceof Unmet) return error.finding.seen;
  return firstLine(error);
}
