import { spawn } from "node:child_process";
import { once } from "node:events";
import { run } from "../../../toolchain/exec.ts";

/** A container as `docker inspect` tells it, the parts that the tests ask about. */
export interface Inspected {
  Id: string;
  Name: string;
  Created: string;
  RestartCount: number;
  State: { Running: boolean; Pid: number; StartedAt: string };
  Config: { Env: string[] | null; Cmd: string[] | null; Entrypoint: string[] | null; Labels: Record<string, string> };
  NetworkSettings: { Ports: Record<string, { HostIp: string; HostPort: string }[] | null> };
}

const docker = (args: string[], timeoutSeconds = 60): Promise<string> => run("docker", args, { timeoutSeconds });
const lines = (text: string): string[] => text.split("\n").filter((line) => line !== "");

/** Everything that carries the stack's label, by kind. */
export async function belongings(
  stack: string,
): Promise<{ containers: string[]; volumes: string[]; networks: string[] }> {
  const filter = ["--quiet", "--filter", `label=cortex.stack=${stack}`];
  return {
    containers: lines(await docker(["ps", "--all", ...filter])),
    volumes: lines(await docker(["volume", "ls", ...filter])),
    networks: lines(await docker(["network", "ls", ...filter])),
  };
}

/** The stack's containers, by the part of the name behind the prefix. */
export async function containers(stack: string, prefix: string): Promise<Map<string, Inspected>> {
  const { containers: ids } = await belongings(stack);
  const found = ids.length === 0 ? [] : (JSON.parse(await docker(["inspect", ...ids])) as Inspected[]);
  return new Map(found.map((container) => [container.Name.replace(`/${prefix}-`, ""), container]));
}

/** Id and start of every container whose name begins so, by its name: both stay where a container is left alone. */
export async function runs(prefix: string): Promise<Record<string, string>> {
  const names = lines(await docker(["ps", "--all", "--filter", `name=^/?${prefix}`, "--format", "{{.Names}}"]));
  const found = names.length === 0 ? [] : (JSON.parse(await docker(["inspect", ...names])) as Inspected[]);
  return Object.fromEntries(found.map(({ Name, Id, State }) => [Name.slice(1), `${Id} since ${State.StartedAt}`]));
}

/** The last warnings and errors that a container wrote, oldest first. */
export async function complaints(name: string): Promise<string> {
  let text = "";
  await run("docker", ["logs", "--tail", "2000", name], { timeoutSeconds: 60, onOutput: (part) => (text += part) });
  const loud = /level="?(?:warn|error)|^[EWF]\d{4} |\b(?:WARN|ERROR|\[error\])/;
  return lines(text)
    .filter((line) => loud.test(line))
    .slice(-15)
    .join("\n");
}

/**
 * Does something, and tells what happened to the stack's containers meanwhile, oldest first. Listens all the time: afterwards
 * the engine remembers 256 events only (eventsLimit, daemon/events/events.go), and each health check is three.
 */
export async function eventsDuring<T>(
  stack: string,
  work: () => Promise<T>,
): Promise<{ happened: { name: string; action: string }[]; result: T }> {
  const filters = ["--filter", "type=container", "--filter", `label=cortex.stack=${stack}`];
  const since = String(Date.now() / 1000);
  const listener = spawn("docker", ["events", "--since", since, ...filters, "--format", "{{json .}}"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(listener, "close");
  let text = "";
  listener.stdout.setEncoding("utf8").on("data", (part: string) => (text += part));
  let result: T;
  try {
    result = await work();
  } finally {
    listener.kill();
    await ended;
  }
  const happened = lines(text).map((line) => {
    const event = JSON.parse(line) as { Action: string; Actor: { Attributes: { name: string } } };
    return { name: event.Actor.Attributes.name, action: event.Action };
  });
  return { happened, result };
}

/** Memory that the stack's containers hold now, MiB, page cache left out as `docker stats` does. */
export async function memoryMiB(stack: string): Promise<Map<string, number>> {
  const { containers: ids } = await belongings(stack);
  const units: Record<string, number> = { B: 1 / 1024 ** 2, KiB: 1 / 1024, MiB: 1, GiB: 1024 };
  const text = await docker(["stats", "--no-stream", "--format", "{{.Name}} {{.MemUsage}}", ...ids]);
  return new Map(
    lines(text).map((line) => {
      const found = /^(\S+) ([\d.]+)(B|KiB|MiB|GiB) /.exec(line);
      if (!found) throw new Error(`docker stats printed an unknown form: ${line}`);
      const [, name = "", amount = "", unit = ""] = found;
      return [name, Number(amount) * (units[unit] ?? NaN)];
    }),
  );
}

export async function remove(name: string): Promise<void> {
  await docker(["rm", "--force", name]);
}

/** Removes a volume that no container uses. */
export async function removeVolume(name: string): Promise<void> {
  await docker(["volume", "rm", name]);
}

/** Stops the stack's running containers, all at once, and starts them again, as a machine that is shut down and started. */
export async function reboot(stack: string): Promise<void> {
  const running = lines(await docker(["ps", "--quiet", "--filter", `label=cortex.stack=${stack}`]));
  await docker(["stop", "--time", "30", ...running], 120);
  await docker(["start", ...running], 120);
}

/** Gives a container's image another name. */
export async function tagImage(container: string | undefined, name: string): Promise<void> {
  const image = (await docker(["inspect", "--format", "{{.Image}}", container ?? ""])).trim();
  await docker(["tag", image, name]);
}

export async function untagImage(name: string): Promise<void> {
  await docker(["rmi", name]);
}

/** Runs a command in a container; gives what it printed. */
export async function exec(name: string, command: string[]): Promise<string> {
  return docker(["exec", name, ...command]);
}
