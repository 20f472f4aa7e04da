import assert from "node:assert/strict";
import { runSmoke } from "../../smoke/main.ts";
import { startFakeStack, type Faults } from "./fake-stack.ts";

const names = {
  scraping: "both Prometheus scrape every target",
  arrival: "their samples arrive through the gateway",
  deduplication: "a series sent by both replicas is read back once",
  authentication: "a write without a right login gets 401",
  adminPaths: "an admin path gets 404",
  isolation: "one tenant cannot read another's series",
  flush: "after a flush the rows are in Cassandra",
  grafana: "Grafana reads Cortex and has its dashboards",
};
type CheckName = keyof typeof names;

interface Report {
  counted: { passed: number; failed: number };
  /** For each check its line and the lines below it. */
  lines: Record<CheckName, string>;
  output: string;
  acted: string[];
  seconds: number;
}

interface Case {
  fault: string;
  faults: Faults;
  fails: CheckName[];
  /** What the message of the first of `fails` must hold. */
  says: RegExp[];
}

/** Looks at what never comes: enough to see that a check looks again. */
const attempts = 2;
const sideBySide = 6;

const cases: Case[] = [
  {
    fault: "a target is down",
    faults: { targetDown: true },
    fails: ["scraping"],
    says: [/seen: .*consul consul-1:8500 is down .*connection refused/, /docker logs --tail 50 cortex-consul-1$/m],
  },
  {
    fault: "Prometheus scrapes nothing",
    faults: { noTargets: true },
    fails: ["scraping", "arrival", "deduplication"],
    says: [
      /it scrapes nothing/,
      /docker logs --tail 50 cortex-prometheus-2 {3}\(it is restarting\)\n.*cortex-prometheus-1$/m,
    ],
  },
  {
    fault: "a job's samples do not arrive",
    faults: { lostJob: "consul" },
    fails: ["arrival", "deduplication"],
    says: [/expected: .*consul, cortex, read as tenant collected/, /seen: +nothing of consul/, /cortex-nginx/],
  },
  {
    fault: "a series comes back twice",
    faults: { doubled: true },
    fails: ["deduplication"],
    says: [/seen: +2 of cortex node-1:80 .*copy="prometheus-1".*copy="prometheus-2"/, /cortex-node-1$/m],
  },
  {
    fault: "the replica label is kept",
    faults: { replicaLabel: true },
    fails: ["deduplication"],
    says: [/without the label __replica__/, /seen: .*__replica__="prometheus-1"/],
  },
  {
    fault: "one replica's samples are all refused",
    faults: { nothingAccepted: true },
    fails: ["deduplication"],
    says: [/seen: +none accepted from prometheus-2 \(http:/, /cortex-prometheus-1$/m],
  },
  {
    fault: "both replicas have the same name",
    faults: { sameReplica: true },
    fails: ["deduplication"],
    says: [/different external labels __replica__/, /same at http.*same at http/],
  },
  {
    fault: "a write without a login is accepted",
    faults: { openWrites: true },
    fails: ["authentication"],
    says: [/expected: 401 to a write without a login\n/, /seen: +200/, /docker logs --tail 50 cortex-nginx/],
  },
  {
    fault: "any password is accepted",
    faults: { anyPassword: true },
    fails: ["authentication"],
    says: [/expected: 401 to a write with a wrong password\n/, /seen: +200/],
  },
  {
    fault: "a query without a login is answered",
    faults: { openQueries: true },
    fails: ["authentication"],
    says: [/expected: 401 to a query without a login\n/],
  },
  ...[
    "/ring",
    "/config",
    "/flush",
    "/shutdown",
    "/ingester/flush",
    "/ingester/shutdown",
    "/metrics",
    "/debug/pprof/",
  ].map((path) => ({
    fault: `${path} is let through`,
    faults: { exposed: path },
    fails: ["adminPaths" as const],
    says: [new RegExp(`expected: 404 to HEAD http://127.0.0.1:\\d+${path} with`), /seen: +405/, /cortex-nginx/],
  })),
  {
    fault: "an admin path is let through for GET alone",
    faults: { exposedToGet: "/config" },
    fails: ["adminPaths"],
    says: [/expected: 404 to GET .*\/config/, /seen: +200 ring members/],
  },
  {
    fault: "an admin path is let through with a login",
    faults: { exposedWithLogin: "/ring" },
    fails: ["adminPaths"],
    says: [/expected: 404 to HEAD .*\/ring with a login/],
  },
  {
    fault: "a tenant reads everything",
    faults: { sharedReads: true },
    fails: ["isolation"],
    says: [/nothing when tenant another reads smoke_isolation_\w+, which tenant collected wrote/, /seen: +1 series/],
  },
  {
    fault: "a forged tenant header decides what is read",
    faults: { forgeableReads: true },
    fails: ["isolation"],
    says: [/with a forged X-Scope-OrgID: collected/],
  },
  {
    fault: "a forged tenant header decides where a write goes",
    faults: { forgeableWrites: true },
    fails: ["isolation"],
    says: [/nothing when tenant collected reads .* which tenant another wrote with a forged/],
  },
  {
    fault: "another value is read back",
    faults: { wrongValue: true },
    fails: ["isolation"],
    says: [/written as tenant collected and read as the same/, /seen: +\d+$/m],
  },
  {
    fault: "writes are refused",
    faults: { writeStatus: 500 },
    fails: ["isolation", "flush"],
    says: [/a write as scraper is accepted/, /seen: +500 at least 2 live replicas required/, /cortex-node-1$/m],
  },
  {
    fault: "Cassandra has no tables",
    faults: { noTables: true },
    fails: ["flush"],
    says: [/tables index_<n> and chunks_<n>/, /docker logs --tail 50 cortex-cassandra-1/],
  },
  {
    fault: "Cassandra has no index rows",
    faults: { noIndexRows: true },
    fails: ["flush"],
    says: [
      /index rows of smoke_flush_\w+ \(tenant collected\) in cortex.index_2935, /,
      /no row of the metric, 0 of its/,
    ],
  },
  {
    fault: "Cassandra has no chunks",
    faults: { noChunkRows: true },
    fails: ["flush"],
    says: [/the chunk collected\/feedbeef:\S+ in cortex.chunks_2935, cortex.chunks_2934/, /no such row/],
  },
  {
    fault: "a node cannot be flushed",
    faults: { flushFails: true },
    fails: ["flush"],
    says: [/wget in cortex-node-\d succeeds/, /HTTP\/1.1 500/, /look at: +docker logs --tail 50 cortex-node-\d$/m],
  },
  {
    fault: "no Cortex node runs",
    faults: { noNodes: true },
    fails: ["flush"],
    says: [/labels cortex.tier=cluster and cortex.role=node/, /docker logs --tail 50 cortex-table-manager/],
  },
  {
    fault: "Docker does not answer",
    faults: { dockerDown: true },
    fails: ["flush"],
    says: [/Cannot connect to the Docker daemon/, /the containers of tier datastore \(Docker could not be asked/],
  },
  {
    fault: "Grafana refuses the login",
    faults: { grafanaRefusesLogin: true },
    fails: ["grafana"],
    says: [/200 from GET .*\/api\/user/, /seen: +401/, /cortex-grafana/],
  },
  {
    fault: "Grafana's data source does not reach Cortex",
    faults: { dataSourceBroken: true },
    fails: ["grafana"],
    says: [/data source Cortex reaches Cortex/, /400 502 Bad Gateway/, /cortex-nginx/],
  },
  {
    fault: "Grafana has no dashboards",
    faults: { noDashboards: true },
    fails: ["grafana"],
    says: [/expected: dashboards/],
  },
  {
    fault: "a dashboard does not open",
    faults: { brokenDashboard: true },
    fails: ["grafana"],
    says: [/dashboard "Ring" opens/, /500 unreadable/],
  },
];

describe("the smoke check", function () {
  this.timeout(60_000);

  describe("on a right stack", () => {
    it("passes every check, and prints one line for each", async () => {
      const { counted, output, lines } = await smoke({});
      assert.deepEqual(counted, { passed: 8, failed: 0 }, output);
      assert.match(output, /^(✓ .* \d+\.\d s {2}.+\n){8}Smoke check: 8 passed, 0 failed, in \d+\.\d s\n$/);
      assert.match(lines.isolation, /tenants collected and another/);
      assert.match(lines.flush, /chunk collected\/feedbeef/);
    });

    it("shows no password", async () => {
      const { output } = await smoke({});
      assert.doesNotMatch(output, /secret-/);
    });

    it("says why isolation was not checked with one tenant, and counts it as neither", async () => {
      const { counted, lines } = await smoke({ oneTenant: true });
      assert.deepEqual(counted, { passed: 7, failed: 0 });
      assert.match(lines.isolation, /^- .*not applicable: the stack has one tenant \(collected\); this needs two/);
    });

    it("says that the query tier is not part of the stack", async () => {
      const { counted, lines, output } = await smoke({ noGrafana: true });
      assert.deepEqual(counted, { passed: 7, failed: 0 });
      assert.match(lines.grafana, /^- .*not applicable: the query tier is not part of this stack/);
      assert.match(output, /7 passed, 0 failed, 1 not applicable/);
    });
  });

  describe("on a wrong stack", () => {
    const reports = new Map<string, Report>();

    // Several side by side: most of the time is spent waiting for what never comes.
    before(async () => {
      for (let first = 0; first < cases.length; first += sideBySide) {
        const some = cases.slice(first, first + sideBySide);
        await Promise.all(some.map(async ({ fault, faults }) => reports.set(fault, await smoke(faults))));
      }
    });

    for (const { fault, fails, says } of cases) {
      it(`fails ${fails.join(", ")} alone when ${fault}, and says so`, () => {
        const report = reports.get(fault);
        assert.ok(report);
        assert.deepEqual(
          namesOf(report).filter((name) => report.lines[name].startsWith("✗")),
          fails,
          report.output,
        );
        assert.deepEqual(report.counted, { passed: 8 - fails.length, failed: fails.length });
        const [first] = fails;
        assert.ok(first);
        for (const pattern of says) assert.match(report.lines[first], pattern);
      });
    }

    it("shows no password", () => {
      for (const { output } of reports.values()) assert.doesNotMatch(output, /secret-/);
    });

    it("sends nothing that would act on Cortex through a gateway that lets it through", () => {
      for (const [fault, { acted }] of reports) assert.deepEqual(acted, [], fault);
    });
  });

  it("flushes the next node when the first one does not hold the series", async () => {
    const { counted, output } = await smoke({ secondNodeHolds: true }, { attempts: 8 });
    assert.deepEqual(counted, { passed: 8, failed: 0 }, output);
  });

  it("waits for what comes late", async () => {
    const faults: Faults = { targetDown: true, doubled: true, noIndexRows: true, dataSourceBroken: true };
    const late = setTimeout(() => {
      faults.targetDown = faults.doubled = faults.noIndexRows = faults.dataSourceBroken = false;
    }, 700);
    try {
      const { counted, output } = await smoke(faults, { attempts: Infinity });
      assert.deepEqual(counted, { passed: 8, failed: 0 }, output);
    } finally {
      clearTimeout(late);
    }
  });

  it("keeps its bound when the gateway says nothing", async () => {
    const { lines, seconds, output } = await smoke({ gatewaySilent: true }, { attempts: Infinity, timeoutSeconds: 3 });
    assert.ok(seconds < 8, `${seconds} s`);
    for (const name of ["arrival", "authentication", "adminPaths", "isolation", "flush"] as const) {
      assert.match(lines[name], /^✗[^]*seen: +no answer \(timed out\)[^]*docker logs --tail 50 cortex-nginx/, output);
    }
  });

  describe("refuses", () => {
    it("a tenant that has no login", async () => {
      await assert.rejects(smoke({}, { collectionTenant: "nobody" }), {
        message: 'There is no tenant "nobody" among the stack\'s logins (another, collected).',
      });
    });
  });

  it("takes the tenant that it is told", async () => {
    const { lines } = await smoke({}, { collectionTenant: "another" });
    assert.match(lines.flush, /chunk another\//);
    assert.match(lines.arrival, /^✗/);
  });
});

async function smoke(
  faults: Faults,
  options: { collectionTenant?: string; attempts?: number; timeoutSeconds?: number } = {},
): Promise<Report> {
  const stack = await startFakeStack(faults);
  const printed: string[] = [];
  const started = Date.now();
  try {
    const counted = await runSmoke({
      outputs: stack.outputs,
      stackName: "test",
      attempts,
      docker: stack.docker,
      print: (line) => printed.push(line),
      ...options,
    });
    const line = (name: CheckName) => {
      const first = printed.findIndex((text) => text.slice(2).startsWith(names[name]));
      const below = printed.slice(first + 1).findIndex((text) => !text.startsWith("    "));
      return printed.slice(first, first + 1 + below).join("\n");
    };
    return {
      counted,
      lines: {
        scraping: line("scraping"),
        arrival: line("arrival"),
        deduplication: line("deduplication"),
        authentication: line("authentication"),
        adminPaths: line("adminPaths"),
        isolation: line("isolation"),
        flush: line("flush"),
        grafana: line("grafana"),
      },
      output: `${printed.join("\n")}\n`,
      acted: stack.acted,
      seconds: (Date.now() - started) / 1000,
    };
  } finally {
    await stack.stop();
  }
}

function namesOf(report: Report): CheckName[] {
  const all: CheckName[] = [
    "scraping",
    "arrival",
    "deduplication",
    "authentication",
    "adminPaths",
    "isolation",
    "flush",
    "grafana",
  ];
  return all.filter((name) => report.lines[name] !== "");
}
