// What Prometheus scrapes arrives in Cortex, once.
import { jobs } from "../../components/cortex/rules/options.ts";
import { eventually, NotApplicable, Unmet, type Check, type CheckContext } from "../check.ts";
import { acceptedSamples, configOf, hostOf, query, targetsOf, type Result, type Target } from "../prometheus.ts";
import { few } from "../text.ts";

/** Scrape interval, the queue's send deadline (5 s by default) and a slow machine fit in several times over. */
const boundSeconds = 45;

export const scraping: Check = {
  name: "both Prometheus scrape every target",
  boundSeconds,
  run: (context) => {
    if (!reachable(context)) throw new NotApplicable("neither Prometheus can be reached from here (no prometheusUrls)");
    return eventually(context, async () => {
      const { outputs, deadline } = context;
      const found = await Promise.all(
        outputs.prometheusUrls.map(async (url) => ({ url, targets: await targetsOf(url, deadline) })),
      );
      const empty = found.find(({ targets }) => targets.length === 0);
      if (empty) {
        throw new Unmet({ expected: `targets at ${empty.url}`, seen: "it scrapes nothing", look: ["collection"] });
      }
      const bad = found.flatMap(({ url, targets }) =>
        targets.filter(({ health }) => health !== "up").map((target) => ({ url, ...target })),
      );
      if (bad.length > 0) {
        throw new Unmet({
          expected: "every target up, at both Prometheus",
          seen: few(
            bad.map((t) => `${t.job} ${t.instance} is ${t.health} at ${t.url}${t.lastError && `: ${t.lastError}`}`),
          ),
          look: ["collection"],
          hosts: bad.map((target) => hostOf(target.instance)),
        });
      }
      return `${found.map(({ targets }) => targets.length).join(" and ")} targets`;
    });
  },
};

export const arrival: Check = {
  name: "their samples arrive through the gateway",
  boundSeconds,
  run: (context) =>
    eventually(context, async () => {
      const [expected, series] = await Promise.all([everyJob(context), up(context)]);
      if (expected.length === 0) {
        throw new Unmet({ expected: "jobs that Prometheus scrapes", seen: "none", look: ["collection"] });
      }
      const arrived = new Set(series.map(({ labels }) => labels["job"]));
      const missing = expected.filter((job) => !arrived.has(job));
      if (missing.length > 0) {
        throw new Unmet({
          expected: `\`up\` of the jobs ${expected.join(", ")}, read as tenant ${context.collection.tenant}`,
          seen: `nothing of ${missing.join(", ")}`,
          look: ["collection", "gateway", "cluster"],
        });
      }
      return `jobs ${expected.join(", ")}`;
    }),
};

export const deduplication: Check = {
  name: "a series sent by both replicas is read back once",
  boundSeconds,
  run: (context) =>
    eventually(context, async () => {
      await (reachable(context) ? bothSend(context) : oneIsDropped(context));
      const series = await up(context);
      const targets = reachable(context) ? await everyTarget(context) : seen(series);
      if (targets.length === 0) {
        throw new Unmet({ expected: "targets that Prometheus scrapes", seen: "none", look: ["collection"] });
      }
      const withReplica = series.filter(({ labels }) => "__replica__" in labels);
      if (withReplica.length > 0) {
        throw new Unmet({
          expected: "series without the label __replica__, which the HA tracker takes off",
          seen: few(withReplica.map(({ labels }) => text(labels))),
          look: ["cluster", "collection"],
        });
      }
      const wrong = targets
        .map((target) => ({ target, copies: series.filter(({ labels }) => isOf(target, labels)) }))
        .filter(({ copies }) => copies.length !== 1);
      if (wrong.length > 0) {
        throw new Unmet({
          expected: "one `up` of each target",
          seen: few(
            wrong.map(({ target: { job, instance }, copies }) =>
              [`${copies.length} of ${job} ${instance}`, ...copies.map(({ labels }) => text(labels))].join(" "),
            ),
          ),
          look: ["cluster", "collection"],
        });
      }
      return `${targets.length} series`;
    }),
};

/** Without this a single replica would pass for a deduplicated pair. */
async function bothSend({ outputs, deadline }: CheckContext): Promise<void> {
  const replicas = await Promise.all(
    outputs.prometheusUrls.map(async (url) => ({
      url,
      replica: (await configOf(url, deadline)).externalLabels["__replica__"],
      accepted: await acceptedSamples(url, deadline),
    })),
  );
  const names = replicas.map(({ replica }) => replica);
  if (names.includes(undefined) || new Set(names).size !== names.length) {
    throw new Unmet({
      expected: "two Prometheus with different external labels __replica__",
      seen: replicas.map(({ url, replica }) => `${replica ?? "none"} at ${url}`).join(", "),
      look: ["collection"],
    });
  }
  const silent = replicas.filter(({ accepted }) => accepted <= 0);
  if (silent.length > 0) {
    throw new Unmet({
      expected: "both Prometheus have samples accepted by remote write",
      seen: `none accepted from ${silent.map(({ url, replica }) => `${replica ?? ""} (${url})`).join(", ")}`,
      look: ["collection", "gateway"],
    });
  }
}

/** The same, as Cortex tells it where Prometheus cannot be asked. */
async function oneIsDropped({ outputs, collection, deadline }: CheckContext): Promise<void> {
  const counter = "cortex_distributor_deduped_samples_total";
  const expression = `sum(${counter}{user="${collection.tenant}"}) > 0`;
  const found = await query(outputs.gatewayUrl, { expression, login: collection.login, deadline });
  if (found.length > 0) return;
  throw new Unmet({
    expected: `${counter} above 0: both replicas of the pair write, and one is dropped`,
    seen: "none dropped",
    look: ["collection", "cluster"],
  });
}

/** Whether the two Prometheus can be asked from here. */
function reachable({ outputs }: CheckContext): boolean {
  return outputs.prometheusUrls.length > 0;
}

/** The jobs that must arrive: what Prometheus scrapes, or what it was built to scrape. */
async function everyJob(context: CheckContext): Promise<string[]> {
  if (!reachable(context)) return jobs(context.outputs);
  return [...new Set((await everyTarget(context)).map(({ job }) => job))].sort();
}

/** What `up` tells of, each target once. */
function seen(series: Result[]): Pick<Target, "job" | "instance">[] {
  const all = series.map(({ labels }) => ({ job: labels["job"] ?? "", instance: labels["instance"] ?? "" }));
  return [...new Map(all.map((target) => [`${target.job} ${target.instance}`, target])).values()];
}

/** Targets of both, each once. */
async function everyTarget({ outputs, deadline }: CheckContext): Promise<Target[]> {
  const lists = await Promise.all(outputs.prometheusUrls.map((url) => targetsOf(url, deadline)));
  return [...new Map(lists.flat().map((target) => [`${target.job} ${target.instance}`, target])).values()];
}

function up({ outputs, collection, deadline }: CheckContext) {
  return query(outputs.gatewayUrl, { expression: "up", login: collection.login, deadline });
}

function isOf(target: Pick<Target, "job" | "instance">, labels: Record<string, string>): boolean {
  return labels["job"] === target.job && labels["instance"] === target.instance;
}

function text(labels: Record<string, string>): string {
  return `{${Object.entries(labels)
    .map(([name, value]) => `${name}="${value}"`)
    .join(", ")}}`;
}
