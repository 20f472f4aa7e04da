// What two settings must fulfil together. A rule speaks only where both sides are right by themselves, and names a key
// that the user wrote: defaults always fit (complete.ts).
import type { Settings } from "../settings.ts";
import { awsCombinations } from "./aws/combinations.ts";
import { holds, keyOf, valueAt, type Path } from "./path.ts";
import { wrongValue, type Placed } from "./problems.ts";
import { didYouMean, nearest } from "./suggest.ts";

/** What a rule looks at. */
export interface Context {
  settings: Settings;
  /** What the user wrote. */
  raw: unknown;
  /** Whether the setting at `path` is right by itself. */
  right: (path: Path) => boolean;
}

/** Every wrong combination. `wrong`: the paths that are wrong by themselves; `today`: YYYY-MM-DD, UTC. */
export function combinations(settings: Settings, raw: unknown, wrong: readonly Path[], today: string): Placed[] {
  const context: Context = { settings, raw, right: (path) => !wrong.some((place) => holds(place, path)) };
  return [
    ...pairs(context),
    ...schemaFrom(context, today),
    ...cortexVersion(context),
    ...knownTenants(context),
    ...ports(context),
    ...logins(context),
    ...(settings.platform === "aws" ? awsCombinations(context, today) : []),
  ];
}

export const written = (raw: unknown, path: Path) => valueAt(raw, path) !== undefined;

/** `storage.tablePeriodHours (168)`, with a word where the user did not write it. */
export function named({ raw }: Context, path: Path, value: unknown): string {
  const short = keyOf(path).slice("cortex:".length);
  return `${short} (${String(value)}${written(raw, path) ? "" : ", the default"})`;
}

/** Rules between one written number and one other. */
function pairs(context: Context): Placed[] {
  const { settings, raw, right } = context;
  const { cluster, cassandra, storage, limits, resources } = settings;
  const pair = (path: Path, value: number, other: Path, otherValue: number, fits: boolean, allowed: string) =>
    fits || !written(raw, path) || !right(path) || !right(other)
      ? []
      : [wrongValue(path, value, `${allowed} ${named(context, other, otherValue)}`)];
  return [
    ...pair(
      ["cluster", "replicationFactor"],
      cluster.replicationFactor,
      ["cluster", "nodes"],
      cluster.nodes,
      cluster.replicationFactor <= cluster.nodes,
      "at most",
    ),
    ...pair(
      ["cassandra", "replicationFactor"],
      cassandra.replicationFactor,
      ["cassandra", "nodes"],
      cassandra.nodes,
      cassandra.replicationFactor <= cassandra.nodes,
      "at most",
    ),
    ...pair(
      ["storage", "retentionHours"],
      storage.retentionHours,
      ["storage", "tablePeriodHours"],
      storage.tablePeriodHours,
      settings.engine === "blocks" || storage.retentionHours % storage.tablePeriodHours === 0,
      "0 or a multiple of",
    ),
    ...pair(
      ["limits", "ingestionBurstSize"],
      limits.ingestionBurstSize,
      ["limits", "ingestionRate"],
      limits.ingestionRate,
      limits.ingestionBurstSize >= limits.ingestionRate,
      "at least",
    ),
    ...pair(
      ["limits", "maxQueryLengthHours"],
      limits.maxQueryLengthHours,
      ["storage", "retentionHours"],
      storage.retentionHours,
      storage.retentionHours === 0 || limits.maxQueryLengthHours <= storage.retentionHours,
      "at most",
    ),
    ...pair(
      ["resources", "cassandra", "memoryMiB"],
      resources.cassandra.memoryMiB,
      ["cassandra", "heapMiB"],
      cassandra.heapMiB,
      resources.cassandra.memoryMiB >= cassandra.heapMiB + 256,
      "at least 256 above",
    ),
  ];
}

