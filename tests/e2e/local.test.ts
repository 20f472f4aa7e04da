import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { startWriter, type WriterResult } from "../../smoke/writer.ts";
import { parseOutputs, type Outputs } from "../../smoke/outputs.ts";
import { runSmoke } from "../../smoke/main.ts";
import { allQueries } from "../../components/cortex/dashboards/queries.ts";
import { monitoringOptions } from "../../components/cortex/rules/options.ts";
import { parseSettings } from "../../settings.ts";
import { instantQuery } from "./support/prometheus.ts";
import { belongings, containers, events, exec, memoryMiB, remove, tagImage, untagImage } from "./support/docker.ts";
import { TestStack } from "./support/stack.ts";

const prefix = "cortex-e2e";
const nodes = ["cortex-1", "cortex-2", "cortex-3"];
/** Of the whole stack at rest, without Grafana: what the local platform promises, MiB. */
const memoryBound = 1536;

async function eventually(boundMilliseconds: number, isSo: () => Promise<boolean>): Promise<void> {
  const until = Date.now() + boundMilliseconds;
  while (!(await isSo())) {
    if (Date.now() > until) assert.fail(`not so within ${boundMilliseconds / 1000} s`);
    await sleep(500);
  }
}

/** The whole local platform, built, used, changed, broken and destroyed by the real engine. Each step goes on from the last. */
describe("the local stack on the real engine", function () {
  this.timeout(600_000);
  this.bail(true);

  const stack = new TestStack("e2e", {
    platform: "docker",
    engine: "chunks",
    prefix,
    ports: { gateway: 18080, grafana: 13000, prometheus: [19090, 19091] },
    prometheus: { scrapeIntervalSeconds: 5 },
  });
  let outputs: Outputs;

  /** Does something while a writer sends a sample every 50 ms through the gateway; tells what became of them. */
  async function whileWriting(work: () => Promise<unknown>): Promise<WriterResult> {
    const login = outputs.logins["demo"];
    assert.ok(login);
    const metric = `e2e_${Date.now()}`;
    const writer = startWriter({ url: outputs.gatewayUrl, login, metric, intervalMs: 50, durationBoundSeconds: 300 });
    try {
      await work();
      await sleep(5_000);
    } finally {
      await writer.stop();
    }
    const result = await writer.stop();
    assert.ok(result.sent >= 50, `${result.sent} writes`);
    return result;
  }

  /** An `up` that replaces these containers and no other, each only after the one before is back, and no write refused. */
  async function rolls(expected: string[]): Promise<void> {
    const planned = (await stack.plan()).filter(({ op }) => op === "replace").map(({ urn }) => urn.split("::").at(-1));
    assert.deepEqual(
      planned.sort(),
      expected.map((name) => `${prefix}-${name}`),
    );
    const before = await containers(stack.name, prefix);
    const began = new Date();
    const { sent, refused } = await whileWriting(() => stack.up());
    const happened = await events(stack.name, began, new Date());
    assert.deepEqual(refused, [], `of ${sent} writes`);
    const after = await containers(stack.name, prefix);
    const replaced = [...after].filter(([name, { Id }]) => before.get(name)?.Id !== Id).map(([name]) => name);
    assert.deepEqual(replaced.sort(), expected);
    const roll = happened
      .map(({ name, action }) => ({ part: name.slice(prefix.length + 1), action }))
      .filter(({ part, action }) => expected.includes(part) && /^(die|health_status: healthy)$/.test(action))
      .map(({ part, action }) => `${part} ${action === "die" ? "gone" : "back"}`);
    assert.deepEqual(
      roll,
      expected.flatMap((name) => [`${name} gone`, `${name} back`]),
    );
    assert.deepEqual(await stack.plan(), [], "something is left to do after the change");
  }

  /** The ingesters' ring as a node sees it: `cortex-1 ACTIVE`, sorted. */
  async function ringMembers(): Promise<string[]> {
    const page = await exec(`${prefix}-cortex-1`, [
      "wget",
      "-qO-",
      "--header=Accept: application/json",
      "http://127.0.0.1/ring",
    ]);
    const { shards } = JSON.parse(page) as { shards: { id: string; state: string }[] };
    return shards.map(({ id, state }) => `${id} ${state}`).sort();
  }

  before(async () => {
    assert.deepEqual(
      await belongings(stack.name),
      { containers: [], volumes: [], networks: [] },
      "left by an earlier run",
    );
    await stack.create();
  });

  after(async () => {
    await stack.destroy();
  });

  it("refuses wrong settings in one message, before anything is made", async () => {
    stack.configure({ cluser: { nodes: 3 }, cluster: { nodes: 0 } });
    const { ok, text } = await stack.attempt(["up", "--yes", "--skip-preview"]);
    stack.configure({ cluser: undefined, cluster: undefined });
    assert.equal(ok, false);
    assert.match(text, /cortex:cluser/);
    assert.match(text, /cortex:cluster\.nodes/);
    assert.doesNotMatch(text, /\n\s+at .*:\d+:\d+/, "a stack trace");
    assert.deepEqual(await belongings(stack.name), { containers: [], volumes: [], networks: [] });
  });

  it("builds everything", async () => {
    await stack.up();
    const raw = await stack.outputs();
    outputs = parseOutputs(raw);
    assert.equal(outputs.gatewayUrl, "http://127.0.0.1:18080");
    const made = await containers(stack.name, prefix);
    for (const [name, { Config, NetworkSettings }] of made) {
      assert.equal(Config.Labels["cortex.stack"], stack.name);
      assert.match(Config.Labels["cortex.tier"] ?? "", /^(datastore|discovery|cluster|gateway|collection|query)$/);
      const published = Object.values(NetworkSettings.Ports).flatMap((bindings) => bindings ?? []);
      assert.ok(
        published.every(({ HostIp }) => HostIp === "127.0.0.1"),
        `${name} is published beyond this machine`,
      );
      assert.equal(published.length > 0, /^(nginx|grafana|prometheus-\d)$/.test(name), `ports of ${name}`);
    }
  });

  it("passes the smoke check", async () => {
    const { failed, passed } = await runSmoke({ outputs: await stack.outputs(), stackName: stack.name });
    assert.equal(failed, 0);
    assert.ok(passed >= 7, `${passed} checks ran`);
  });

  it("answers every query of the dashboards, rules and alerts with data", async () => {
    const queries = allQueries(monitoringOptions(parseSettings(stack.settings()))).filter(
      ({ faultOnly }) => !faultOnly,
    );
    assert.ok(queries.length > 150, `${queries.length} queries`);
    const login = outputs.logins["operations"];
    assert.ok(login);
    const unanswered = async (): Promise<string[]> => {
      const found: string[] = [];
      for (const { expr, where, source } of queries) {
        const [base = "", auth] =
          source === "cortex" ? [`${outputs.gatewayUrl}/prometheus`, login] : [outputs.prometheusUrls[0]];
        const said = await instantQuery(base, expr, auth);
        if (said.length === 0) found.push(`${where}: ${expr}`);
      }
      return found;
    };
    // A rate needs two scrapes, a recorded series a minute, what is computed from both a little more.
    const until = Date.now() + 240_000;
    let missing = await unanswered();
    while (missing.length > 0 && Date.now() < until) {
      await sleep(5_000);
      missing = await unanswered();
    }
    assert.deepEqual(missing, []);
  });

  it("has nothing to do a second time", async () => {
    assert.deepEqual(await stack.plan(), []);
  });

  it("is what the engine says it is, after a refresh too", async () => {
    await stack.pulumi(["refresh", "--yes", "--skip-preview", "--expect-no-changes"]);
    assert.deepEqual(await stack.plan(), []);
  });

  it("keeps every password out of the state and of what `docker inspect` shows", async () => {
    const passwords = [...Object.values(outputs.logins), outputs.grafanaLogin].flatMap(
      (login) => login?.password ?? [],
    );
    assert.ok(passwords.length >= 2);
    const state = stack.stateText();
    assert.match(state, /ciphertext/);
    const made = await containers(stack.name, prefix);
    for (const password of passwords) {
      assert.ok(!state.includes(password), "a password in clear in the state");
      for (const [name, { Config }] of made)
        assert.ok(!JSON.stringify(Config).includes(password), `a password in the definition of ${name}`);
    }
  });

  it(`needs less than ${memoryBound} MiB at rest`, async () => {
    const used = await memoryMiB(stack.name);
    const sum = [...used].filter(([name]) => name !== `${prefix}-grafana`).reduce((total, [, mib]) => total + mib, 0);
    assert.ok(used.size >= 13, `${used.size} containers counted`);
    assert.ok(sum < memoryBound, `${Math.round(sum)} MiB: ${JSON.stringify([...used])}`);
  });

  it("puts back a container that was removed by hand, and just that one", async () => {
    const before = await containers(stack.name, prefix);
    await remove(`${prefix}-consul-2`);
    await stack.up("--refresh");
    const after = await containers(stack.name, prefix);
    assert.deepEqual([...after.keys()].sort(), [...before.keys()].sort());
    const replaced = [...after].filter(([name, { Id }]) => before.get(name)?.Id !== Id).map(([name]) => name);
    assert.deepEqual(replaced, ["consul-2"]);
  });

  it("puts back all Consul servers when none is left, with what they held", async () => {
    const members = await ringMembers();
    for (const server of ["consul-1", "consul-2", "consul-3"]) await remove(`${prefix}-${server}`);
    await stack.up("--refresh");
    const { refused, sent } = await whileWriting(() => Promise.resolve());
    assert.deepEqual(refused, [], `of ${sent} writes`);
    assert.deepEqual(await ringMembers(), members);
  });

  it("rolls a changed limit through the nodes one at a time, and refuses no write", async () => {
    stack.configure({ limits: { ingestionRate: 90_000 } });
    await rolls(["cortex-1", "cortex-2", "cortex-3"]);
  });

  it("rolls a change of the Consul servers without losing the quorum, and refuses no write", async () => {
    stack.configure({ resources: { consul: { cpus: 1 } } });
    await rolls(["consul-1", "consul-2", "consul-3"]);
  });

  it("starts a node again that died, and refuses no write meanwhile", async () => {
    const victim = (await containers(stack.name, prefix)).get("cortex-2");
    assert.ok(victim?.State.Pid);
    const { refused, sent } = await whileWriting(async () => {
      // From outside: Docker takes a `docker kill` for a wish and does not start the container again.
      process.kill(victim.State.Pid, "SIGKILL");
      await eventually(60_000, async () => {
        const now = (await containers(stack.name, prefix)).get("cortex-2");
        return now?.RestartCount === victim.RestartCount + 1 && now.State.Running;
      });
      const ready = ["wget", "-qO-", "http://127.0.0.1/ready"];
      await eventually(60_000, () =>
        exec(`${prefix}-cortex-2`, ready).then(
          () => true,
          () => false,
        ),
      );
    });
    assert.deepEqual(refused, [], `of ${sent} writes`);
  });

  it("takes a node in and out again, and the ring forgets it", async () => {
    const before = await containers(stack.name, prefix);
    stack.configure({ cluster: { nodes: 4 } });
    await stack.up();
    const during = await containers(stack.name, prefix);
    const changed = [...during].filter(([name, { Id }]) => before.get(name)?.Id !== Id).map(([name]) => name);
    // Both Prometheus scrape the new node; everything else stays as it is.
    assert.deepEqual(changed.sort(), ["cortex-4", "prometheus-1", "prometheus-2"]);
    await eventually(60_000, async () => (await ringMembers()).length === 4);
    stack.configure({ cluster: undefined });
    const { refused, sent } = await whileWriting(() => stack.up());
    assert.deepEqual(refused, [], `of ${sent} writes`);
    assert.deepEqual(
      await ringMembers(),
      nodes.map((node) => `${node} ACTIVE`),
    );
  });

  it("plans the query tier when its image is there, or when it is forced, and only then", async () => {
    const added = async (): Promise<string[]> =>
      (await stack.plan()).filter(({ op }) => op === "create").map(({ urn }) => urn.split("::").at(-1) ?? "");
    const tier = ["grafana", "grafana-data", "grafana-image", "grafana-password"].map((part) => `${prefix}-${part}`);
    const absent = { name: "cortex-e2e-stand-in-for-grafana", tag: "absent" };
    const present = { ...absent, tag: "present" };
    await tagImage((await containers(stack.name, prefix)).get("nginx-exporter")?.Id, `${present.name}:${present.tag}`);
    try {
      stack.configure({ images: { grafana: present }, grafana: { enabled: "auto" } });
      assert.deepEqual((await added()).filter((name) => tier.includes(name)).sort(), tier);
      stack.configure({ images: { grafana: absent }, grafana: { enabled: "auto" } });
      assert.deepEqual(await added(), []);
      stack.configure({ images: { grafana: absent }, grafana: { enabled: "always" } });
      assert.deepEqual((await added()).filter((name) => tier.includes(name)).sort(), tier);
      stack.configure({ images: { grafana: present }, grafana: { enabled: "never" } });
      assert.deepEqual(await added(), []);
    } finally {
      stack.configure({ images: undefined, grafana: undefined });
      await untagImage(`${present.name}:${present.tag}`);
    }
  });

  it("still passes the smoke check", async () => {
    assert.equal((await runSmoke({ outputs: await stack.outputs(), stackName: stack.name })).failed, 0);
  });

  it("leaves nothing behind when it is destroyed", async () => {
    await stack.destroy();
    assert.deepEqual(await belongings(stack.name), { containers: [], volumes: [], networks: [] });
  });
});
