// The user data that the launch templates really hold, run by cloud-init under systemd: an instance is a container.
// Not booted: Grafana and the CloudWatch agent, which are on no package registry (support/boot-stack.ts).
import assert from "node:assert/strict";
import { artifacts, images } from "../../../components/cortex/releases.ts";
import type { Engine } from "../../../settings.ts";
import { runSmoke } from "../../../smoke/main.ts";
import { query } from "../../../smoke/prometheus.ts";
import { push } from "../../../smoke/remote-write.ts";
import { startWriter } from "../../../smoke/writer.ts";
import { machineArchitecture } from "../../../toolchain/boot/mirror.ts";
import { BootStack } from "./support/boot-stack.ts";
import { chunksOf, flushOld } from "./support/chunks.ts";
import type { Machine } from "./support/machine.ts";
import { peersOf, votersOf } from "./support/node.ts";
import {
  addressesOf,
  bootSeconds,
  drainSpan,
  firstOf,
  oneOfEachPair,
  Platform,
  serversOf,
  unitsOf,
} from "./support/platform.ts";
import { missingOf, valuesOf } from "./support/samples.ts";
import { smokeOptions } from "./support/smoke.ts";
import { until } from "./support/wait.ts";

const zones = ["eu-central-1a", "eu-central-1b", "eu-central-1c"];

const started = Date.now();
const say = (text: string): void => {
  console.log(`      ${((Date.now() - started) / 1000).toFixed(0).padStart(4)} s  ${text}`);
};

const stacks: Record<Engine, BootStack> = {
  blocks: new BootStack("blocks", say),
  chunks: new BootStack("chunks", say),
};

