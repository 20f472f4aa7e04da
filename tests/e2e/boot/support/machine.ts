// An instance as a container: systemd and cloud-init of the machine image, the launch template's user data.
import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { CommandError, run } from "../../../../toolchain/exec.ts";
import type { Identity } from "./metadata.ts";
import { bootLabel, type BootNetwork } from "./network.ts";

/** What a machine is started from. */
export interface MachineOptions {
  identity: Identity;
  /** Name of its Auto Scaling group. */
  group: string;
  /** User data as an instance gets it: the launch template's, without its base64. */
  userData: Buffer;
  network: BootNetwork;
  image: string;
  /** An empty folder for what is mounted. */
  folder: string;
  /** What every process of the machine has in its environment: keys, where the metadata are. */
  environment: Record<string, string>;
  /** Names that DNS would know. */
  hosts: Record<string, string>;
}

/** What cloud-init writes when it has ended, well or not: /run/cloud-init/result.json. */
const cloudInitResult = z.object({ v1: z.object({ datasource: z.string(), errors: z.array(z.string()) }) });
export type CloudInitResult = z.infer<typeof cloudInitResult>["v1"];

const pollMilliseconds = 2_000;
const commandSeconds = 60;

/** One running machine. */
export class Machine {
  readonly identity: Identity;
  readonly group: string;
  /** The container's name. */
  readonly name: string;
  /** SHA-256 of the user data that it was given. */
  readonly givenHash: string;

  private constructor({ identity, group, userData }: MachineOptions, name: string) {
    this.identity = identity;
    this.group = group;
    this.name = name;
    this.givenHash = createHash("sha256").update(userData).digest("hex");
  }

  get id(): string {
    return this.identity.instanceId;
  }

  get address(): string {
    return this.identity.privateIp;
  }

  /** Starts it; does not wait for its boot. */
  static async start(options: MachineOptions): Promise<Machine> {
    const { identity, userData, network, image, folder, environment, hosts } = options;
    const name = `${network.name}-${identity.instanceId}`;
    const seed = path.join(folder, "seed");
    await mkdir(seed, { recursive: true });
    await writeFile(path.join(seed, "user-data"), userData);
    await writeFile(path.join(seed, "meta-data"), metaData(identity));
    const manager = path.join(folder, "environment.conf");
    await writeFile(manager, managerSettings(environment));
    const mounts = [
      "/sys/fs/cgroup:/sys/fs/cgroup",
      `${seed}:/var/lib/cloud/seed/nocloud:ro`,
      `${manager}:/etc/systemd/system.conf.d/50-environment.conf:ro`,
    ];
    await run("docker", [
      ...[
        "run",
        "--detach",
        "--name",
        name,
        "--hostname",
        identity.hostname,
        "--label",
        `${bootLabel}=${network.name}`,
      ],
      ...["--network", network.name, "--ip", identity.privateIp],
      // systemd in a container without --privileged: it mounts, and its units' hardening needs what seccomp's default denies.
      ...["--cap-add", "SYS_ADMIN", "--security-opt", "seccomp=unconfined", "--cgroupns=host"],
      ...["--tmpfs", "/run:exec", "--tmpfs", "/run/lock", "--tmpfs", "/tmp:exec", "--stop-signal", "SIGRTMIN+3"],
      ...mounts.flatMap((mount) => ["--volume", mount]),
      ...Object.entries(hosts).flatMap(([host, address]) => ["--add-host", `${host}:${address}`]),
      image,
    ]);
    return new Machine(options, name);
  }

  /** Runs a command in the machine; gives what it printed. */
  async exec(command: string[], timeoutSeconds = commandSeconds): Promise<string> {
    return run("docker", ["exec", this.name, ...command], { timeoutSeconds });
  }

  /** Waits until cloud-init has ended, well or not; `patience`: seconds. */
  async booted(patience: number): Promise<CloudInitResult> {
    const until = Date.now() + patience * 1000;
    for (;;) {
      const text = await this.read("/run/cloud-init/result.json");
      if (text !== "") return cloudInitResult.parse(JSON.parse(text)).v1;
      if (Date.now() > until) throw new Error(`${this.group} ${this.id} did not boot within ${patience} s`);
      await sleep(pollMilliseconds);
    }
  }

  /** SHA-256 of the user data as cloud-init read them. */
  async userDataHash(): Promise<string> {
    return (await this.exec(["sha256sum", "/var/lib/cloud/instance/user-data.txt"])).split(" ")[0] ?? "";
  }

  /** State of each unit, as `systemctl is-active` says it. */
  async units(names: string[]): Promise<Record<string, string>> {
    const text = await this.exec(["sh", "-c", 'systemctl is-active "$@" || true', "units", ...names]);
    const states = text.trim().split("\n");
    return Object.fromEntries(names.map((name, index) => [name, states[index] ?? ""]));
  }

  /** The text of a file of the machine; empty where there is none. */
  async read(file: string): Promise<string> {
    return this.exec(["cat", file]).catch((error: unknown) => {
      if (error instanceof CommandError) return "";
      throw error;
    });
  }

  /** What a person would look at first when a boot went wrong. */
  async story(): Promise<string> {
    const script =
      "systemctl --failed --no-pager --plain --no-legend; tail -n 15 /var/log/cloud-init-output.log /var/log/cortex-platform/*.log";
    const text = await this.exec(["sh", "-c", `${script} 2>&1`]).catch((error: unknown) => String(error));
    return `--- ${this.name}\n${text}`;
  }

  async remove(): Promise<void> {
    await run("docker", ["rm", "--force", "--volumes", this.name], { timeoutSeconds: commandSeconds });
  }
}

/** The data source's part, as EC2's would be read: instance, place, name. */
export function metaData({ instanceId, hostname, zone, region }: Identity): string {
  const values = { "instance-id": instanceId, "local-hostname": hostname, "availability-zone": zone, region };
  return `${JSON.stringify(values)}\n`;
}

/** systemd-system.conf(5). */
export function managerSettings(environment: Record<string, string>): string {
  const words = Object.entries(environment).map(([name, value]) => `"${name}=${value}"`);
  return `[Manager]\nDefaultEnvironment=${words.join(" ")}\n`;
}
