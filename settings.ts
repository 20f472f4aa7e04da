import type { AwsSettings } from "./settings/aws.ts";
import type { TerraformSettings } from "./settings/terraform.ts";
import { combinations } from "./settings/combinations.ts";
import { complete } from "./settings/complete.ts";
import { without, type Path } from "./settings/path.ts";
import { inOrder, problemsOf, SettingsError } from "./settings/problems.ts";
import { read } from "./settings/read.ts";
import { schema, type Given } from "./settings/schema.ts";

export type { AwsSettings } from "./settings/aws.ts";
export { SettingsError } from "./settings/problems.ts";

/** The parts that run from an image of their own; the keys of `images`. */
export type ImageName =
  "cassandra" | "seaweedfs" | "consul" | "cortex" | "nginx" | "nginxExporter" | "prometheus" | "cadvisor" | "grafana";

/** The kinds of container; the keys of `resources`. */
export type ContainerKind = Exclude<ImageName, "cortex"> | "cortex" | "tableManager";

/** An image as the stack pulls it: `name:tag` or, pinned, `name:tag@digest`. */
export interface ImageSetting {
  /** Repository, with its registry where that is not Docker Hub; no tag. */
  name: string;
  /** One version; `latest` is refused. */
  tag: string;
  /** `sha256:` and 64 hexadecimal digits. Default: none, and the registry decides what the tag means. */
  digest?: string;
}

/** What one container may use. */
export interface ResourceLimits {
  /** Hard memory limit, MiB, from what the part needs to start up to 1048576; cassandra: `cassandra.heapMiB` + 256. */
  memoryMiB: number;
  /** CPU limit in cores, 0.01 to 64 (0.5 is half a core); without it a container takes what is free. */
  cpus?: number;
}

/** One tenant of Cortex and the login that the gateway maps to it. */
export interface TenantSetting {
  /**
   * Basic-auth user name: letters, digits and `! - _ . * ' ( ) @ +`, at most 150 characters, no two alike apart from
   * case (NGINX's map takes no notice of it). Default: the tenant's name.
   */
  username: string;
}

/** The Cortex nodes. */
interface ClusterSettings {
  /**
   * Number of nodes, 1 to 50. Default: 3, the least that keeps a quorum of 3 replicas when one is lost. On Docker one fewer
   * at a time, and none with a `replicationFactor` of 1: a node that goes there takes what it has not flushed with it.
   */
  nodes: number;
  /**
   * Ingesters that hold each series, 1 to `nodes`; odd is better: with 2, each of both must be there for a write. Default: 3
   * (Cortex's own), or `nodes` if that is less.
   */
  replicationFactor: number;
}

/** The Cassandra nodes. */
interface CassandraSettings {
  /** Number of nodes, 1 to 9. Default: 1. A stack that is built cannot have fewer: none is decommissioned. */
  nodes: number;
  /** Java heap of each node, MiB, 256 to 16384. Default: 512, with which the whole local stack was measured. */
  heapMiB: number;
  /** Copies of each row, 1 to `nodes`. Default: 3, or `nodes` if that is less. */
  replicationFactor: number;
}

/** The Consul servers. */
interface ConsulSettings {
  /**
   * Number of servers: 1, 3, 5 or 7 (odd, so that each pair of servers bears one loss). Default: 3. On Docker a stack that is
   * built cannot have fewer: servers that go still count for the quorum.
   */
  servers: number;
}

/** The two Prometheus. */
interface PrometheusSettings {
  /** Time between two scrapes, seconds, 1 to 120 (a sample counts for 5 minutes). Default: 15. */
  scrapeIntervalSeconds: number;
  /** How long each Prometheus keeps its own copy, hours, 1 to 8760. Default: 24; Cortex keeps the rest. */
  retentionHours: number;
  /** Tenant that they write to. Default: `operations` if there is such a tenant, else the first of `tenants`. */
  tenant: string;
}

/** How Cortex keeps its data. */
interface StorageSettings {
  /**
   * How long samples are kept, hours: 0 for ever, else under `chunks` a multiple of `tablePeriodHours` (Cortex 1.13.2,
   * pkg/chunk/table_manager.go; queries reach back and late samples are taken 3 hours less), at most 87600. Default: 672
   * (4 weeks), rounded up to such a multiple.
   */
  retentionHours: number;
  /** `chunks`: time that one table spans, hours; a multiple of 24 (Cortex 1.13.2, pkg/chunk/schema_config.go), to 8760. Default: 168. */
  tablePeriodHours: number;
  /**
   * `chunks`: first day (UTC) of the schema, YYYY-MM-DD, not after today. Default: 2026-01-01. No table is made for samples before it.
   * Once data is written the day must stay: what was written before a later day can no longer be read.
   */
  schemaFrom: string;
}

/** What one tenant may do. Cortex's own defaults: pkg/util/validation/limits.go at 1.13.2. */
interface LimitSettings {
  /**
   * Samples a second that each Cortex node takes (Cortex: `ingestion_rate_strategy: local`), 1 to 100000000. Default: 100000
   * (Cortex: 25000).
   */
  ingestionRate: number;
  /**
   * Samples at once, `ingestionRate` and at least 2000 (a batch of remote write) to 200000000. Default: 2 * `ingestionRate`
   * (Cortex: 2 * its rate as well), 2000 at least.
   */
  ingestionBurstSize: number;
  /** Labels of a series, 1 to 1000. Default: 40 (Cortex: 30, which container labels can pass). */
  maxLabelNamesPerSeries: number;
  /**
   * Active series in the whole cluster, before replication: Cortex's `max_global_series_per_user`, not the limit of one
   * ingester. 0 to 1000000000; 0 is no limit. Default: 0 (Cortex's own).
   */
  maxSeriesPerUser: number;
  /**
   * How much older than a series' newest sample one may be and still be taken, minutes, 0 to 1440; blocks only.
   * Default: 10 (Cortex: 0, pkg/util/validation/limits.go at 1.21.1).
   */
  outOfOrderMinutes: number;
  /**
   * Longest time range of a query, hours, 1 to `storage.retentionHours` (87600 if that is 0).
   * Default: 744 (31 days), or `storage.retentionHours` if that is less and not 0.
   */
  maxQueryLengthHours: number;
}

