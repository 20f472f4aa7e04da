import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cortexPaths } from "../components/cortex/cortex-yaml.ts";
import { nginxPaths } from "../components/cortex/nginx-conf.ts";
import { prometheusPaths } from "../components/cortex/prometheus-yaml.ts";
import { run } from "../toolchain/exec.ts";

/** A running container, as a line of `docker create` and the files to copy into it. */
export interface PlainContainer {
  name: string;
  role: string;
  create: string[];
  /** Its named volumes. */
  volumes: string[];
  /** A folder that holds its configuration as it stands below the container's root. */
  files: string;
  /** The part's own health check, to wait as a person would. */
  healthy: string[];
}

interface Inspected {
  Name: string;
  Image: string;
  Config: {
    Env: string[] | null;
    Cmd: string[] | null;
    Entrypoint: string[] | null;
    Labels: Record<string, string>;
    User: string;
    Hostname: string;
    Healthcheck?: { Test: string[] };
  };
  HostConfig: {
    Memory: number;
    Binds: string[] | null;
    Init?: boolean;
    PortBindings: Record<string, { HostPort: string }[]> | null;
  };
  NetworkSettings: { Networks: Record<string, { Aliases: string[] }> };
}

const uploadedByRole: Record<string, string[]> = {
  node: [dirname(cortexPaths.config)],
  "table-manager": [cortexPaths.config],
  nginx: [nginxPaths.config, nginxPaths.passwords],
  prometheus: [prometheusPaths.config, prometheusPaths.password, dirname(prometheusPaths.rules)],
};

/** Order of starting: what others need comes first. */
const startOrder = [
  ["cassandra", "consul", "cadvisor"],
  ["table-manager", "node", "nginx", "nginx-exporter", "prometheus"],
] as const;

/** Reads the containers of a stack from the engine, and copies their configuration into `folder`. */
export async function plainContainers(stack: string, folder: string): Promise<PlainContainer[]> {
  const ids = (await run("docker", ["ps", "--quiet", "--filter", `label=cortex.stack=${stack}`])).trim().split("\n");
  const inspected = JSON.parse(await run("docker", ["inspect", ...ids])) as Inspected[];
  return Promise.all(
    inspected.map(async (container): Promise<PlainContainer> => {
      const name = container.Name.slice(1);
      const role = container.Config.Labels["cortex.role"] ?? "";
      const files = join(folder, name);
      mkdirSync(files, { recursive: true });
      for (const path of uploadedByRole[role] ?? []) {
        mkdirSync(dirname(join(files, path)), { recursive: true });
        await run("docker", ["cp", `${name}:${path}`, join(files, path)]);
      }
      return {
        name,
        role,
        create: createLine(container, name),
        volumes: namedVolumes(container),
        files,
        healthy: container.Config.Healthcheck?.Test ?? [],
      };
    }),
  );
}

function namedVolumes({ HostConfig }: Inspected): string[] {
  return (HostConfig.Binds ?? []).map((bind) => bind.split(":")[0] ?? "").filter((source) => !source.startsWith("/"));
}

function createLine({ Config, HostConfig, Image, NetworkSettings }: Inspected, name: string): string[] {
  const each = (flag: string, values: string[]): string[] => values.flatMap((value) => [flag, value]);
  const [entrypoint, ...fixed] = Config.Entrypoint ?? [];
  const [network = "", endpoint] = Object.entries(NetworkSettings.Networks)[0] ?? [];
  return [
    "create",
    ...["--name", name, "--hostname", Config.Hostname, "--restart", "always", "--memory", String(HostConfig.Memory)],
    ...["--network", network],
    ...each("--network-alias", endpoint?.Aliases ?? []),
    ...each(
      "--label",
      Object.entries(Config.Labels).map(([key, value]) => `${key}=${value}`),
    ),
    ...each("--env", Config.Env ?? []),
    ...each("--volume", HostConfig.Binds ?? []),
    ...each(
      "--publish",
      Object.entries(HostConfig.PortBindings ?? {}).map(([port, [to]]) => `127.0.0.1:${to?.HostPort}:${port}`),
    ),
    ...(Config.User ? ["--user", Config.User] : []),
    ...(HostConfig.Init ? ["--init"] : []),
    ...(entrypoint ? ["--entrypoint", entrypoint] : []),
    Image,
    ...fixed,
    ...(Config.Cmd ?? []),
  ];
}

/** Starts the containers as a person with a shell would: data store and Consul first, the rest when they answer. */
export async function startPlain(containers: PlainContainer[], network: string): Promise<void> {
  await run("docker", ["network", "create", network]);
  for (const roles of startOrder) {
    const group = roles.flatMap((role) => containers.filter((container) => container.role === role));
    for (const { name, create, files } of group) {
      await run("docker", create);
      // As an archive: `docker cp` of a file wants its folder to be there.
      await run("sh", ["-c", 'tar -C "$1" -cf - . | docker cp - "$2":/', "sh", files, name]);
      await run("docker", ["start", name]);
    }
    const awaited = group.filter(({ role }) => role === "cassandra" || role === "consul");
    await Promise.all(awaited.map(async ({ name, healthy }) => answers(name, healthy)));
  }
}

async function answers(name: string, [, ...command]: string[]): Promise<void> {
  const until = Date.now() + 120_000;
  for (;;) {
    try {
      await run("docker", ["exec", name, ...command], { timeoutSeconds: 10 });
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
      await sleep(200);
    }
  }
}

/** Removes the containers, their named volumes and the network. */
export async function removePlain(containers: PlainContainer[], network: string): Promise<void> {
  const volumes = containers.flatMap(({ volumes: names }) => names);
  await run("docker", ["rm", "--force", ...containers.map(({ name }) => name)]);
  await run("docker", ["volume", "rm", "--force", ...volumes]);
  await run("docker", ["network", "rm", network]);
}
