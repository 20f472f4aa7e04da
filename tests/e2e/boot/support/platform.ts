// A stack's machines by what they are for, and what is asked of them again and again.
import assert from "node:assert/strict";
import { launchHook, terminateHook } from "../../../../components/aws/boot/hooks.ts";
import type { Login } from "../../../../smoke/outputs.ts";
import { push } from "../../../../smoke/remote-write.ts";
import type { BootStack } from "./boot-stack.ts";
import type { Machine } from "./machine.ts";
import { catalogOf, leaderOf, passing, ringOf, type Member } from "./node.ts";
import type { Call } from "./relay.ts";
import { until } from "./wait.ts";

/** Seconds; a machine was up within 60 on 2 cores with nothing beside, and 8 start at once. */
export const bootSeconds = 420;

const quickAnswers = 5;
const quickMilliseconds = 300;

/** The units that an instance of each kind runs. */
export const unitsOf = {
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

export class Platform {
  readonly #stack: BootStack;

  constructor(stack: BootStack) {
    this.#stack = stack;
  }

  get consuls(): Machine[] {
    return this.#stack.of("consul");
  }

  get nodes(): Machine[] {
    return this.#stack.of("cortex");
  }

  /** The two Prometheus. */
  get pair(): Machine[] {
    return this.#stack.of("prometheus");
  }

  /** Of a tenant that Prometheus does not write to. */
  get login(): Login {
    const found = this.#stack.outputs.logins["demo"];
    assert.ok(found);
    return found;
  }

  /** cloud-init read the user data as they are and ended well, the units run, and the group was told. */
  async bootedWell(machine: Machine, kind: keyof typeof unitsOf): Promise<void> {
    const what = `${machine.group} ${machine.id}`;
    const { errors, datasource } = await machine.booted(bootSeconds);
    assert.deepEqual(errors, [], what);
    assert.match(datasource, /NoCloud/, what);
    assert.equal(await machine.userDataHash(), machine.givenHash, `${what}: user data`);
    const states = await machine.units(unitsOf[kind]);
    assert.deepEqual(states, Object.fromEntries(unitsOf[kind].map((unit) => [unit, "active"])), what);
    const [call, ...more] = this.#completed(machine, launchHook.name);
    assert.equal(call?.form["AutoScalingGroupName"], machine.group, `${what} said that its boot is done`);
    assert.deepEqual(more, []);
    this.#stack.say(`${machine.group} ${machine.id} booted`);
  }

  /** The ring once it holds just these nodes, all ACTIVE. */
  async ringWith(machines: Machine[]): Promise<Member[]> {
    const wanted = machines.map(({ address }) => `${address}:9095 ACTIVE`).sort();
    return until(
      `the ring holds ${wanted.join(", ")}`,
      60,
      () => ringOf(firstOf(machines)),
      (members) =>
        members
          .map(({ address, state }) => `${address} ${state}`)
          .sort()
          .join() === wanted.join(),
    );
  }

  /** Waits until Consul finds a service well on just these machines, and no other: each agent tells it at its next check. */
  async passing(agent: Machine, service: string, machines: Machine[]): Promise<void> {
    const wanted = addressesOf(machines).join();
    await until(
      `Consul finds ${service} well on ${wanted}`,
      60,
      () => passing(agent, service),
      (addresses) => addresses.join() === wanted,
    );
  }

  /**
   * Waits until Consul's catalog holds just these machines. A machine whose agent told the servers of itself while it left is
   * in it again until the leader compares the catalog with the members, each 60 s (ReconcileInterval, agent/consul/config.go).
   */
  async catalog(agent: Machine, machines: Machine[]): Promise<void> {
    const wanted = addressesOf(machines).join();
    await until(
      `Consul's catalog holds ${wanted}`,
      90,
      () => catalogOf(agent),
      (addresses) => addresses.join() === wanted,
    );
  }

  /** Waits until a machine knows one of the servers as their leader: they may be electing one. */
  async led(machine: Machine, servers: Machine[]): Promise<void> {
    const candidates = serversOf(servers);
    await until(
      `one of ${candidates.join(", ")} leads`,
      30,
      () => leaderOf(machine),
      (leader) => candidates.includes(leader),
    );
  }

  /** Waits until the load balancer finds so many nodes healthy. */
  async healthy(count: number): Promise<void> {
    await until(
      `the load balancer finds ${count} nodes healthy`,
      60,
      () => Promise.resolve(this.#stack.balancer.healthy),
      (healthy) => healthy.length === count,
    );
  }

  /** Waits until the load balancer answers quickly several times in a row: 8 machines that have just booted share 2 cores. */
  async settled(): Promise<void> {
    const ask = async (): Promise<number> => {
      const began = Date.now();
      await push(this.#stack.url, undefined, []);
      return Date.now() - began;
    };
    await until(
      `${quickAnswers} answers within ${quickMilliseconds} ms each`,
      120,
      async () => {
        const took: number[] = [];
        for (let i = 0; i < quickAnswers; i++) took.push(await ask());
        return took;
      },
      (took) => took.every((milliseconds) => milliseconds < quickMilliseconds),
    );
  }

  /** The calls by which an instance tells its group that it may be ended. */
  drained(machine: Machine): Call[] {
    return this.#completed(machine, terminateHook.name);
  }

  #completed({ id }: Machine, hook: string): Call[] {
    return this.#stack.relay
      .callsOf("CompleteLifecycleAction", id)
      .filter(({ form, status }) => form["LifecycleHookName"] === hook && status === 200);
  }
}

export function firstOf(machines: Machine[]): Machine {
  const [found] = machines;
  assert.ok(found, "a machine");
  return found;
}

/** Private addresses, sorted. */
export function addressesOf(machines: Machine[]): string[] {
  return machines.map(({ address }) => address).sort();
}

/** `host:port` of Consul servers among themselves, sorted. */
export function serversOf(machines: Machine[]): string[] {
  return addressesOf(machines).map((address) => `${address}:8300`);
}

/** One of each of the zones that have two: their going leaves a node a zone. */
export function oneOfEachPair(nodes: Machine[]): Machine[] {
  const leaving: Machine[] = [];
  for (const machine of nodes) {
    const { zone } = machine.identity;
    const left = nodes.filter((other) => other.identity.zone === zone && !leaving.includes(other));
    if (left.length > 1) leaving.push(machine);
  }
  return leaving;
}

/** When a node began to drain and when Cortex had left, milliseconds since the epoch, as its log tells. */
export async function drainSpan(machine: Machine): Promise<{ from: number; to: number }> {
  const log = await machine.read("/var/log/cortex-platform/cortex-drain.log");
  const at = (text: string): number => {
    const line = log.split("\n").find((candidate) => candidate.includes(text));
    assert.ok(line, `${text} in the log of ${machine.id}:\n${log}`);
    return Date.parse(line.split(" ")[0] ?? "");
  };
  return { from: at("drain: no new requests"), to: at("drain: Cortex has left") };
}