/** The network that the containers share. */
interface NetworkSettings {
  /**
   * Name or id of a Docker network that stands already and is used, one of somebody's own (not `bridge`, `host` or `none`) and not
   * internal. No other container on it may have a name of this stack's parts, so one stack a network. Default: none, one is made.
   */
  existing?: string;
}

/** TCP ports on 127.0.0.1, 1 to 65535, each used once. */
interface PortSettings {
  /** Default: 8080. */
  gateway: number;
  /** Default: 3000, Grafana's own. */
  grafana: number;
  /** The first and the second Prometheus. Default: [9090, 9091]; 9090 is Prometheus' own. */
  prometheus: [number, number];
}

/** The dashboards. */
interface GrafanaSettings {
  /** Whether Grafana is built; `auto`: if the stack has it already, or its image can be had. Default: auto. */
  enabled: "auto" | "always" | "never";
  /** Tenant whose data it shows. Default: `prometheus.tenant`. */
  tenant: string;
}

/** Cortex's word for how it stores. */
export type Engine = "chunks" | "blocks";

/** The stack's whole configuration (namespace `cortex`), validated, every default filled in. */
export interface Settings {
  /** Where the platform is built; of a stack that is built it stays. Default: docker. */
  platform: "docker" | "aws";
  /**
   * Cortex's storage engine: `chunks` (Cortex 1.13.2) keeps index and data in Cassandra, on AWS in DynamoDB and S3;
   * `blocks` (Cortex 1.21.1) keeps all in an S3 bucket. Default: chunks on Docker, blocks on AWS.
   */
  engine: Engine;
  /**
   * The engine that an existing stack may switch to, though what the other one stored is then lost. Default: none, and a
   * switch is refused.
   */
  confirmEngineSwitch?: Engine;
  /**
   * First part of every name on the engine, so that two stacks can live on one: lower-case letters, digits and hyphens,
   * a letter first, no hyphen last, at most 20 characters; on AWS not begun with what AWS keeps for itself (aws, ssm, sg-,
   * internal-). Of a stack that is built it stays. Default: cortex.
   */
  prefix: string;
  cluster: ClusterSettings;
  cassandra: CassandraSettings;
  consul: ConsulSettings;
  prometheus: PrometheusSettings;
  storage: StorageSettings;
  limits: LimitSettings;
  network: NetworkSettings;
  ports: PortSettings;
  /**
   * Tenant name to its login; at least one. A name: letters, digits and `! - _ . * ' ( )`, at most 150 characters,
   * neither `.` nor `..` (Cortex's guide "Limitations", 1.13). Default: operations and demo. Pulumi hands the names of a
   * stack's file over sorted, not in the file's order.
   */
  tenants: Record<string, TenantSetting>;
  grafana: GrafanaSettings;
  /** What only AWS reads: settings/aws.ts. */
  aws: AwsSettings;
  /** Terraform states that are read or taken over: settings/terraform.ts. */
  terraform: TerraformSettings;
  /** Image of each part; Cortex' follows from `engine`. Defaults: components/cortex/releases.ts, without digest. */
  images: Record<ImageName, ImageSetting>;
  /**
   * What each container of a kind may use. Default memory, MiB: cassandra 2 * `cassandra.heapMiB` + 512, cortex 1024,
   * seaweedfs, prometheus and grafana 512, consul, tableManager and cadvisor 256, nginx 128, nginxExporter 64. No CPU limit.
   */
  resources: Record<ContainerKind, ResourceLimits>;
}

/**
 * The settings of a stack, from all of its configuration.
 *
 * @param values What `pulumi.runtime.allConfig()` gives: full key (`cortex:cluster`) to text, maps and lists as JSON.
 *   Keys of other namespaces are not looked at.
 * @param now The present: the schema may not begin after it.
 * @throws {SettingsError} If anything is wrong; it names everything that is.
 */
export function parseSettings(values: Record<string, string>, now = new Date()): Settings {
  const raw = read(values);
  const problems = problemsOf(schema.safeParse(raw).error?.issues ?? [], raw);
  const { given, wrong } = rightPart(raw);
  const settings = complete(given);
  problems.push(...combinations(settings, raw, wrong, now.toISOString().slice(0, 10)));
  if (problems.length > 0) throw new SettingsError(inOrder(problems, raw));
  return settings;
}

/** What is left without the wrong values, so that one message can name wrong combinations as well. */
function rightPart(raw: unknown): { given: Given; wrong: Path[] } {
  const wrong: Path[] = [];
  let right = raw;
  // A map can become too small when a wrong key is taken out; that shows in the next round, and once more at most.
  for (let round = 0; round < 4; round++) {
    const parsed = schema.safeParse(right);
    if (parsed.success) return { given: parsed.data, wrong };
    const paths = problemsOf(parsed.error.issues, right).map(({ path }) => path);
    wrong.push(...paths);
    right = paths.reduce<unknown>(without, right) ?? {};
  }
  return { given: schema.parse({}), wrong: [[]] };
}
