// The user data that the launch templates really hold, run by cloud-init under systemd: an instance is a container.
// Not booted: Grafana and the CloudWatch agent, which are on no package registry (support/boot-stack.ts).
import assert from "node:assert/strict";
import { push } from "../../../smoke/remote-write.ts";
import { runSmoke } from "../../../smoke/main.ts";
import type { Login } from "../../../smoke/outputs.ts";
import { query } from "../../../smoke/prometheus.ts";
import { startWriter } from "../../../smoke/writer.ts";
import { artifacts, images } from "../../../components/cortex/releases.ts";
import { machineArchitecture } from "../../../toolchain/boot/mirror.ts";
import type { Engine } from "../../../settings.ts";
import { terminateHook, launchHook } from "../../../components/aws/boot/hooks.ts";
import { BootStack } from "./support/boot-stack.ts";
import { chunksOf, flushOld } from "./support/chunks.ts";
import type { Machine } from "./support/machine.ts";
import type { Call } from "./support/relay.ts";
import { catalogOf, leaderOf, passing, peersOf, ringOf, type Member } from "./support/node.ts";
import { missingOf, valuesOf } from "./support/samples.ts";
import { smokeOptions } from "./support/smoke.ts";
import { until } from "./support/wait.ts";

/** Seconds; a machine was up within 60 on 2 cores with nothing beside, and 8 start at once. */
const bootSeconds = 420;
const zones = ["eu-central-1a", "eu-central-1b", "eu-central-1c"];

const consulVersion = images.consul.tag;

const started = Date.now();
const say = (text: string): void => {
  console.log(`      ${((Date.now() - started) / 1000).toFixed(0).padStart(4)} s  ${text}`);
};

const unitsOf = {
  consul: ["consul.service", "cortex-drain.service"],
  cortex: [
    "consul.service",
    "cortex.service",
    "cortex-gateway.service",
    "nginx-exporter.service",
    "cortex-drain.service",
  ],
  prometheus: ["consul.service", "prometheus.service"],
};

const stacks: Record<Engine, BootStack> = {
  blocks: new BootStack("blocks", say),
  chunks: new BootStack("chunks", say),
};

