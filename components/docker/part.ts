import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { ImageSetting, ResourceLimits } from "../../settings.ts";
import type { Network } from "./network.ts";

/** The value of the label `cortex.tier`. */
export type Tier = "datastore" | "discovery" | "cluster" | "gateway" | "collection" | "query";

/** What every tier on Docker is told. */
export interface TierArgs {
  /** The network that all parts share. */
  network: Network;
  /** What is made or replaced before this tier's containers, although they do not need it. Default: nothing. */
  after?: pulumi.Resource[];
}

/** A file that is put into the container before it starts; a change of content replaces the container. */
export interface ConfigFile {
  path: string;
  content: pulumi.Input<string>;
}

/** A port of the container on 127.0.0.1 of the machine. */
export interface PublishedPort {
  internal: number;
  external: number;
}

/** One container: what differs between the parts. The rest (labels, network, limits, restarts, logs) is the same for all. */
export interface PartArgs extends TierArgs {
  tier: Tier;
  /** Value of the label `cortex.role`: what this container is in its tier. */
  role: string;
  image: docker.RemoteImage;
  limits: ResourceLimits;
  /** Names by which the network's DNS finds this container, beside its host name. Default: none. */
  aliases?: string[];
  entrypoint?: string[];
  command?: string[];
  /** Environment; nothing secret: `docker inspect` shows it. */
  environment?: Record<string, string>;
  /** Runs as this user and group id. Default: the image's own. */
  user?: string;
  files?: ConfigFile[];
  /** Named volumes by the path where they are mounted. */
  volumes?: Record<string, docker.Volume>;
  /** Paths of the machine, read-only, by the path where they are mounted. */
  hostPaths?: Record<string, string>;
  published?: PublishedPort[];
  /** A shell command, exit status 0 when the part can do its work; with it, `up` waits until then. Default: no wait. */
  healthy?: { command: string; shell?: "sh" | "bash"; timeoutSeconds: number };
  /** Seconds between the request to stop and the kill. Default: 10. */
  graceSeconds?: number;
  /** An init process that reaps what the main one leaves behind. Default: false. */
  init?: boolean;
  /** Ends by itself when its work is done, and is tried again only when it failed. Default: false, it runs for ever. */
  once?: boolean;
}

/** The labels by which tests, the smoke check and people find what belongs to this stack. */
export function labels(extra: Record<string, string> = {}): { label: string; value: string }[] {
  return Object.entries({ "cortex.stack": pulumi.getStack(), ...extra })
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([label, value]) => ({ label, value }));
}

/** An image by its exact reference; it stays on the machine when the stack goes, for others may use it. */
export function image(name: string, setting: ImageSetting, opts: pulumi.CustomResourceOptions): docker.RemoteImage {
  return new docker.RemoteImage(`${name}-image`, { name: imageReference(setting), keepLocally: true }, opts);
}

/** `name:tag`, or `name:tag@digest` where the digest is pinned. */
export function imageReference({ name, tag, digest }: ImageSetting): string {
  return `${name}:${tag}${digest ? `@${digest}` : ""}`;
}

/** A named volume: what is in it outlives the container. */
export function volume(name: string, opts: pulumi.CustomResourceOptions): docker.Volume {
  return new docker.Volume(name, { name, labels: labels() }, opts);
}

/** A container named `${prefix}-${host}`, known on the network as `host`. */
export function part(
  prefix: string,
  host: string,
  args: PartArgs,
  opts: pulumi.CustomResourceOptions,
): docker.Container {
  const name = `${prefix}-${host}`;
  return new docker.Container(
    name,
    {
      name,
      hostname: host,
      image: args.image.imageId,
      labels: labels({ "cortex.tier": args.tier, "cortex.role": args.role }),
      ...(args.once ? { restart: "on-failure", mustRun: false } : { restart: "always" }),
      // The provider moves the container from here to its network. With the network's own name here Engine 20.10 takes
      // no aliases; left out, it is read back as this and differs at each refresh.
      networkMode: "bridge",
      networksAdvanced: [{ name: args.network.dockerName, aliases: [host, ...(args.aliases ?? [])] }],
      securityOpts: ["no-new-privileges:true"],
      memory: args.limits.memoryMiB,
      memorySwap: args.limits.memoryMiB, // no swap: a part over its limit is ended, not slowed down
      ...(args.limits.cpus === undefined ? {} : cpuLimit(args.limits.cpus)),
      logDriver: "json-file",
      logOpts: { "max-size": "10m", "max-file": "3" },
      destroyGraceSeconds: args.graceSeconds ?? 10,
      ...(args.entrypoint ? { entrypoints: args.entrypoint } : {}),
      ...(args.command ? { command: args.command } : {}),
      ...(args.user ? { user: args.user } : {}),
      ...(args.init ? { init: true } : {}),
      envs: Object.entries(args.environment ?? {})
        .map(([key, value]) => `${key}=${value}`)
        .sort(),
      uploads: (args.files ?? []).map(({ path, content }) => ({
        file: path,
        content: pulumi.secret(content),
        permissions: "0444",
      })),
      volumes: [
        ...Object.entries(args.volumes ?? {}).map(([containerPath, { name: volumeName }]) => ({
          containerPath,
          volumeName,
        })),
        ...Object.entries(args.hostPaths ?? {}).map(([containerPath, hostPath]) => ({
          containerPath,
          hostPath,
          readOnly: true,
        })),
      ],
      ports: (args.published ?? []).map((port) => ({ ...port, ip: "127.0.0.1", protocol: "tcp" })),
      ...(args.healthy
        ? {
            healthcheck: healthcheck(args.healthy.command, args.healthy.shell ?? "sh"),
            wait: true,
            waitTimeout: args.healthy.timeoutSeconds,
          }
        : {}),
    },
    {
      ...opts,
      deleteBeforeReplace: true, // the name and the ports can be had once
      // The Docker API cannot change these in place, and the provider says nothing: replace.
      replaceOnChanges: ["cpuPeriod", "cpuQuota", "init", "healthcheck"],
    },
  );
}

/** Whole numbers: the provider reads `cpus` back in another form (1 as "1.0"), and would replace the container each time. */
function cpuLimit(cores: number): { cpuPeriod: number; cpuQuota: number } {
  const cpuPeriod = 100_000; // microseconds, the kernel's default
  return { cpuPeriod, cpuQuota: Math.round(cores * cpuPeriod) };
}

/** Seconds between two health checks of a part that is well. */
const restSeconds = 14;

/** How often one health check of a part asks before it says that the part is not well; five times a second. */
const tries = 50;

/**
 * Asks five times a second until the part is well, then every 15 s: a check each second in each container would cost a
 * good part of a core for ever. Docker's own setting for that (start interval) needs Engine 25.
 */
function healthcheck(command: string, shell: string): docker.types.input.ContainerHealthcheck {
  const marker = "/tmp/healthy";
  const script =
    `[ ! -e ${marker} ] || sleep ${restSeconds}; n=0; ` +
    `until ${command}; do n=$((n + 1)); [ $n -lt ${tries} ] || exit 1; sleep 0.2; done; touch ${marker}`;
  return {
    tests: ["CMD", shell, "-c", script],
    interval: "1s",
    timeout: `${restSeconds + 20}s`,
    startPeriod: "0s",
    retries: 3,
  };
}
