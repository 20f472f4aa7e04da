// What a stack with these settings has or would make: its program, run in this process by an engine that only writes down.
import { declared } from "../../components/declared.ts";
import type { Place } from "../../components/aws/contracts.ts";
import { partKey, type Part } from "../../components/terraform/parts.ts";
import type { StateInstance } from "../../components/terraform/state.ts";
import type { Settings } from "../../settings.ts";
import { startRecorder, type Registration } from "../recorder.ts";
import { isSecret, unknown, type Plain } from "../wire.ts";

/** Every resource of a stack. */
export interface Inventory {
  /** All that the engine would hear of, components too. */
  registrations: readonly Registration[];
  parts: Part[];
  /** By a part's key: all that it is given, with marks where something is secret or not known yet. */
  given: ReadonlyMap<string, Record<string, Plain>>;
  /** By a part's key: the properties for whose change the program wants a replacement. */
  replaceOnChanges: ReadonlyMap<string, readonly string[]>;
  /** The tags that the stack's provider puts on everything. */
  defaultTags: Record<string, Plain>;
}

/** Stands in texts for what AWS is asked when the stack is built: the account, the machine image. */
const later = "KNOWN-WHEN-BUILT";

/** What a state tells of the place that it describes. */
export interface Surroundings {
  accounts: ReadonlySet<string>;
  partitions: ReadonlySet<string>;
  regions: ReadonlySet<string>;
  zones: ReadonlySet<string>;
}

/** Reads accounts, regions and zones from what instances have of them. */
export function surroundings(instances: Iterable<StateInstance>): Surroundings {
  const found = {
    accounts: new Set<string>(),
    partitions: new Set<string>(),
    regions: new Set<string>(),
    zones: new Set<string>(),
  };
  for (const { mode, attributes } of instances) {
    if (mode === "data") continue;
    const { arn, availability_zone: zone } = attributes;
    const [, partition, region, account] =
      typeof arn === "string" ? (/^arn:([^:]+):[^:]+:([^:]*):(\d{12}):/.exec(arn) ?? []) : [];
    if (account !== undefined) found.accounts.add(account);
    if (partition !== undefined) found.partitions.add(partition);
    if (region !== undefined && region !== "") found.regions.add(region);
    if (typeof zone === "string" && zone !== "") found.zones.add(zone);
  }
  return found;
}

const only = (values: ReadonlySet<string>): string | undefined => (values.size === 1 ? [...values][0] : undefined);

/** Where the stack would be built: by its settings, else by the state, else by what most regions have. */
export function placeOf({ region, accountId, network }: Settings["aws"], around: Surroundings): Place {
  const inRegion = [...around.zones].filter((zone) => zone.startsWith(region)).sort();
  const [first, second, third] = inRegion.length === 3 ? inRegion : ["a", "b", "c"].map((zone) => `${region}${zone}`);
  return {
    accountId: accountId ?? only(around.accounts) ?? later,
    region,
    partition: only(around.partitions) ?? "aws",
    zones: network.zones ?? [first ?? "", second ?? "", third ?? ""],
  };
}

/**
 * Runs the program. Process-global: one stack in one process.
 * @param around What the state tells of the place; asked on AWS only.
 */
export async function inventory(settings: Settings, stack: string, around: Surroundings): Promise<Inventory> {
  // As in a preview, what providers compute is marked as not known.
  const recorded = await startRecorder({ stack, preview: true });
  const construct = await program(settings, around);
  declared(construct);
  await recorded.settled();
  return inventoryOf(recorded.all);
}

/** What constructs the stack's resources; loads only the platform that it runs on. */
async function program(settings: Settings, around: Surroundings): Promise<() => void> {
  const { prefix } = settings;
  // Whether Grafana's image can be had shows when the stack is built.
  const withGrafana = settings.grafana.enabled !== "never";
  switch (settings.platform) {
    case "docker": {
      const { DockerPlatform } = await import("../../components/docker/platform.ts");
      return () => new DockerPlatform(prefix, { settings, withGrafana });
    }
    case "aws": {
      const { AwsPlatform } = await import("../../components/aws/platform.ts");
      const { awsProvider } = await import("../../components/aws/provider.ts");
      const image = { id: later, architecture: settings.aws.architecture, rootDevice: "/dev/xvda" };
      const place = placeOf(settings.aws, around);
      return () => {
        const provider = awsProvider(prefix, settings.aws);
        new AwsPlatform(prefix, { settings, place, image }, { providers: { aws: provider } });
      };
    }
  }
}

function inventoryOf(all: readonly Registration[]): Inventory {
  const keys = new Map(all.map((each) => [each.urn, partKey(each)]));
  const made = all.filter(({ type }) => !/^(?:cortex|pulumi):/.test(type));
  const given = new Map(made.map((each) => [partKey(each), marked(each.inputs)]));
  const parts = made.map(({ type, name, propertyDependencies }): Part => {
    const references = Object.entries(propertyDependencies).flatMap(([property, urns]): [string, string][] => {
      const [urn] = urns;
      const key = urn === undefined || urns.length > 1 ? undefined : keys.get(urn);
      return key === undefined ? [] : [[property, key]];
    });
    const inputs = given.get(partKey({ type, name })) ?? {};
    return { type, name, inputs: record(inTheClear(inputs)), references: Object.fromEntries(references) };
  });
  const replaceOnChanges = new Map(made.map((each) => [partKey(each), each.replaceOnChanges]));
  return { registrations: all, parts, given, replaceOnChanges, defaultTags: defaultTagsOf(all) };
}

/** With what is known when the stack is built marked so. */
function marked(inputs: Record<string, Plain>): Record<string, Plain> {
  const mark = (value: Plain): Plain => {
    if (typeof value === "string") return value.includes(later) ? unknown : value;
    if (isSecret(value)) return { secret: mark(value.secret) };
    if (Array.isArray(value)) return value.map(mark);
    return typeof value === "object" && value !== null ? marked(value) : value;
  };
  return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, mark(value)]));
}

/** Without what is secret or unknown. */
function inTheClear(value: Plain): unknown {
  if (value === unknown || isSecret(value)) return undefined;
  if (Array.isArray(value)) return value.map(inTheClear).filter((one) => one !== undefined);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]) => [name, inTheClear(inner)] as const);
  return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? { ...value } : {};

/** A provider's own settings are texts: maps stand in them as JSON. */
function defaultTagsOf(all: readonly Registration[]): Record<string, Plain> {
  const text = all.find(({ type }) => type === "pulumi:providers:aws")?.inputs["defaultTags"];
  const value: unknown = typeof text === "string" ? JSON.parse(text) : undefined;
  const tags = record(record(value)["tags"]);
  return Object.fromEntries(
    Object.entries(tags).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
