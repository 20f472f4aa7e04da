import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { allQueries } from "../../components/cortex/dashboards/queries.ts";
import { monitoringOptions } from "../../components/cortex/rules/options.ts";
import { parseSettings, type Engine } from "../../settings.ts";
import { runSmoke } from "../../smoke/main.ts";
import { belongings, exec, memoryMiB, reboot, remove, removeVolume, tagImage, untagImage } from "./support/docker.ts";
import { eventually, LocalStack } from "./support/local-stack.ts";
import { instantQuery } from "./support/prometheus.ts";

/** What differs between the lives of a stack with the one engine and with the other. */
interface Life {
  engine: Engine;
  prefix: string;
  other: Engine;
  /** Beside what both run: containers of the data store, and what there is one of. */
  parts: string[];
  /** Checks of the smoke check that must pass. */
  checks: number;
  /** What must be told in clear to nobody, beside the logins: where it lies in a container. */
  secrets: { container: string; file: string; pattern: RegExp }[];
}

const lives: Life[] = [
  {
    engine: "chunks",
    prefix: "e2e-chunks",
    other: "blocks",
    parts: ["cassandra-1", "table-manager"],
    checks: 8,
    secrets: [],
  },
  {
    engine: "blocks",
    prefix: "e2e-blocks",
    other: "chunks",
    parts: ["cortex-rules", "seaweedfs"],
    checks: 11,
    secrets: [
      { container: "cortex-1", file: "/etc/cortex/s3.env", pattern: /S3_SECRET_KEY='(\w{32})'/ },
      { container: "seaweedfs", file: "/etc/seaweedfs/security.toml", pattern: /key = "(\w{32})"/ },
    ],
  },
];

/** Of the whole stack at rest, without Grafana: what the local platform promises, MiB. */
const memoryBound = 1536;
const nothing = { containers: [], volumes: [], networks: [] };