/** One engine's platform, from the boot on. Each step goes on from the last. */
function life(engine: Engine): void {
  const stack = stacks[engine];
  const platform = new Platform(stack);

  it("boots every instance from the user data of its launch template", async () => {
    const machines = await stack.launch();
    const { consuls, nodes, pair } = platform;
    assert.deepEqual([consuls.length, nodes.length, pair.length, machines.length], [3, 3, 2, 8]);
    await Promise.all([
      ...consuls.map((machine) => platform.bootedWell(machine, "consul")),
      ...nodes.map((machine) => platform.bootedWell(machine, "cortex")),
      ...pair.map((machine) => platform.bootedWell(machine, "prometheus")),
    ]);
    const { requests } = stack.files;
    assert.ok(requests.every(({ status }) => status === 200));
    // Consul on all, Cortex and Prometheus on their own: each release's file and its checksum file.
    assert.equal(requests.length, 2 * (8 + 3 + 2));
  });

  if (engine === "blocks") {
    it("ends the boot of an instance whose download is not what its checksum says, and starts nothing", async () => {
      const file = artifacts.consul.file(images.consul.tag, machineArchitecture());
      const machine = await stack.startSpoiled(firstOf(platform.consuls), file);
      const { errors } = await machine.booted(bootSeconds);
      assert.equal(errors.length, 1, errors.join());
      const log = await machine.read("/var/log/cortex-platform/boot.log");
      assert.match(log, /consul is not what its checksum or signature says/);
      const inactive = Object.fromEntries(unitsOf.consul.map((unit) => [unit, "inactive"]));
      assert.deepEqual(await machine.units(unitsOf.consul), inactive);
      assert.deepEqual(stack.relay.callsOf("CompleteLifecycleAction", machine.id), []);
      await machine.remove();
    });
  }

  it("has a Consul of three servers with a leader, and a ring of three ACTIVE ingesters in three zones", async () => {
    const { consuls, nodes, pair } = platform;
    for (const machine of stack.machines) {
      assert.deepEqual(await peersOf(machine), serversOf(consuls));
      await platform.led(machine, consuls);
    }
    const members = await platform.ringWith(nodes);
    assert.deepEqual(members.map(({ zone }) => zone).sort(), zones);
    const agent = firstOf(nodes);
    await platform.passing(agent, "cortex", nodes);
    await platform.passing(agent, "nginx-exporter", nodes);
    await platform.passing(agent, "prometheus", pair);
  });

  it("gives back at one node what another took, and takes nothing without a login", async () => {
    const { login } = platform;
    const [one = "", other = ""] = addressesOf(platform.nodes).map((address) => `http://${address}:8080`);
    const metric = `boot_${Date.now()}`;
    const series = [{ labels: { __name__: metric }, samples: [{ value: 42, timestamp: Date.now() }] }];
    assert.equal((await push(one, undefined, series)).status, 401);
    assert.equal((await push(one, login, series)).status, 200);
    assert.deepEqual(await valuesOf(other, login, metric, 5), [42]);
  });

  it("passes the smoke check: collection and its deduplication, logins, tenants, rules, what the engine stores", async () => {
    await platform.healthy(3);
    await platform.settled();
    const { failed } = await runSmoke(smokeOptions(stack));
    assert.equal(failed, 0);
  });

  if (engine === "blocks") {
    it("keeps blocks in the bucket", async () => {
      // The smoke check's own tenant: what it wrote was flushed, and read back from the bucket alone.
      const keys = await stack.emulated.objects(await stack.bucket("blocks"), "smoke-check/");
      const block = keys.map((key) => /^smoke-check\/([0-9A-Z]{26})\/meta\.json$/.exec(key)?.[1]).find((id) => id);
      assert.ok(block, keys.join());
      for (const part of ["index", "chunks/000001"]) assert.ok(keys.includes(`smoke-check/${block}/${part}`), part);
    });
  } else {
    it("keeps the index in DynamoDB and chunks in the bucket, and reads them from there", async () => {
      const { login } = platform;
      const old = await flushOld(stack, login);
      const chunks = await until(
        "the index names a chunk of the series",
        60,
        () => chunksOf(stack, old),
        (found) => found.length > 0,
      );
      const keys = await stack.emulated.objects(await stack.bucket("chunks"), `${old.tenant}/`);
      for (const chunk of chunks) assert.ok(keys.includes(chunk), `${chunk} among ${keys.length} objects`);
      // The emulator still takes the rest of what the node flushed meanwhile.
      const found = await until(
        "the store gives the sample back",
        120,
        () => query(stack.url, { expression: old.metric, login, at: old.timestamp, deadline: Date.now() + 20_000 }),
        (result) => result.length > 0,
      );
      assert.deepEqual(
        found.map(({ value }) => value),
        [old.value],
      );
    });
  }

  it("takes in new instances by themselves", async () => {
    const before = platform.nodes;
    await stack.emulated.scale(`${stack.prefix}-cortex`, 5);
    const launched = await stack.launch();
    assert.equal(launched.length, 2);
    assert.ok(launched.every(({ address }) => !addressesOf(before).includes(address)));
    await Promise.all(launched.map((machine) => platform.bootedWell(machine, "cortex")));
    await platform.ringWith(platform.nodes);
    await platform.passing(firstOf(before), "cortex", platform.nodes);
    await platform.healthy(5);
  });

  it("drains two nodes that are to end at once, one after the other, and loses nothing", async () => {
    const { login, consuls, pair } = platform;
    const leaving = oneOfEachPair(platform.nodes);
    const staying = platform.nodes.filter((machine) => !leaving.includes(machine));
    assert.equal(leaving.length, 2);
    assert.deepEqual(staying.map(({ identity }) => identity.zone).sort(), zones);
    const metric = `drain_${engine}_${Date.now()}`;
    const writer = startWriter({ url: stack.url, login, metric, intervalMs: 50, durationBoundSeconds: 900 });
    for (const machine of leaving) stack.end(machine);
    await until(
      "both complete their lifecycle action",
      // A node of chunks puts thousands of them, one by one, into an emulator that takes a hundred or two in a second.
      engine === "chunks" ? 800 : 300,
      () => Promise.resolve(leaving.flatMap((machine) => platform.drained(machine))),
      (calls) => calls.length === 2,
    );
    await platform.ringWith(staying);
    const written = await writer.stop();
    stack.say(`${written.sent} writes meanwhile, ${written.refused.length} refused`);
    assert.deepEqual(written.refused, []);

    const spans = await Promise.all(leaving.map(drainSpan));
    const [one, next] = spans.sort((a, b) => a.from - b.from);
    stack.say(`drained in ${spans.map(({ from, to }) => (to - from) / 1000).join(" and ")} s`);
    assert.ok(one && next && one.to <= next.from, JSON.stringify(spans));
    for (const { form } of leaving.flatMap((machine) => platform.drained(machine))) {
      assert.equal(form["AutoScalingGroupName"], `${stack.prefix}-cortex`);
      assert.equal(form["LifecycleActionResult"], "CONTINUE");
    }
    const agent = firstOf(staying);
    await platform.passing(agent, "cortex", staying);
    await platform.catalog(agent, [...consuls, ...staying, ...pair]);

    for (const machine of leaving) {
      await stack.emulated.terminate(machine.id);
      await stack.ended(machine);
    }
    // A querier may still know an index, and a gateway a ring, of before.
    const values = await until(
      "every sample is read",
      120,
      () => valuesOf(stack.url, login, metric, 30),
      (found) => missingOf(found, written.lastValue) === "",
    );
    assert.equal(values.length, written.sent, "each sample once");
  });

  if (engine === "chunks") {
    it("lets a Consul server go once its successor is one of the quorum", async () => {
      const { nodes, pair } = platform;
      const old = firstOf(platform.consuls);
      await stack.emulated.replace(old.id);
      const launched = await stack.launch();
      const successor = firstOf(launched);
      assert.deepEqual(
        launched.map(({ group }) => group),
        [old.group],
      );
      await platform.bootedWell(successor, "consul");
      stack.end(old);
      const servers: Machine[] = platform.consuls.filter((machine) => machine !== old);
      await until(
        "the old server has left the quorum",
        180, // it leaves after 120 s at the latest: drain-consul.sh
        () => peersOf(successor),
        (peers) => peers.join() === serversOf(servers).join(),
      );
      assert.deepEqual(await votersOf(successor), serversOf(servers), "the successor votes before the old server goes");
      await until(
        "it completes its lifecycle action",
        60, // leave_drain_time and all that comes after: 12 s with nothing beside
        () => Promise.resolve(platform.drained(old)),
        (calls) => calls.length === 1,
      );
      for (const machine of [...servers, ...nodes]) {
        await platform.led(machine, servers);
      }
      await platform.catalog(successor, [...servers, ...nodes, ...pair]);
      await stack.ended(old);
      await platform.ringWith(nodes);
    });
  }

  it("leaves nothing behind", async () => {
    assert.deepEqual(await stack.remove(), []);
  });
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
      life(engine);
    });
  }
});
