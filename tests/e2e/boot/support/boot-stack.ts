// A stack at the emulator, its instances as containers, and what stands in for the rest of AWS.
import { mkdtemp, mkdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { ensureMachineImage } from "../../../../toolchain/boot/machine-image.ts";
import { artifactMirror, machineArchitecture } from "../../../../toolchain/boot/mirror.ts";
import { parseOutputs, type Outputs } from "../../../../smoke/outputs.ts";
import type { Engine } from "../../../../settings.ts";
import { awsStack, emulatorAddress, region } from "../../aws/support/stack.ts";
import type { TestStack } from "../../support/stack.ts";
import { Emulated, type EmulatedInstance } from "./emulated.ts";
import { FileServer } from "./files.ts";
import { LoadBalancer } from "./load-balancer.ts";
import { Machine } from "./machine.ts";
import { MetadataService } from "./metadata.ts";
import { chooseCidr, createNetwork, lastAddress, leftovers, removeNetwork, type BootNetwork } from "./network.ts";
import { Relay } from "./relay.ts";

/** Instances ask for the gateway's name at the port that the stack says. */
const balancerPort = 80;

/** Says what is being done, with the time. */
export type Say = (text: string) => void;

/** Where everything of the harness listens and lies. */
interface Place {
  network: BootNetwork;
  image: string;
  folder: string;
  metadata: MetadataService;
  files: FileServer;
  relay: Relay;
}

/** One engine's stack, from `pulumi up` to its machines. */
export class BootStack {
  readonly engine: Engine;
  readonly prefix: string;
  readonly name: string;
  readonly emulated = new Emulated(emulatorAddress(), region);
  readonly machines: Machine[] = [];
  /** Says what is being done, with the engine's name. */
  readonly say: Say;
  #place: Place | undefined;
  #stack: TestStack | undefined;
  #outputs: Outputs | undefined;
  #balancer: LoadBalancer | undefined;

  constructor(engine: Engine, say: Say) {
    this.engine = engine;
    this.prefix = `boot-${engine}`;
    this.name = `cortex-boot-${engine}`;
    this.say = (text) => {
      say(`${engine}: ${text}`);
    };
  }

  get outputs(): Outputs {
    return made(this.#outputs);
  }

  get balancer(): LoadBalancer {
    return made(this.#balancer);
  }

  get relay(): Relay {
    return made(this.#place).relay;
  }

  get files(): FileServer {
    return made(this.#place).files;
  }

  /** Base URL of the load balancer for this machine. */
  get url(): string {
    return `http://127.0.0.1:${this.balancer.ports[1]}`;
  }

  /** The network and the stand-ins, whose addresses the stack's settings name. */
  async prepare(): Promise<void> {
    await removeNetwork(this.name);
    const mirror = await artifactMirror(this.engine, this.say);
    const image = await ensureMachineImage(this.say);
    const network = await createNetwork(this.name, await chooseCidr());
    this.#place = {
      network,
      image,
      folder: await mkdtemp(path.join(tmpdir(), "cortex-boot-")),
      metadata: await MetadataService.start(network.gateway),
      files: await FileServer.start(mirror, network.gateway),
      relay: await Relay.start(network.gateway, Number(new URL(emulatorAddress()).port)),
    };
    this.say(`network ${network.cidr}, stand-ins at ${network.gateway}`);
  }

  /** `pulumi up` at the emulator, and the load balancer that the stack has then. */
  async deploy(): Promise<void> {
    const { network, files, relay } = made(this.#place);
    this.#stack = awsStack(`boot-${this.engine}`, {
      engine: this.engine,
      prefix: this.prefix,
      prometheus: { scrapeIntervalSeconds: 5 },
      // Neither Grafana nor the CloudWatch agent is on a package registry: there is nothing to boot them from.
      grafana: { enabled: "never" },
      aws: {
        architecture: machineArchitecture() === "arm64" ? "arm64" : "x86_64",
        instanceEndpoint: `http://${network.gateway}:${relay.port}`,
        network: { cidr: network.cidr },
        cluster: { blockSyncSeconds: 10 },
        artifacts: { mirror: `http://${network.gateway}:${files.port}`, cloudWatchAgent: false },
      },
    });
    await this.#stack.create();
    this.say("pulumi up");
    await this.#stack.up();
    this.#outputs = parseOutputs(await this.#stack.outputs());
    const { hostname } = new URL(this.#outputs.gatewayUrl);
    this.#balancer = await LoadBalancer.start(await this.emulated.loadBalancer(hostname), [
      { host: network.gateway, port: balancerPort },
      { host: "127.0.0.1", port: 0 },
    ]);
    this.say("deployed");
  }

  /** Starts a machine for each instance that has none yet; gives the new ones. */
  async launch(): Promise<Machine[]> {
    const known = new Set(this.machines.map(({ id }) => id));
    const instances = (await this.emulated.instances(this.prefix)).filter(({ instanceId }) => !known.has(instanceId));
    const launched: Machine[] = [];
    for (const instance of instances) launched.push(await this.#start(instance));
    return launched;
  }

  /**
   * A machine of its own that the emulator does not know, with the user data of another, and one of its downloads not what
   * it should be.
   */
  async startSpoiled(like: Machine, file: string): Promise<Machine> {
    const instance = (await this.emulated.instances(this.prefix)).find(({ instanceId }) => instanceId === like.id);
    const { network, files } = made(this.#place);
    const privateIp = lastAddress(network.cidr);
    files.spoil(privateIp, file);
    return this.#run({ ...made(instance), instanceId: "i-spoiled", privateIp, hostname: "spoiled" });
  }

  async #start(instance: EmulatedInstance): Promise<Machine> {
    const machine = await this.#run(instance);
    this.machines.push(machine);
    if (this.isNode(machine)) this.balancer.register(machine.address);
    return machine;
  }

  async #run(instance: EmulatedInstance): Promise<Machine> {
    const { network, image, folder, metadata } = made(this.#place);
    const { instanceId, group, userData, zone, privateIp } = instance;
    const own = path.join(folder, instanceId);
    await mkdir(own);
    metadata.add(instance);
    const machine = await Machine.start({
      identity: instance,
      group,
      userData,
      network,
      image,
      folder: own,
      environment: {
        // An instance has its role's keys from the metadata; these are the emulator's.
        AWS_ACCESS_KEY_ID: "testing",
        AWS_SECRET_ACCESS_KEY: "testing",
        AWS_EC2_METADATA_SERVICE_ENDPOINT: `http://${network.gateway}:${metadata.port}`,
      },
      hosts: { [new URL(this.outputs.gatewayUrl).hostname]: network.gateway },
    });
    this.say(`started ${group} ${instanceId} at ${privateIp} in ${zone}`);
    return machine;
  }

  isNode(machine: Machine): boolean {
    return machine.group === `${this.prefix}-cortex`;
  }

  /** The machines of the groups whose names begin so. */
  of(part: string): Machine[] {
    return this.machines.filter(({ group }) => group.startsWith(`${this.prefix}-${part}`));
  }

  /** As an Auto Scaling group begins to end an instance: its target is gone, and its metadata say so. */
  end(machine: Machine): void {
    this.balancer.deregister(machine.address);
    made(this.#place).metadata.want(machine.id, "Terminated");
  }

  /** As a group ends it after its lifecycle action is completed. */
  async ended(machine: Machine): Promise<void> {
    await machine.remove();
    this.machines.splice(this.machines.indexOf(machine), 1);
  }

  /** Name of the stack's bucket of a kind: `blocks`, `chunks`. */
  bucket(kind: string): Promise<string> {
    return this.emulated.bucket(this.prefix, kind);
  }

  /** What each machine would be asked about after a failure. */
  async story(): Promise<string> {
    const stories: string[] = [];
    for (const machine of this.machines) stories.push(await machine.story());
    return stories.join("\n");
  }

  /** Containers, network, servers, files; gives what is still there. What stands at the emulator goes with the emulator. */
  async remove(): Promise<string[]> {
    await removeNetwork(this.name);
    await this.#balancer?.stop();
    if (this.#place !== undefined) {
      const { metadata, files, relay, folder } = this.#place;
      await Promise.all([metadata.stop(), files.stop(), relay.stop()]);
      await rm(folder, { recursive: true, force: true });
    }
    this.#stack?.forget();
    return leftovers(this.name);
  }
}

function made<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("not there yet: prepare, deploy, launch is the order");
  return value;
}