for (const { engine, prefix, other, parts, checks, secrets } of lives) {
  /** The whole local platform, built, used, changed, broken and destroyed by the real engine. Each step goes on from the last. */
  describe(`the local stack of ${engine} on the real engine`, function () {
    this.timeout(600_000);
    this.bail(true);

    const stack = new LocalStack(engine, prefix);

    before(async () => {
      assert.deepEqual(await belongings(stack.name), nothing, "left by an earlier run");
      await stack.create();
    });

    afterEach(async function () {
      if (this.currentTest?.state === "failed") console.log(await stack.story());
    });

    after(async () => {
      await stack.destroy();
    });

    if (engine === "chunks") {
      it("refuses wrong settings in one message, before anything is made", async () => {
        stack.configure({ cluser: { nodes: 3 }, cluster: { nodes: 0 } });
        const { ok, text } = await stack.attempt(["up", "--yes", "--skip-preview"]);
        stack.configure({ cluser: undefined, cluster: undefined });
        assert.equal(ok, false);
        assert.match(text, /cortex:cluser/);
        assert.match(text, /cortex:cluster\.nodes/);
        assert.doesNotMatch(text, /\n\s+at .*:\d+:\d+/, "a stack trace");
        assert.deepEqual(await belongings(stack.name), nothing);
      });
    }

    it("builds everything", async () => {
      await stack.up();
      const { gatewayUrl, engine: told } = await stack.addresses();
      assert.equal(gatewayUrl, "http://127.0.0.1:18080");
      assert.equal(told, engine);
      const made = await stack.containers();
      for (const part of [...stack.nodes, ...parts]) assert.ok(made.has(part), part);
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
      assert.ok(passed >= checks, `${passed} checks ran`);
    });

    if (engine === "blocks") {
      it("shows the platform's alerts in the tenant's Alertmanager, one for both replicas", async () => {
        await eventually(90_000, async () => {
          const alerts = await stack.alerts("operations");
          return alerts.filter((name) => name === "Watchdog").length === 1;
        });
        // The first to ask makes the nodes begin a tenant's Alertmanager.
        let others: string[] = [];
        await eventually(30_000, async () => {
          others = await stack.alerts("demo");
          return true;
        });
        assert.deepEqual(others, []);
      });
    }

    it("answers every query of the dashboards, rules and alerts with data", async () => {
      const queries = allQueries(monitoringOptions(parseSettings(stack.settings()))).filter(
        ({ faultOnly }) => !faultOnly,
      );
      assert.ok(queries.length > 150, `${queries.length} queries`);
      const { gatewayUrl, prometheusUrls } = await stack.addresses();
      const login = await stack.login("operations");
      const unanswered = async (): Promise<string[]> => {
        const found: string[] = [];
        for (const { expr, where, source } of queries) {
          const [base = "", auth] = source === "cortex" ? [`${gatewayUrl}/prometheus`, login] : [prometheusUrls[0]];
          const said = await instantQuery(base, expr, auth);
          if (said.length === 0) found.push(`${where}: ${expr}`);
        }
        return found;
      };
      // A rate needs two scrapes, a recorded series a minute, what is computed from both a little more.
      let missing: string[] = [];
      await eventually(
        240_000,
        async () => (missing = await unanswered()).length === 0,
        () => missing.join("\n"),
      );
    });

    it("has nothing to do a second time", async () => {
      assert.deepEqual(await stack.plan(), []);
    });

    it("is what the engine says it is, after a refresh too", async () => {
      await stack.pulumi(["refresh", "--yes", "--skip-preview", "--expect-no-changes"]);
      assert.deepEqual(await stack.plan(), []);
    });

    it("keeps every password and key out of the state and of what `docker inspect` shows", async () => {
      const { logins, grafanaLogin } = await stack.addresses();
      const hidden = [...Object.values(logins), grafanaLogin].flatMap((login) => login?.password ?? []);
      assert.ok(hidden.length >= 2);
      for (const { container, file, pattern } of secrets) {
        const [, secret] = pattern.exec(await exec(`${prefix}-${container}`, ["cat", file])) ?? [];
        assert.ok(secret, file);
        hidden.push(secret);
      }
      const state = stack.stateText();
      assert.match(state, /ciphertext/);
      const made = await stack.containers();
      for (const one of hidden) {
        assert.ok(!state.includes(one), "a password in clear in the state");
        for (const [name, { Config }] of made)
          assert.ok(!JSON.stringify(Config).includes(one), `a password in the definition of ${name}`);
      }
    });

    it(`needs less than ${memoryBound} MiB at rest`, async () => {
      const used = await memoryMiB(stack.name);
      const sum = [...used].filter(([name]) => name !== `${prefix}-grafana`).reduce((total, [, mib]) => total + mib, 0);
      assert.ok(used.size >= 13, `${used.size} containers counted`);
      assert.ok(sum < memoryBound, `${Math.round(sum)} MiB: ${JSON.stringify([...used])}`);
    });

    it(`refuses to become a stack of ${other}, says what would be lost, and touches nothing`, async () => {
      const before = await stack.containers();
      stack.configure({ engine: other });
      for (const command of [["preview"], ["up", "--yes", "--skip-preview"]]) {
        const { ok, text } = await stack.attempt(command);
        assert.equal(ok, false, command.join(" "));
        assert.match(text, new RegExp(`volume ${prefix}-${engine === "chunks" ? "cassandra-1" : "seaweedfs"}-data`));
        assert.match(text, new RegExp(`cortex:confirmEngineSwitch ${other}`));
        assert.doesNotMatch(text, /\n\s+at .*:\d+:\d+/, "a stack trace");
      }
      stack.configure({ engine });
      assert.deepEqual(await stack.replacedSince(before), []);
      assert.deepEqual([...(await stack.containers()).keys()].sort(), [...before.keys()].sort());
    });

    it("refuses fewer Consul servers and another prefix, says what would be lost, and touches nothing", async () => {
      const before = await stack.containers();
      for (const [changes, back, told] of [
        [
          { consul: { servers: 1 } },
          { consul: undefined },
          /cortex:consul\.servers from 3 to 1\n.*no leader ever again/,
        ],
        [{ prefix: "elsewhere" }, { prefix }, new RegExp(`cortex:prefix ${prefix}, .*every sample`)],
      ] as const) {
        stack.configure(changes);
        const { ok, text } = await stack.attempt(["preview"]);
        stack.configure(back);
        assert.equal(ok, false);
        assert.match(text, told);
        assert.doesNotMatch(text, /\n\s+at .*:\d+:\d+/, "a stack trace");
      }
      assert.deepEqual(await stack.replacedSince(before), []);
      assert.deepEqual([...(await stack.containers()).keys()].sort(), [...before.keys()].sort());
    });

    it("puts back a container that was removed by hand, and just that one", async () => {
      const before = await stack.containers();
      await remove(`${prefix}-consul-2`);
      await stack.up("--refresh");
      assert.deepEqual([...(await stack.containers()).keys()].sort(), [...before.keys()].sort());
      assert.deepEqual(await stack.replacedSince(before), ["consul-2"]);
    });

    it("puts back all Consul servers when none is left, with what they held", async () => {
      const members = await stack.ringMembers();
      for (const server of ["consul-1", "consul-2", "consul-3"]) await remove(`${prefix}-${server}`);
      await stack.up("--refresh");
      // Without Consul for a minute every ingester counts as dead until a node asks Consul again, which it does ever more
      // seldom: at last once a minute (MaxBackoff in pkg/ring/kv/consul/client.go).
      for (const node of stack.nodes) {
        const before = await stack.heartbeats(node);
        await eventually(90_000, async () => {
          const now = await stack.heartbeats(node);
          const heard = [...now].every(([ingester, at]) => at !== before.get(ingester));
          return heard && isDeepStrictEqual(await stack.ringMembers(node), members);
        });
      }
      const { refused, sent } = await stack.whileWriting(() => sleep(10_000));
      assert.deepEqual(refused, [], `of ${sent} writes`);
    });

    it("rolls a changed limit through the nodes one at a time, and refuses no write", async () => {
      stack.configure({ limits: { ingestionRate: 90_000 } });
      await stack.rolls(stack.nodes);
    });

    it("rolls a change of the Consul servers without losing the quorum, and refuses no write", async () => {
      // Cassandra before them: beside it one of them might take its address.
      const store = engine === "chunks" ? ["cassandra-1"] : [];
      stack.configure({
        resources: { consul: { cpus: 1 }, ...(engine === "chunks" ? { cassandra: { cpus: 2 } } : {}) },
      });
      await stack.rolls([...store, "consul-1", "consul-2", "consul-3"]);
    });

    if (engine === "chunks") {
      it("finds Cassandra again, whose container is another now", () => stack.flush());
    }

    it("starts a node again that died, and refuses no write meanwhile", async () => {
      const victim = (await stack.containers()).get("cortex-2");
      assert.ok(victim?.State.Pid);
      const { refused, sent } = await stack.whileWriting(async () => {
        // From outside: Docker takes a `docker kill` for a wish and does not start the container again.
        process.kill(victim.State.Pid, "SIGKILL");
        await eventually(60_000, async () => {
          const now = (await stack.containers()).get("cortex-2");
          return now?.RestartCount === victim.RestartCount + 1 && now.State.Running;
        });
        await eventually(60_000, () => stack.isReady("cortex-2"));
      });
      assert.deepEqual(refused, [], `of ${sent} writes`);
    });

    it("takes a node in and out again, and the ring forgets it", async () => {
      const before = await stack.containers();
      stack.configure({ cluster: { nodes: 4 } });
      await stack.up();
      // Both Prometheus scrape the new node; everything else stays as it is.
      assert.deepEqual(await stack.replacedSince(before), ["cortex-4", "prometheus-1", "prometheus-2"]);
      await eventually(60_000, async () => (await stack.ringMembers()).length === 4);
      stack.configure({ cluster: undefined });
      const { refused, sent } = await stack.whileWriting(() => stack.up());
      assert.deepEqual(refused, [], `of ${sent} writes`);
      assert.deepEqual(
        await stack.ringMembers(),
        stack.nodes.map((node) => `${node} ACTIVE`),
      );
    });

    it("keeps what is in the store when every node is lost, with its volume", async () => {
      const { metric, value } = await stack.written();
      await stack.flush();
      for (const node of stack.nodes) await remove(`${prefix}-${node}`);
      const volumes = (await belongings(stack.name)).volumes.filter((name) => name.startsWith(`${prefix}-cortex-`));
      assert.equal(volumes.length, 3);
      for (const volume of volumes) await removeVolume(volume);
      await stack.up("--refresh");
      // Ingesters know nothing of it now. A block is found when a compactor has told of it in the bucket's index.
      await eventually(150_000, async () => (await stack.lastValue(metric)) === value);
    });

    it("comes back whole after all of it was stopped and started, with what was written just before", async () => {
      const { metric, value } = await stack.written();
      await reboot(stack.name);
      // A node that finds no store yet ends, and Docker starts it again, ever more seldom: at last once a minute.
      for (const node of stack.nodes) await eventually(240_000, () => stack.isReady(node));
      await eventually(60_000, async () => (await stack.lastValue(metric)) === value);
      await stack.pulumi(["refresh", "--yes", "--skip-preview"]);
      assert.deepEqual(await stack.plan(), []);
    });

    if (engine === "chunks") {
      it("plans the query tier when its image is there, or when it is forced, and only then", async () => {
        const added = async (): Promise<string[]> =>
          (await stack.plan()).filter(({ op }) => op === "create").map(({ urn }) => urn.split("::").at(-1) ?? "");
        const tier = ["grafana", "grafana-data", "grafana-image", "grafana-password"].map(
          (part) => `${prefix}-${part}`,
        );
        const absent = { name: "cortex-e2e-stand-in-for-grafana", tag: "absent" };
        const present = { ...absent, tag: "present" };
        await tagImage((await stack.containers()).get("nginx-exporter")?.Id, `${present.name}:${present.tag}`);
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
    }

    it("still passes the smoke check", async () => {
      assert.equal((await runSmoke({ outputs: await stack.outputs(), stackName: stack.name })).failed, 0);
    });

    if (engine === "chunks") {
      it("becomes a stack of blocks when a setting confirms that", async () => {
        stack.configure({ engine: other, confirmEngineSwitch: other });
        await stack.up();
        const { failed } = await runSmoke({ outputs: await stack.outputs(), stackName: stack.name });
        assert.equal(failed, 0);
        const { volumes } = await belongings(stack.name);
        assert.deepEqual(
          volumes.filter((name) => /cassandra|cortex-\d-data/.test(name)),
          [],
        );
      });
    }

    it("leaves nothing behind when it is destroyed", async () => {
      await stack.destroy();
      assert.deepEqual(await belongings(stack.name), nothing);
    });
  });
}