/** One engine's platform, from the boot on. Each step goes on from the last. */
function platform(engine: Engine): void {
  const stack = stacks[engine];
  const { prefix } = stack;
  const consuls = (): Machine[] => stack.of("consul");
  const nodes = (): Machine[] => stack.of("cortex");
  const pair = (): Machine[] => stack.of("prometheus");
  const addresses = (machines: Machine[]): string[] => machines.map(({ address }) => address).sort();
  const first = (machines: Machine[]): Machine => {
    const [found] = machines;
    assert.ok(found);
    return found;
  };
  const login = (): Login => {
    const found = stack.outputs.logins["demo"];
    assert.ok(found);
    return found;
  };

  async function bootedWell(machine: Machine, units: string[]): Promise<void> {
    const result = await machine.booted(bootSeconds);
    assert.deepEqual(result.errors, [], `${machine.group} ${machine.id}`);
    assert.match(result.datasource, /NoCloud/);
    const states = await machine.units(units);
    assert.deepEqual(states, Object.fromEntries(units.map((unit) => [unit, "active"])), machine.group);
    const [answer] = stack.relay
      .callsOf("CompleteLifecycleAction", machine.id)
      .filter(({ form }) => form["LifecycleHookName"] === launchHook.name);
    assert.equal(answer?.status, 200, `${machine.id} said that its boot is done`);
    assert.equal(answer.form["AutoScalingGroupName"], machine.group);
    say(`${engine}: ${machine.group} ${machine.id} booted`);
  }

  /** The calls by which an instance told that it may be ended. */
  const drained = (machine: Machine): Call[] =>
    stack.relay
      .callsOf("CompleteLifecycleAction", machine.id)
      .filter(({ form, status }) => form["LifecycleHookName"] === terminateHook.name && status === 200);

  /** The ring once it holds just these nodes, all ACTIVE. */
  async function ringWith(machines: Machine[]): Promise<Member[]> {
    const wanted = machines.map(({ address }) => `${address}:9095 ACTIVE`).sort();
    return until(
      `the ring holds ${wanted.join(", ")}`,
      60,
      () => ringOf(first(machines)),
      (members) =>
        members
          .map(({ address, state }) => `${address} ${state}`)
          .sort()
          .join() === wanted.join(),
    );
  }

  it("boots every instance from the user data of its launch template", async () => {
    const machines = await stack.launch();
    const count = (part: string): number => stack.of(part).length;
    assert.deepEqual([count("consul"), count("cortex"), count("prometheus"), machines.length], [3, 3, 2, 8]);
    await Promise.all([
      ...consuls().map((machine) => bootedWell(machine, unitsOf.consul)),
      ...nodes().map((machine) => bootedWell(machine, unitsOf.cortex)),
      ...pair().map((machine) => bootedWell(machine, unitsOf.prometheus)),
    ]);
    const fetched = stack.files.requests.filter(({ status }) => status === 200);
    assert.deepEqual(
      stack.files.requests.filter(({ status }) => status !== 200),
      [],
    );
    // Each release's file and its checksum file.
    assert.equal(fetched.length, 2 * (8 + 3 + 2));
  });

  if (engine === "blocks") {
    it("ends the boot of an instance whose download is not what its checksum says, and starts nothing", async () => {
      const machine = await stack.startSpoiled(
        first(consuls()),
        artifacts.consul.file(consulVersion, machineArchitecture()),
      );
      const { errors } = await machine.booted(bootSeconds);
      assert.equal(errors.length, 1, errors.join());
      assert.match(
        await machine.read("/var/log/cortex-platform/boot.log"),
        /consul is not what its checksum or signature says/,
      );
      assert.deepEqual(await machine.units(unitsOf.consul), {
        "consul.service": "inactive",
        "cortex-drain.service": "inactive",
      });
      assert.deepEqual(stack.relay.callsOf("CompleteLifecycleAction", machine.id), []);
      await machine.remove();
    });
  }

  it("has a Consul of three servers with a leader, and a ring of three ACTIVE ingesters in three zones", async () => {
    const servers = consuls()
      .map(({ address }) => `${address}:8300`)
      .sort();
    for (const machine of stack.machines) {
      assert.deepEqual(await peersOf(machine), servers);
      assert.ok(servers.includes(await leaderOf(machine)));
    }
    const members = await ringWith(nodes());
    assert.deepEqual(members.map(({ zone }) => zone).sort(), zones);
    const agent = first(nodes());
    assert.deepEqual(await passing(agent, "cortex"), addresses(nodes()));
    assert.deepEqual(await passing(agent, "nginx-exporter"), addresses(nodes()));
    assert.deepEqual(await passing(agent, "prometheus"), addresses(pair()));
  });

  it("gives back at one node what another took, and takes nothing without a login", async () => {
    const [one, other] = nodes();
    assert.ok(one && other);
    const at = (machine: Machine): string => `http://${machine.address}:8080`;
    const metric = `boot_${Date.now()}`;
    const series = [{ labels: { __name__: metric }, samples: [{ value: 42, timestamp: Date.now() }] }];
    assert.equal((await push(at(one), undefined, series)).status, 401);
    assert.equal((await push(at(one), login(), series)).status, 200);
    assert.deepEqual(await valuesOf(at(other), login(), metric, 5), [42]);
  });

  it("passes the smoke check: collection and its deduplication, logins, tenants, rules, and what the engine stores", async () => {
    await until(
      "the load balancer finds three nodes healthy",
      30,
      () => Promise.resolve(stack.balancer.healthy),
      (healthy) => healthy.length === 3,
    );
    const { failed } = await runSmoke(smokeOptions(stack));
    assert.equal(failed, 0);
  });

  if (engine === "blocks") {
    it("keeps blocks in the bucket", async () => {
      const bucket = await stack.bucket("blocks");
      // The smoke check's own tenant: its samples are flushed and read back from the bucket alone.
      const keys = await stack.emulated.objects(bucket, "smoke-check/");
      assert.ok(
        keys.some((key) => /^smoke-check\/[0-9A-Z]{26}\/meta\.json$/.test(key)),
        keys.join(),
      );
      assert.ok(
        keys.some((key) => /^smoke-check\/[0-9A-Z]{26}\/chunks\/000001$/.test(key)),
        keys.join(),
      );
    });
  } else {
    it("keeps the index in DynamoDB and chunks in the bucket, and reads them from there", async () => {
      const old = await flushOld(stack, login());
      const bucket = await stack.bucket("chunks");
      const chunks = await until(
        "the index names a chunk of the series",
        60,
        () => chunksOf(stack, old),
        (found) => found.length > 0,
      );
      const keys = await stack.emulated.objects(bucket, "");
      for (const chunk of chunks) assert.ok(keys.includes(chunk), `${chunk} among ${keys.length} objects`);
      say(`chunks: ${chunks.join(", ")}`);
      const asked = { expression: old.metric, login: login(), at: old.timestamp, deadline: Date.now() + 20_000 };
      assert.deepEqual(
        (await query(stack.url, asked)).map(({ value }) => value),
        [old.value],
      );
    });
  }

  it("takes in new instances by themselves", async () => {
    await stack.emulated.scale(`${prefix}-cortex`, 5);
    const before = nodes();
    const launched = await stack.launch();
    assert.equal(launched.length, 2);
    assert.ok(launched.every(({ address }) => !addresses(before).includes(address)));
    await Promise.all(launched.map((machine) => bootedWell(machine, unitsOf.cortex)));
    await ringWith(nodes());
    await until(
      "Consul finds five nodes",
      30,
      () => passing(first(before), "cortex"),
      (found) => found.length === 5,
    );
    await until(
      "the load balancer finds them healthy",
      30,
      () => Promise.resolve(stack.balancer.healthy),
      (healthy) => healthy.length === 5,
    );
  });

  it("drains two nodes that are to end at once, one after the other, and loses nothing", async () => {
    const leaving = replaced(nodes());
    const staying = nodes().filter((machine) => !leaving.includes(machine));
    assert.deepEqual(staying.map(({ identity }) => identity.zone).sort(), zones);
    const metric = `drain_${engine}_${Date.now()}`;
    const writer = startWriter({ url: stack.url, login: login(), metric, intervalMs: 50, durationBoundSeconds: 400 });
    for (const machine of leaving) stack.end(machine);
    await until(
      "both complete their lifecycle action",
      300,
      () => Promise.resolve(leaving.flatMap(drained).length),
      (calls) => calls === 2,
    );
    await ringWith(staying);
    const written = await writer.stop();
    say(`${engine}: ${written.sent} writes meanwhile, ${written.refused.length} refused`);
    assert.deepEqual(written.refused, []);

    const spans = await Promise.all(leaving.map(drainSpan));
    spans.sort((one, next) => one.from - next.from);
    say(`${engine}: drained ${spans.map(({ from, to }) => `${((to - from) / 1000).toFixed(0)} s`).join(" and then ")}`);
    assert.ok(spans[0] && spans[1] && spans[0].to <= spans[1].from, JSON.stringify(spans));
    for (const machine of leaving) {
      const [call] = drained(machine);
      assert.equal(call?.form["AutoScalingGroupName"], `${prefix}-cortex`);
      assert.equal(call.form["LifecycleActionResult"], "CONTINUE");
    }
    const agent = first(staying);
    assert.deepEqual(await passing(agent, "cortex"), addresses(staying));
    assert.deepEqual(await catalogOf(agent), addresses([...consuls(), ...staying, ...pair()]));

    for (const machine of leaving) {
      await stack.emulated.terminate(machine.id);
      await stack.ended(machine);
    }
    const values = await valuesOf(stack.url, login(), metric, 30);
    assert.equal(missingOf(values, written.lastValue), "");
    assert.equal(values.length, written.sent, "each sample once");
  });

  if (engine === "chunks") {
    it("lets a Consul server go once its successor is one of the quorum", async () => {
      const old = first(consuls());
      await stack.emulated.replace(old.id);
      const [successor, ...others] = await stack.launch();
      assert.ok(successor);
      assert.deepEqual([successor.group, others.length], [old.group, 0]);
      await bootedWell(successor, unitsOf.consul);
      stack.end(old);
      const wanted = consuls().filter((machine) => machine !== old);
      const servers = wanted.map(({ address }) => `${address}:8300`).sort();
      await until(
        "the old server has left the quorum",
        120,
        () => peersOf(successor),
        (peers) => peers.join() === servers.join(),
      );
      await until(
        "it completes its lifecycle action",
        30,
        () => Promise.resolve(drained(old).length),
        (calls) => calls === 1,
      );
      for (const machine of [...wanted, ...nodes()]) assert.ok(servers.includes(await leaderOf(machine)));
      assert.deepEqual(await catalogOf(successor), addresses([...wanted, ...nodes(), ...pair()]));
      await stack.ended(old);
      await ringWith(nodes());
    });
  }

  it("leaves nothing behind", async () => {
    assert.deepEqual(await stack.remove(), []);
  });
}