/** Chunks left Cortex with 1.14.0; what this program writes for blocks is for 1.21 and later. */
function cortexVersion({ settings, raw, right }: Context): Placed[] {
  const path = ["images", "cortex", "tag"];
  const { engine } = settings;
  const { tag } = settings.images.cortex;
  // A tag of one's own says nothing.
  const minor = Number(/^v?1\.(\d+)\.\d+/.exec(tag)?.[1] ?? NaN);
  if (!written(raw, path) || !right(path) || !right(["engine"])) return [];
  if (engine === "chunks" && minor > 13) return [wrongValue(path, tag, "v1.13.2 or before for engine chunks")];
  if (engine === "blocks" && minor < 21) return [wrongValue(path, tag, "v1.21.0 or later for engine blocks")];
  return [];
}

function schemaFrom({ settings, raw, right }: Context, today: string): Placed[] {
  const path = ["storage", "schemaFrom"];
  const day = settings.storage.schemaFrom;
  if (day <= today || !written(raw, path) || !right(path)) return [];
  return [wrongValue(path, day, `a day that has come: ${today} (today, UTC) or before`)];
}

function knownTenants({ settings, raw, right }: Context): Placed[] {
  const names = Object.keys(settings.tenants);
  const uses: [Path, string][] = [
    [["prometheus", "tenant"], settings.prometheus.tenant],
    [["grafana", "tenant"], settings.grafana.tenant],
  ];
  return uses
    .filter(([path, name]) => !names.includes(name) && written(raw, path) && right(path) && right(["tenants"]))
    .map(([path, name]) => {
      const near = nearest(name, names);
      const hint = near === undefined ? undefined : didYouMean([`"${near}"`]);
      return wrongValue(path, name, `a key of tenants: ${names.join(", ")}`, hint);
    });
}

function ports(context: Context): Placed[] {
  const { raw, right } = context;
  const { gateway, grafana, prometheus } = context.settings.ports;
  const uses: [Path, number][] = [
    [["ports", "gateway"], gateway],
    [["ports", "grafana"], grafana],
    [["ports", "prometheus", 0], prometheus[0]],
    [["ports", "prometheus", 1], prometheus[1]],
  ];
  // With one wrong element the list stands at its default; the other element still counts as it was written.
  const asWritten = uses.map(([path, port]): [Path, number] => {
    const value = valueAt(raw, path);
    return [path, typeof value === "number" ? value : port];
  });
  return clashes(asWritten, (path) => written(raw, path), right).map(([[path, port], [other]]) =>
    wrongValue(path, port, `a port of its own; ${named(context, other, port)} has it too`),
  );
}

function logins({ settings, raw, right }: Context): Placed[] {
  const uses = Object.entries(settings.tenants).map(([name, { username }]): [Path, string] => [
    ["tenants", name, "username"],
    // NGINX's map, which turns a login into its tenant, takes no notice of case.
    username.toLowerCase(),
  ]);
  // A tenant's name is a user name that was written, too.
  return clashes(uses, (path) => written(raw, path.slice(0, 2)), right).map(([[path], [other]]) => {
    const tenant = String(path[1]);
    const allowed = `a user name of its own, also apart from case; ${keyOf(other).slice("cortex:".length)} has it too`;
    return wrongValue(path, settings.tenants[tenant]?.username, allowed);
  });
}

type Use<T> = [Path, T];

/** Uses of a value that another one has as well: the later of the two, but the one that was written. */
function clashes<T>(
  uses: readonly Use<T>[],
  isWritten: (path: Path) => boolean,
  right: (path: Path) => boolean,
): [Use<T>, Use<T>][] {
  const found: [Use<T>, Use<T>][] = [];
  uses.forEach((use, index) => {
    const first = uses.slice(0, index).find(([path, value]) => value === use[1] && right(path));
    if (first === undefined || !right(use[0])) return;
    if (isWritten(use[0])) found.push([use, first]);
    else if (isWritten(first[0])) found.push([first, use]);
  });
  return found;
}
