import { z } from "zod";
import { run } from "../toolchain/exec.ts";
import { firstLine } from "./text.ts";

/** The values of the label `cortex.tier`. */
export type Tier = "datastore" | "discovery" | "cluster" | "gateway" | "collection" | "query";

export interface Container {
  name: string;
  /** Label `cortex.tier`. */
  tier: string;
  /** Label `cortex.role`; empty where a container has none. */
  role: string;
  /** As Docker says it: running, exited, restarting, ... */
  state: string;
}

/** What the smoke check asks of Docker. */
export interface Docker {
  /** The stack's containers, stopped ones too. */
  containers(): Promise<Container[]>;
  /** Runs a command in a container and gives its stdout; throws when it fails or takes too long. */
  exec(container: string, command: string[], timeoutSeconds: number): Promise<string>;
}

const listTimeoutSeconds = 10;

const row = z
  .tuple([z.string(), z.string(), z.string(), z.string(), z.string(), z.string()])
  .transform(([name, stack, tier, role, state, networks]) => ({
    container: { name, tier, role, state },
    stack,
    networks: networks.split(",").filter((network) => network !== "bridge"),
  }));

const format = [
  "{{.Names}}",
  '{{.Label "cortex.stack"}}',
  '{{.Label "cortex.tier"}}',
  '{{.Label "cortex.role"}}',
  "{{.State}}",
  "{{.Networks}}",
].join("\t");

/** What a container without labels is: Terraform made it, and the stack has taken it over. */
const byName: [name: RegExp, tier: Tier, role: string][] = [
  [/(?:^|-)cassandra(?:-\d+)?$/, "datastore", "cassandra"],
  [/(?:^|-)consul(?:-\d+)?$/, "discovery", "consul"],
  [/(?:^|-)cadvisor$/, "collection", "cadvisor"],
];

/**
 * Docker as its command line answers, for the containers that carry the label `cortex.stack=<stackName>`, and those without any
 * stack's label beside them on their network.
 */
export function dockerOf(stackName: string): Docker {
  const list = async (...filters: string[]): Promise<z.output<typeof row>[]> => {
    const args = ["ps", "--all", ...filters.flatMap((filter) => ["--filter", filter]), "--format", format];
    const listed = await run("docker", args, { timeoutSeconds: listTimeoutSeconds });
    const rows = listed.split("\n").filter((text) => text !== "");
    return rows.map((text) => row.parse(text.split("\t")));
  };
  return {
    async containers() {
      const own = await list(`label=cortex.stack=${stackName}`);
      const networks = [...new Set(own.flatMap((each) => each.networks))].map((network) => `network=${network}`);
      const near = networks.length === 0 ? [] : (await list(...networks)).filter(({ stack }) => stack === "");
      const taken = near.flatMap(({ container }): Container[] => {
        const found = byName.find(([name]) => name.test(container.name));
        return found === undefined ? [] : [{ ...container, tier: found[1], role: found[2] }];
      });
      return [...own.map(({ container }) => container), ...taken].sort((a, b) => a.name.localeCompare(b.name));
    },
    exec: (container, command, timeoutSeconds) => run("docker", ["exec", container, ...command], { timeoutSeconds }),
  };
}

/** More names than this help nobody. */
const mostNamed = 6;

/** The commands, or without Docker the words, that show what the containers of `tiers` say; with `hosts`, only of those containers where they exist (a host is named as the stack's network names it: without the stack's prefix). */
export async function logCommands(docker: Docker | undefined, tiers: Tier[], hosts: string[] = []): Promise<string[]> {
  if (docker === undefined) return [`the journals of the instances of tier ${tiers.join(", ")}`];
  let all: Container[];
  try {
    all = await docker.containers();
  } catch (error) {
    return [`the containers of tier ${tiers.join(", ")} (Docker could not be asked: ${firstLine(error)})`];
  }
  // In the order of the tiers: the first is the likeliest.
  const ofTiers = tiers.flatMap((tier) => all.filter((container) => container.tier === tier));
  const named = all.filter(({ name }) => hosts.some((host) => name === host || name.endsWith(`-${host}`)));
  const shown = named.length > 0 ? named : ofTiers;
  if (shown.length === 0) return [`docker ps --all (no container of tier ${tiers.join(", ")} exists)`];
  // A container that does not run is the likelier cause.
  const sorted = [...shown.filter((c) => c.state !== "running"), ...shown.filter((c) => c.state === "running")];
  const commands = sorted
    .slice(0, mostNamed)
    .map(({ name, state }) => `docker logs --tail 50 ${name}${state === "running" ? "" : `   (it is ${state})`}`);
  if (sorted.length > mostNamed) commands.push(`and ${sorted.length - mostNamed} more of tier ${tiers.join(", ")}`);
  return commands;
}
