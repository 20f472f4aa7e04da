// Whether a running stack does what it is for: one line a check.
import { randomBytes } from "node:crypto";
import { UserError } from "../toolchain/sources.ts";
import { NotApplicable, Unmet, type Check, type CheckContext, type Finding } from "./check.ts";
import { arrival, deduplication, scraping } from "./checks/collection.ts";
import { grafana } from "./checks/dashboards.ts";
import { alertmanager } from "./checks/alertmanager.ts";
import { readBack, shipped } from "./checks/blocks.ts";
import { flushed } from "./checks/chunks.ts";
import { adminPathsHidden, authentication } from "./checks/gateway.ts";
import { isolation } from "./checks/isolation.ts";
import { rulesApi, rulesEvaluated } from "./checks/rules.ts";
import { dockerOf, logCommands, type Docker } from "./containers.ts";
import { parseOutputs, type Login, type Outputs } from "./outputs.ts";
import { configOf, query } from "./prometheus.ts";

export interface SmokeOptions {
  /** What `pulumi stack output --json --show-secrets` prints, parsed. */
  outputs: Record<string, unknown>;
  /** The value of the containers' label `cortex.stack`. */
  stackName: string;
  /** For all checks together, which run at the same time. Default: 60, for `blocks` 120. */
  timeoutSeconds?: number;
  /** The tenant that Prometheus writes to. Default: the one whose login it uses, or, where it cannot be asked, who has `up`. */
  collectionTenant?: string;
  /** How often a check that waits for something looks for it at most. Default: as often as the time allows. */
  attempts?: number;
  /** Where the lines go. Default: stdout. */
  print?: (line: string) => void;
  /** Default: the `docker` command, where the stack is on Docker. */
  docker?: Docker;
}

const common = [scraping, arrival, deduplication, authentication, adminPathsHidden, isolation, rulesEvaluated];
const checksOf: Record<Outputs["engine"], Check[]> = {
  chunks: [...common, flushed, grafana],
  blocks: [...common, rulesApi, alertmanager, shipped, readBack, grafana],
};

/** A block is read only when a compactor has put it into the index and a store gateway has seen that. */
const defaultTimeoutSeconds: Record<Outputs["engine"], number> = { chunks: 60, blocks: 120 };
/** What a check may take beyond its bound, to end the request under way. */
const graceMilliseconds = 2_000;

type Outcome =
  | { kind: "passed"; detail: string; seconds: number }
  | { kind: "not applicable"; detail: string; seconds: number }
  | { kind: "failed"; finding: Finding; seconds: number };

/**
 * Runs every check, all at the same time, and prints one line a check, in a fixed order; a failed one says what was
 * expected, what was seen, and how to read the logs of the containers that may tell why.
 * @returns how many passed and failed; one that does not apply to this stack is neither
 * @throws UserError when the outputs or `collectionTenant` are wrong
 */
export async function runSmoke(options: SmokeOptions): Promise<{ passed: number; failed: number }> {
  const print = options.print ?? ((line) => process.stdout.write(`${line}\n`));
  const started = Date.now();
  const outputs = parseOutputs(options.outputs);
  const end = started + (options.timeoutSeconds ?? defaultTimeoutSeconds[outputs.engine]) * 1000;
  const docker = outputs.platform === "docker" ? (options.docker ?? dockerOf(options.stackName)) : undefined;
  const checks = checksOf[outputs.engine];
  const collection = await collectionOf(outputs, options.collectionTenant, end);
  const run = randomBytes(4).toString("hex");
  const uniqueMetric = (purpose: string) => `smoke_${purpose}_${run}_${randomBytes(4).toString("hex")}`;

  const attempts = options.attempts ?? Infinity;
  const context = { outputs, collection, docker, deadline: end, attempts, uniqueMetric };
  const running = checks.map((check) => outcomeOf(check, context));
  const width = Math.max(...checks.map(({ name }) => name.length));
  const count = { passed: 0, failed: 0, notApplicable: 0 };
  for (const [index, { name }] of checks.entries()) {
    const outcome = await running[index];
    if (outcome === undefined) continue;
    const head = `${name.padEnd(width)}  ${outcome.seconds.toFixed(1).padStart(5)} s`;
    if (outcome.kind === "failed") {
      count.failed++;
      const commands = await logCommands(docker, outcome.finding.look, outcome.finding.hosts);
      print(`✗ ${head}`);
      print(`    expected: ${outcome.finding.expected}`);
      print(`    seen:     ${outcome.finding.seen}`);
      for (const command of commands) print(`    look at:  ${command}`);
    } else if (outcome.kind === "passed") {
      count.passed++;
      print(`✓ ${head}  ${outcome.detail}`);
    } else {
      count.notApplicable++;
      print(`- ${head}  not applicable: ${outcome.detail}`);
    }
  }
  const skipped = count.notApplicable > 0 ? `, ${count.notApplicable} not applicable` : "";
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  print(`Smoke check: ${count.passed} passed, ${count.failed} failed${skipped}, in ${seconds} s`);
  return { passed: count.passed, failed: count.failed };
}

async function outcomeOf(check: Check, context: CheckContext): Promise<Outcome> {
  const started = Date.now();
  const deadline = Math.min(context.deadline, started + check.boundSeconds * 1000);
  const seconds = () => (Date.now() - started) / 1000;
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => {
        reject(new Error(`no result after ${Math.round((deadline - started) / 1000)} s`));
      },
      deadline - started + graceMilliseconds,
    );
  });
  try {
    // Not check.run(...) itself: what it throws at once is caught here too.
    const detail = await Promise.race([Promise.resolve().then(() => check.run({ ...context, deadline })), overdue]);
    return { kind: "passed", detail, seconds: seconds() };
  } catch (error) {
    if (error instanceof NotApplicable) return { kind: "not applicable", detail: error.message, seconds: seconds() };
    const finding: Finding =
      error instanceof Unmet
        ? error.finding
        : { expected: "the check comes to a result", seen: String(error), look: ["gateway", "cluster", "collection"] };
    return { kind: "failed", finding, seconds: seconds() };
  } finally {
    clearTimeout(timer);
  }
}

async function collectionOf(
  outputs: Outputs,
  named: string | undefined,
  deadline: number,
): Promise<{ tenant: string; login: Login }> {
  const tenants = Object.entries(outputs.logins).map(([tenant, login]) => ({ tenant, login }));
  const [first] = tenants;
  if (named !== undefined) {
    const found = tenants.find(({ tenant }) => tenant === named);
    if (found) return found;
    const all = Object.keys(outputs.logins).join(", ");
    throw new UserError(`There is no tenant "${named}" among the stack's logins (${all}).`);
  }
  if (first === undefined) throw new UserError("The stack's logins hold no tenant.");
  if (outputs.prometheusUrls.length > 0) {
    // A Prometheus that does not answer fails the checks; here the other one, or the first tenant, will do.
    const configs = await Promise.allSettled(outputs.prometheusUrls.map((url) => configOf(url, deadline)));
    const users = configs.flatMap((config) => (config.status === "fulfilled" ? [config.value.writesAs] : []));
    return tenants.find(({ login }) => users.includes(login.username)) ?? first;
  }
  const asked = await Promise.allSettled(
    tenants.map(({ login }) => query(outputs.gatewayUrl, { expression: "up", login, deadline })),
  );
  const has = asked.map((answer) => answer.status === "fulfilled" && answer.value.length > 0);
  return tenants.find((_, index) => has[index]) ?? first;
}
