// On Docker nothing moves what a container holds to others before it goes: where that destroys data or a quorum, a stack does not get smaller.
import type { Settings } from "../../settings.ts";
import { engineSwitch } from "../engine-switch.ts";
import { refusal } from "../refusal.ts";
import type { StackResources } from "../stack-resources.ts";
import { readUrn } from "../urn.ts";

/** A tier that would be made smaller, and may not be. */
export interface Shrink {
  setting: string;
  from: number;
  to: number;
  /** What would be lost, and how to go on, in words for the user. */
  lost: string;
  instead: string;
}

const anew = "`npm run down` and `npm run up` build all of the stack anew, without its data";
const never = `it cannot be made smaller here; ${anew}`;

/** What of the settings may not be followed on the stack as it stands. */
export function shrinks(stands: StackResources, settings: Settings): Shrink[] {
  // Another engine takes its stores and nodes away as a whole, which refuseEngineSwitch sees to; Consul's servers stay.
  const switched = engineSwitch(Object.keys(stands), settings.engine) !== undefined;
  return (switched ? [consul] : [consul, cassandra, cortex]).flatMap((tier) => tier(stands, settings) ?? []);
}

/** @throws {pulumi.RunError} That names every tier which may not be made smaller. */
export function refuseShrink(stands: StackResources, settings: Settings): void {
  const found = shrinks(stands, settings);
  if (found.length === 0) return;
  throw refusal(
    [
      "The settings now ask for less than this stack has, and on Docker what goes takes what it holds with it:",
      ...found.flatMap(({ setting, from, to, lost, instead }) => [
        `  cortex:${setting} from ${from} to ${to}`,
        `    would lose: ${lost}`,
        `    instead: ${instead}`,
      ]),
      "Nothing was touched. To stay with what there is:",
      ...found.map(({ setting, from }) => `  pulumi config set --path cortex:${setting} ${from}`),
    ].join("\n"),
  );
}

function consul(stands: StackResources, { consul: { servers: to } }: Settings): Shrink | undefined {
  const from = members(stands, "cortex:docker:Consul", "consul");
  if (to >= from) return undefined;
  const quorum = Math.floor(from / 2) + 1;
  const lost =
    `servers that still count, for one that is stopped does not leave: ${to} of ${from} would be left for a quorum of ${quorum}` +
    (to < quorum ? ", and there would be no leader ever again" : "");
  return { setting: "consul.servers", from, to, lost, instead: never };
}

function cassandra(stands: StackResources, { cassandra: { nodes: to } }: Settings): Shrink | undefined {
  const from = members(stands, "cortex:docker:Cassandra", "cassandra");
  if (to >= from) return undefined;
  const lost =
    `${volumes("cassandra", to, from)} with ${from - to} of ${from} parts of the ring: no node is decommissioned first, ` +
    "and rows that no other holds are gone";
  return { setting: "cassandra.nodes", from, to, lost, instead: never };
}

function cortex(stands: StackResources, settings: Settings): Shrink | undefined {
  const from = members(stands, "cortex:docker:Cortex", "cortex");
  const to = settings.cluster.nodes;
  const copied = copies(stands, settings) > 1;
  if (to >= from || (copied && to === from - 1)) return undefined;
  const path = settings.engine === "blocks" ? "/ingester/flush" : "/flush";
  const flush = `\`docker exec <node> wget -qO- --post-data= http://127.0.0.1${path}\``;
  const flushed = `what was written before is flushed (by itself in hours; now: ${flush} for each node)`;
  const lost = `${volumes("cortex", to, from)} with samples that are not flushed yet, and that no other node may hold`;
  const instead = copied
    ? `one node at a time: ${from - 1}, \`npm run up\`; the next when all nodes are ACTIVE, \`npm run smoke\` passes and ${flushed}`
    : "no node can go while cortex:cluster.replicationFactor is 1, before or after: " +
      (from === 2
        ? anew
        : `make it 2 or more with ${from} nodes, \`npm run up\`, and go on, down to 2 nodes, when ${flushed}`);
  return { setting: "cluster.nodes", from, to, lost, instead };
}

/** How many containers of a kind the stack has, whatever its prefix was: the number of the last, `<prefix>-<host>-<number>`. */
function members(stands: StackResources, tier: string, host: string): number {
  const named = new RegExp(`-${host}-(\\d+)$`);
  const numbers = Object.keys(stands).map((urn) => {
    const { types, type, name } = readUrn(urn);
    const isOfTier = type === "docker:index/container:Container" && types.includes(tier);
    return isOfTier ? Number(named.exec(name)?.[1] ?? 0) : 0;
  });
  return Math.max(0, ...numbers);
}

/** On how many nodes a sample is at least: what there is was written as the stack was, what comes meanwhile as it will be. */
function copies(stands: StackResources, { cluster }: Settings): number {
  const before = Object.entries(stands).flatMap(([urn, { replicationFactor }]) =>
    readUrn(urn).type === "cortex:docker:Cortex" && typeof replicationFactor === "number" ? [replicationFactor] : [],
  );
  return Math.min(cluster.replicationFactor, ...before);
}

function volumes(host: string, to: number, from: number): string {
  return from - to === 1 ? `the volume of ${host}-${from}` : `the volumes of ${host}-${to + 1} to ${host}-${from}`;
}