/** One of each of two zones that have two: their going leaves a node a zone. */
function replaced(nodes: Machine[]): Machine[] {
  const leaving: Machine[] = [];
  for (const machine of nodes) {
    const { zone } = machine.identity;
    const left = nodes.filter((other) => other.identity.zone === zone && !leaving.includes(other));
    if (left.length > 1) leaving.push(machine);
  }
  return leaving;
}

/** When a node began to drain and when Cortex had ended, milliseconds since the epoch, as its log tells. */
async function drainSpan(machine: Machine): Promise<{ from: number; to: number }> {
  const log = await machine.read("/var/log/cortex-platform/cortex-drain.log");
  const at = (text: string): number => {
    const line = log.split("\n").find((candidate) => candidate.includes(text));
    assert.ok(line, `${text} in the log of ${machine.id}:\n${log}`);
    return Date.parse(line.split(" ")[0] ?? "");
  };
  return { from: at("drain: no new requests"), to: at("drain: Cortex has left") };
}

describe("the instances of a stack on AWS", function () {
  this.timeout(20 * 60_000);
  this.bail(true);

  before(async () => {
    for (const stack of Object.values(stacks)) await stack.prepare();
    // Both at once: an `up` is mostly the provider's waiting.
    await Promise.all(Object.values(stacks).map((stack) => stack.deploy()));
  });

  after(async () => {
    for (const stack of Object.values(stacks)) await stack.remove();
  });

  for (const engine of ["blocks", "chunks"] as const) {
    describe(`with ${engine}`, () => {
      afterEach(async function () {
        if (this.currentTest?.state === "failed") console.log(await stacks[engine].story());
      });
      platform(engine);
    });
  }
});
