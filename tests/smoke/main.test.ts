import assert from "node:assert/strict";
import { runSmoke } from "../../smoke/main.ts";
import { names, type Case, type CheckName } from "./case.ts";
import { startFakeStack, type Faults } from "./fake-stack.ts";
import { blocksCases } from "./cases-blocks.ts";
import { commonCases } from "./cases.ts";
import { remoteCases } from "./cases-remote.ts";

interface Report {
  counted: { passed: number; failed: number };
  /** For each check its line and the lines below it. */
  lines: Record<CheckName, string>;
  output: string;
  acted: string[];
  seconds: number;
}

/** Looks at what never comes: enough to see that a check looks again. */
const attempts = 2;
const sideBySide = 6;

const cases: Case[] = [...commonCases, ...blocksCases, ...remoteCases];

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
      assert.match(lines.alertmanager, /another had none: one was stored, read back and deleted/);
      assert.equal(lines.flush, "");
    });

    it("leaves a tenant's own Alertmanager configuration alone", async () => {
      const { counted, lines } = await smoke({ engine: "blocks", ownAlertmanager: true });
      assert.deepEqual(counted, { passed: allOf.blocks, failed: 0 });
      assert.match(lines.alertmanager, /tenant another has one, \d+ characters long; collected has one/);
    });

    it("leaves alone what Cortex keeps for a tenant without one: its silences go with it", async () => {
      const { counted, lines } = await smoke({ engine: "blocks", emptyAlertmanager: true });
      assert.deepEqual(counted, { passed: allOf.blocks, failed: 0 });
      assert.match(lines.alertmanager, /tenant another has the platform's; collected has the platform's/);
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

    // Several side by side: most of the time is spent waiting for what never comes.
    before(async () => {
      for (let first = 0; first < cases.length; first += sideBySide) {
        const some = cases.slice(first, first + sideBySide);
        await Promise.all(some.map(async ({ fault, faults }) => reports.set(fault, await smoke(faults))));
      }
    });

    for (const { fault, faults, fails, says } of cases) {
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

  it("flushes a node again that was at another flush", async () => {
    const { counted, output } = await smoke({ engine: "blocks", flushMet: true }, { attempts: 8 });
    assert.deepEqual(counted, { passed: allOf.blocks, failed: 0 }, output);
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
