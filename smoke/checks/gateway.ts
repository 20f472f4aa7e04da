// What the gateway must refuse.
import { Unmet, type Check, type Finding, type Patience } from "../check.ts";
import { answered, send, shown, type Answer, type Request } from "../http.ts";
import { push } from "../remote-write.ts";

const boundSeconds = 20;

export const authentication: Check = {
  name: "a write without a right login gets 401",
  boundSeconds,
  async run(context) {
    const { outputs, collection, deadline, uniqueMetric } = context;
    const { gatewayUrl } = outputs;
    const { login } = collection;
    const series = [{ labels: { __name__: uniqueMetric("refused") }, samples: [{ value: 1, timestamp: Date.now() }] }];
    const forger = { username: login.username, password: `${login.password}x` };
    const attempts: { what: string; attempt: () => Promise<Answer> }[] = [
      { what: "a write without a login", attempt: () => push(gatewayUrl, undefined, series, { deadline }) },
      { what: "a write with a wrong password", attempt: () => push(gatewayUrl, forger, series, { deadline }) },
      {
        what: "a write without a login that names a tenant",
        attempt: () => push(gatewayUrl, undefined, series, { deadline, headers: { "x-scope-orgid": "any" } }),
      },
      {
        what: "a query without a login",
        attempt: () => send(`${gatewayUrl}/prometheus/api/v1/query?query=up`, { deadline }),
      },
    ];
    await Promise.all(attempts.map(({ what, attempt }) => mustAnswer(401, what, context, attempt)));
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
  async run(context) {
    const { outputs, collection, deadline } = context;
    const { gatewayUrl, engine } = outputs;
    const { login } = collection;
    const paths = engine === "blocks" ? [...adminPaths, ...blocksPaths] : adminPaths;
    const requests = paths.flatMap((path) => [
      { path, who: "without a login", request: { deadline } },
      { path, who: "with a login", request: { deadline, login } },
    ]);
    await Promise.all(
      requests.map(async ({ path, who, request }) => {
        // GET /shutdown or /flush would act if the gateway let it through; Cortex answers 405 to their HEAD. So HEAD first.
        await mustBe404(`${gatewayUrl}${path}`, who, context, { ...request, method: "HEAD" });
        await mustBe404(`${gatewayUrl}${path}`, who, context, request);
      }),
    );
    return `${paths.length} paths, with and without a login`;
  },
};

function mustBe404(url: string, who: string, patience: Patience, request: Request): Promise<void> {
  return mustAnswer(404, `${request.method ?? "GET"} ${url} ${who}`, patience, () => send(url, request));
}

async function mustAnswer(
  status: number,
  what: string,
  patience: Patience,
  attempt: () => Promise<Answer>,
): Promise<void> {
  const wanted: Pick<Finding, "expected" | "look"> = { expected: `${status} to ${what}`, look: ["gateway"] };
  const answer = await answered(patience, wanted, attempt);
  if (answer.status !== status) throw new Unmet({ ...wanted, seen: shown(answer) });
}
