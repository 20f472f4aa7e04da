import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { parseOutputs, type Login, type Outputs } from "../../../smoke/outputs.ts";
import { startWriter, type WriterResult } from "../../../smoke/writer.ts";
import type { Engine } from "../../../settings.ts";
import { complaints, containers, eventsDuring, exec } from "./docker.ts";
import { instantQuery } from "./prometheus.ts";
import { TestStack } from "./stack.ts";

/** Asks until it is so, an answer that fails counts as no; at the bound fails with the last failure, or with what `seen` tells. */
export async function eventually(
  boundMilliseconds: number,
  isSo: () => Promise<boolean>,
  seen = (): string => "",
): Promise<void> {
  const until = Date.now() + boundMilliseconds;
  for (;;) {
    let failure = "";
    try {
      if (await isSo()) return;
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error);
    }
    if (Date.now() > until) assert.fail(`not so within ${boundMilliseconds / 1000} s ${failure || seen()}`);
    await sleep(500);
  }
}

const sample = z.object({ value: z.tuple([z.number(), z.string()]) });

interface Shard {
  id: string;
  state: string;
  timestamp: string;
}

const isDone = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  );

/** Makes a Cortex node put all that it holds of every tenant into the store: blocks before it answers, chunks after that. */
const flushPath: Record<Engine, string> = { chunks: "/flush", blocks: "/ingester/flush?wait=true" };

/** A stack of the whole local platform, and what the tests do with it. */
export class LocalStack extends TestStack {
  readonly engine: Engine;
  readonly prefix: string;
  readonly nodes = ["cortex-1", "cortex-2", "cortex-3"];
  #outputs: Outputs | undefined;

  constructor(engine: Engine, prefix: string) {
    super("e2e", {
      platform: "docker",
      engine,
      prefix,
      ports: { gateway: 18080, grafana: 13000, prometheus: [19090, 19091] },
      prometheus: { scrapeIntervalSeconds: 5 },
    });
    this.engine = engine;
    this.prefix = prefix;
  }

  /** What `up` told; asked once. */
  async addresses(): Promise<Outputs> {
    this.#outputs ??= parseOutputs(await this.outputs());
    return this.#outputs;
  }

  async login(tenant: string): Promise<Login> {
    const login = (await this.addresses()).logins[tenant];
    assert.ok(login);
    return login;
  }

  /** The stack's containers, by the part of the name behind the prefix. */
  containers(): ReturnType<typeof containers> {
    return containers(this.name, this.prefix);
  }

  /** What its containers complained of last, for a test that failed: afterwards they are gone. */
  async story(): Promise<string> {
    const told = await Promise.all(
      [...(await this.containers()).keys()].sort().map(async (part) => {
        const text = await complaints(`${this.prefix}-${part}`);
        return text === "" ? "" : `--- ${part}\n${text}\n`;
      }),
    );
    return told.join("");
  }

  /** Does something while a writer sends a sample every 50 ms through the gateway; tells what became of them. */
  async whileWriting(work: () => Promise<unknown>): Promise<WriterResult> {
    const writer = startWriter({
      url: (await this.addresses()).gatewayUrl,
      login: await this.login("demo"),
      metric: `e2e_${Date.now()}`,
      intervalMs: 50,
      durationBoundSeconds: 300,
    });
    try {
      await work();
      await sleep(5_000);
    } finally {
      await writer.stop();
    }
    const result = await writer.stop();
    assert.ok(result.sent >= 50, JSON.stringify(result));
    return result;
  }

  /** Writes a series for a while; tells its name and its last value. */
  async written(): Promise<{ metric: string; value: number }> {
    const metric = `e2e_kept_${Date.now()}`;
    const writer = startWriter({
      url: (await this.addresses()).gatewayUrl,
      login: await this.login("demo"),
      metric,
      intervalMs: 50,
      durationBoundSeconds: 30,
    });
    await sleep(2_000);
    const { lastValue, refused } = await writer.stop();
    assert.deepEqual(refused, []);
    return { metric, value: lastValue };
  }

