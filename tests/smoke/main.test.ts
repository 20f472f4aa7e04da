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
  rules: "Cortex evaluates the recording rules",
  rulesApi: "a tenant's rule group is stored and read back",
  alertmanager: "Alertmanager keeps a tenant's configuration",
  flush: "after a flush the rows are in Cassandra",
  shipped: "after a flush the block is in the bucket",
  readBack: "what the bucket alone has is read back",
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
    fault: "the ruler has no rules",
    faults: { noRules: true },
    fails: ["rules"],
    says: [
      /expected: rules of tenant collected at http:.*\/prometheus\/api\/v1\/rules/,
      /seen: +none/,
      /cortex-node-1$/m,
    ],
  },
  {
    fault: "a rule cannot be evaluated",
    faults: { ruleFails: true },
    fails: ["rules"],
    says: [/every rule can be evaluated/, /seen: +requests a:b:c: at least 2 live replicas/],
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

const blocksCases: Case[] = [
  ...["/ingester/mode", "/store-gateway/ring", "/compactor/ring", "/multitenant_alertmanager/configs"].map((path) => ({
    fault: `${path} is let through`,
    faults: { exposed: path },
    fails: ["adminPaths" as const],
    says: [new RegExp(`expected: 404 to HEAD http://127.0.0.1:\\d+${path} with`)],
  })),
  {
    fault: "the store of the rules cannot be written",
    faults: { rulesReadOnly: true },
    fails: ["rulesApi"],
    says: [/202 to POST http:.*\/api\/v1\/rules\/smoke-check/, /500 rule store is read-only/, /cortex-node-1$/m],
  },
  {
    fault: "the store of the rules gives nothing back",
    faults: { rulesForgotten: true },
    fails: ["rulesApi"],
    says: [/200 to GET http:.*\/api\/v1\/rules\/smoke-check\/smoke_rules_/, /404 group does not exist/],
  },
  {
    fault: "Alertmanager has no store",
    faults: { alertmanagerBroken: true },
    fails: ["alertmanager"],
    says: [/200 or 404 to GET \/api\/v1\/alerts/, /500 no such bucket/],
  },
  {
    fault: "Alertmanager's store gives nothing back",
    faults: { alertmanagerForgets: true },
    fails: ["alertmanager"],
    says: [/the configuration that was stored/, /404 alertmanager storage object not found/],
  },
  {
    fault: "a node does not tell its intervals",
    faults: { noIntervals: true },
    fails: ["shipped", "readBack"],
    says: [/\/config of cortex-node-1 tells its intervals/, /querier.query_ingesters_within: /],
  },
  {
    fault: "a node takes no old samples",
    faults: { otlpRefused: true },
    fails: ["shipped", "readBack"],
    says: [/wget in cortex-node-1 succeeds/, /HTTP\/1.1 500/],
  },
  {
    fault: "the bucket refuses uploads",
    faults: { uploadFails: true },
    fails: ["shipped", "readBack"],
    says: [
      /cortex-node-1 ships what it flushes/,
      /an upload failed/,
      /look at: +docker logs --tail 50 cortex-node-1$/m,
    ],
  },
  {
    fault: "a flush ships nothing",
    faults: { nothingUploaded: true },
    fails: ["shipped", "readBack"],
    says: [/last_successful_upload_time is now/, /no upload from cortex-node-1, cortex-node-2/],
  },
  {
    fault: "no compactor writes the bucket index",
    faults: { noBucketIndex: true },
    fails: ["readBack"],
    says: [/a compactor writes tenant smoke-check's bucket index/, /seen: +none/],
  },
  {
    fault: "no store gateway loads the block",
    faults: { noBlockLoaded: true },
    fails: ["readBack"],
    says: [/a store gateway loads tenant smoke-check's blocks/, /none loaded/],
  },
  {
    fault: "the block cannot be read",
    faults: { blockUnreadable: true },
    fails: ["readBack"],
    says: [/smoke_block_\d+, which is in the bucket alone/, /seen: +nothing/],
  },
  {
    fault: "a block of an earlier run holds another value",
    faults: { wrongBlock: true },
    fails: ["readBack"],
    says: [/the value that its name tells of smoke_block_7/, /seen: +8/],
  },
  {
    fault: "no Cortex node with blocks runs",
    faults: { noNodes: true },
    fails: ["shipped", "readBack"],
    says: [/labels cortex.tier=cluster and cortex.role=node/],
  },
];

/** Checks that pass on a right stack. */
const allOf = { chunks: 9, blocks: 12 } as const;

describe("the smoke check", function () {
  this.timeout(60_000);

  describe("on a right stack", () => {
    it("passes every check, and prints one line for each", async () => {
      const { counted, output, lines } = await smoke({});
      assert.deepEqual(counted, { passed: allOf.chunks, failed: 0 }, output);
      assert.match(output, /^(✓ .* \d+\.\d s {2}.+\n){9}Smoke check: 9 passed, 0 failed, in \d+\.\d s\n$/);
      assert.match(lines.isolation, /tenants collected and another/);
      assert.match(lines.flush, /chunk collected\/feedbeef/);
    });

    it("with blocks passes the checks of that engine", async () => {
      const { counted, output, lines } = await smoke({ engine: "blocks" });
      assert.deepEqual(counted, { passed: allOf.blocks, failed: 0 }, output);
      assert.match(lines.adminPaths, /14 paths/);
      assert.match(lines.shipped, /from \d of 2 nodes/);
      assert.match(lines.readBack, /smoke_block_\d+, \d+ s after it was written/);
      assert.match(lines.alertmanager, /had none: one was stored, read back and deleted/);
      assert.equal(lines.flush, "");
    });

    it("leaves a tenant's own Alertmanager configuration alone", async () => {
      const { counted, lines } = await smoke({ engine: "blocks", ownAlertmanager: true });
      assert.deepEqual(counted, { passed: allOf.blocks, failed: 0 });
      assert.match(lines.alertmanager, /tenant collected has one/);
    });

    it("reads what an earlier run left, without a wait", async () => {
      const { counted, lines } = await smoke({ engine: "blocks", earlierRun: true, noBlockLoaded: true });
      assert.deepEqual(counted, { passed: allOf.blocks, failed: 0 });
      assert.match(lines.readBack, /1 sample\(s\) of earlier runs/);
    });

    it("says why a block could not be waited for", async () => {
      const slow = await smoke({ engine: "blocks", slowIntervals: true });
      assert.deepEqual(slow.counted, { passed: allOf.blocks - 1, failed: 0 });
      assert.match(slow.lines.readBack, /^- .*not applicable: a first block is read after up to 1820 s/);
      const always = await smoke({ engine: "blocks", ingestersAlwaysAsked: true });
      assert.deepEqual(always.counted, { passed: allOf.blocks - 2, failed: 0 });
      assert.match(always.lines.readBack, /^- .*not applicable: ingesters are asked for samples of any age/);
    });

    for (const engine of [undefined, "blocks"] as const) {
      it(`outside Docker (${engine ?? "chunks"}) checks what the gateway answers, and says what it leaves out`, async () => {
        const { counted, lines, output } = await smoke({ remote: true, ...(engine ? { engine } : {}) });
        const leftOut = engine === "blocks" ? ["shipped", "readBack"] : ["flush"];
        const all = allOf[engine ?? "chunks"];
        assert.deepEqual(counted, { passed: all - leftOut.length - 2, failed: 0 }, output);
        for (const name of namesOf({ lines })) {
          const expected = [...leftOut, "scraping", "grafana"].includes(name) ? /^- .*not applicable/ : /^✓/;
          assert.match(lines[name], expected);
        }
        assert.match(lines.scraping, /neither Prometheus can be reached from here/);
        assert.match(lines[engine === "blocks" ? "readBack" : "flush"], /this stack is not on Docker/);
        assert.match(lines.arrival, /jobs cortex, consul, nginx, prometheus$/);
      });
    }

    it("shows no password", async () => {
      const { output } = await smoke({});
      assert.doesNotMatch(output, /secret-/);
    });

    it("says why isolation was not checked with one tenant, and counts it as neither", async () => {
      const { counted, lines } = await smoke({ oneTenant: true });
      assert.deepEqual(counted, { passed: 8, failed: 0 });
      assert.match(lines.isolation, /^- .*not applicable: the stack has one tenant \(collected\); this needs two/);
    });

    it("says that the query tier is not part of the stack", async () => {
      const { counted, lines, output } = await smoke({ noGrafana: true });
      assert.deepEqual(counted, { passed: 8, failed: 0 });
      assert.match(lines.grafana, /^- .*not applicable: the query tier is not part of this stack/);
      assert.match(output, /8 passed, 0 failed, 1 not applicable/);
    });
  });

  describe("on a wrong stack", () => {
    const reports = new Map<string, Report>();
    const every: Case[] = [
      ...cases,
      ...blocksCases.map((one): Case => ({ ...one, faults: { ...one.faults, engine: "blocks" } })),
      {
        fault: "the pair's second copies do not arrive at a gateway far away",
        faults: { remote: true, nothingDeduplicated: true },
        fails: ["deduplication"],
        says: [/deduped_samples_total above 0/, /look at: +the journals of the instances of tier collection, cluster/],
      },
      {
        fault: "a job's samples do not arrive at a gateway far away",
        faults: { remote: true, lostJob: "nginx" },
        fails: ["arrival"],
        says: [/`up` of the jobs cortex, consul, nginx, prometheus/, /seen: +nothing of nginx/],
      },
    ];

    // Several side by side: most of the time is spent waiting for what never comes.
    before(async () => {
      for (let first = 0; first < every.length; first += sideBySide) {
        const some = every.slice(first, first + sideBySide);
        await Promise.all(some.map(async ({ fault, faults }) => reports.set(fault, await smoke(faults))));
      }
    });

    for (const { fault, faults, fails, says } of every) {
      it(`fails ${fails.join(", ")} alone when ${fault}, and says so`, () => {
        const report = reports.get(fault);
        assert.ok(report);
        assert.deepEqual(
          namesOf(report).filter((name) => report.lines[name].startsWith("✗")),
          fails,
          report.output,
        );
        // Outside Docker two checks and the flush say nothing.
        const passing = allOf[faults.engine ?? "chunks"] - (faults.remote ? 3 : 0);
        assert.deepEqual(report.counted, { passed: passing - fails.length, failed: fails.length });
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
    assert.deepEqual(counted, { passed: allOf.chunks, failed: 0 }, output);
  });

  it("waits for what comes late", async () => {
    const faults: Faults = { targetDown: true, doubled: true, noIndexRows: true, dataSourceBroken: true };
    const late = setTimeout(() => {
      faults.targetDown = faults.doubled = faults.noIndexRows = faults.dataSourceBroken = false;
    }, 700);
    try {
      const { counted, output } = await smoke(faults, { attempts: Infinity });
      assert.deepEqual(counted, { passed: allOf.chunks, failed: 0 }, output);
    } finally {
      clearTimeout(late);
    }
  });

  it("keeps its bound when the gateway says nothing", async () => {
    const { lines, seconds, output } = await smoke({ gatewaySilent: true }, { attempts: Infinity, timeoutSeconds: 3 });
    assert.ok(seconds < 8, `${seconds} s`);
    for (const name of ["arrival", "authentication", "adminPaths", "isolation", "rules", "flush"] as const) {
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
        rules: line("rules"),
        rulesApi: line("rulesApi"),
        alertmanager: line("alertmanager"),
        flush: line("flush"),
        shipped: line("shipped"),
        readBack: line("readBack"),
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

/** The checks that ran, in the order of the lines. */
function namesOf({ lines }: Pick<Report, "lines">): CheckName[] {
  const all: CheckName[] = [
    "scraping",
    "arrival",
    "deduplication",
    "authentication",
    "adminPaths",
    "isolation",
    "rules",
    "rulesApi",
    "alertmanager",
    "flush",
    "shipped",
    "readBack",
    "grafana",
  ];
  return all.filter((name) => lines[name] !== "");
}