  /** An `up` that replaces these containers and no other, each only after the one before is back, and no write refused. */
  async rolls(expected: string[]): Promise<void> {
    const planned = (await this.plan()).filter(({ op }) => op === "replace").map(({ urn }) => urn.split("::").at(-1));
    assert.deepEqual(
      planned.sort(),
      expected.map((name) => `${this.prefix}-${name}`),
    );
    const before = await this.containers();
    const { happened, result } = await eventsDuring(this.name, () => this.whileWriting(() => this.up()));
    assert.deepEqual(result.refused, [], `of ${result.sent} writes`);
    assert.deepEqual(await this.replacedSince(before), expected);
    const roll = happened
      .map(({ name, action }) => ({ part: name.slice(this.prefix.length + 1), action }))
      .filter(({ part, action }) => expected.includes(part) && /^(die|health_status: healthy)$/.test(action))
      .map(({ part, action }) => `${part} ${action === "die" ? "gone" : "back"}`);
    assert.deepEqual(
      roll,
      expected.flatMap((name) => [`${name} gone`, `${name} back`]),
    );
    assert.deepEqual(await this.plan(), [], "something is left to do after the change");
  }

  /** The containers that are others now, or new, sorted. */
  async replacedSince(before: Awaited<ReturnType<typeof containers>>): Promise<string[]> {
    const after = await this.containers();
    return [...after]
      .filter(([name, { Id }]) => before.get(name)?.Id !== Id)
      .map(([name]) => name)
      .sort();
  }

  /** The ingesters' ring as a node sees it: `cortex-1 ACTIVE`, sorted. */
  async ringMembers(node = "cortex-1"): Promise<string[]> {
    return (await this.#ring(node)).map(({ id, state }) => `${id} ${state}`).sort();
  }

  /** When a node last heard of each ingester, by its name: a text that changes with each heartbeat. */
  async heartbeats(node: string): Promise<Map<string, string>> {
    return new Map((await this.#ring(node)).map(({ id, timestamp }) => [id, timestamp]));
  }

  async #ring(node: string): Promise<Shard[]> {
    const page = await this.ask(node, "/ring", "--header=Accept: application/json");
    return (JSON.parse(page) as { shards: Shard[] }).shards;
  }

  /** What a Cortex node answers to itself. */
  ask(node: string, path: string, ...options: string[]): Promise<string> {
    return exec(`${this.prefix}-${node}`, ["wget", "-qO-", ...options, `http://127.0.0.1${path}`]);
  }

  isReady(node: string): Promise<boolean> {
    return isDone(this.ask(node, "/ready"));
  }

  /** Puts all that the ingesters hold into the store. */
  async flush(): Promise<void> {
    for (const node of this.nodes) await this.ask(node, flushPath[this.engine], "--post-data=");
    if (this.engine === "blocks") return;
    await sleep(2_000);
    for (const node of this.nodes) {
      await eventually(120_000, async () => {
        const metrics = await this.ask(node, "/metrics");
        return /^cortex_ingester_flush_queue_length 0$/m.test(metrics);
      });
    }
  }

  /** Names of the alerts that a tenant's Alertmanager has. */
  async alerts(tenant: string): Promise<string[]> {
    const { username, password } = await this.login(tenant);
    const response = await fetch(`${(await this.addresses()).gatewayUrl}/alertmanager/api/v2/alerts`, {
      headers: { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}` },
      signal: AbortSignal.timeout(30_000),
    });
    assert.equal(response.status, 200, await response.clone().text());
    return z
      .array(z.object({ labels: z.record(z.string(), z.string()) }))
      .parse(await response.json())
      .map(({ labels }) => labels["alertname"] ?? "");
  }

  /** The value of a series as the tenant that wrote it reads it now; undefined where there is none. */
  async lastValue(metric: string): Promise<number | undefined> {
    const base = `${(await this.addresses()).gatewayUrl}/prometheus`;
    const [found] = await instantQuery(base, `last_over_time(${metric}[1h])`, await this.login("demo"));
    return found === undefined ? undefined : Number(sample.parse(found).value[1]);
  }
}
