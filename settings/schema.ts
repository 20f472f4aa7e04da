// What the stack's file may hold: every setting optional, with the defaults that stand by themselves. Defaults that
// follow from another setting are in complete.ts, what two settings must fulfil together is in combinations.ts.
import { z } from "zod";
import { cortexImages, images } from "../components/cortex/releases.ts";
import { awsSchema } from "./aws.ts";
import { terraformSchema } from "./terraform.ts";
import { multiple, oneOf, section, text, whole } from "./rules.ts";

/** One TiB: more than any engine of one host gives to a container. */
const mostMemoryMiB = 1024 * 1024;
/** Ten years. */
const mostHours = 87_600;

const port = whole(1, 65_535);

// Tenant ids: Cortex's "Limitations" guide and pkg/tenant/tenant.go at 1.13.2. `__proto__` would not survive as a key.
const tenantId = text(
  /^(?!(?:\.{1,2}|__proto__)$)[A-Za-z0-9!_.*'()-]+$/,
  "a tenant name: letters, digits and ! - _ . * ' ( ), at most 150 characters, neither . nor ..",
  150,
);

// A login may hold what a tenant may, and @ and +. No colon: basic authentication ends the user name there (RFC 7617).
const username = text(
  /^[A-Za-z0-9!_.*'()@+-]+$/,
  "a user name without a colon: letters, digits and ! - _ . * ' ( ) @ +, at most 150 characters",
  150,
);

// Name, tag and digest of an image: OCI Distribution Specification 1.1 ("Pulling manifests"), with the registry's host
// and port before the name as Docker writes it.
const imageName = text(
  /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::[0-9]+)?\/)?[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/,
  "an image name without its tag, as in nginx or registry.example.org:5000/team/nginx",
  255,
);
const imageTag = text(
  /^(?!latest$)[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/,
  "a tag that names one version: letters, digits, . _ -, at most 128 characters, not latest",
  128,
);
const digest = text(/^sha256:[0-9a-f]{64}$/, "sha256: and 64 hexadecimal digits in lower case", 71)
  .optional()
  .describe("Digest of the image (sha256:...); with it the tag is for people only. Default: none.");
const aboutName = "Image name, with its registry where that is not Docker Hub, without the tag.";
const aboutTag = "Image tag; one version, so not `latest`.";

const image = (part: keyof typeof images) =>
  section({
    name: imageName.default(images[part].name).describe(aboutName),
    tag: imageTag.default(images[part].tag).describe(aboutTag),
    digest,
  }).prefault({});

/** Cortex' image, which follows from the engine. */
const cortexImage = section({
  name: imageName.optional().describe(`${aboutName} Default: ${cortexImages.chunks.name}.`),
  tag: imageTag
    .optional()
    .describe(`${aboutTag} Default: ${cortexImages.chunks.tag} for chunks, ${cortexImages.blocks.tag} for blocks.`),
  digest,
}).prefault({});

const cores = "a number of cores from 0.01 to 64";
// Docker takes hundredths of a core and no less.
const cpus = z
  .number({ error: cores })
  .min(0.01, { error: cores })
  .max(64, { error: cores })
  .optional()
  .describe("CPU limit, cores (0.5 is half a core). Default: no limit.");

/** Limits of a container that needs at least `least` MiB (about twice what was seen at rest). */
const container = (least: number, usual: number) =>
  section({
    memoryMiB: whole(least, mostMemoryMiB, "MiB").default(usual).describe("Hard memory limit, MiB."),
    cpus,
  }).prefault({});

/** The first day of the schema: text of a calendar date. */
const date = "a date written YYYY-MM-DD";

/** A batch of remote write must fit into a burst, or it is refused for ever: Prometheus sends 500 samples at once, newer ones 2000. */
export const leastBurst = 2_000;

/** Every setting by its key, without the namespace. */
export const schema = z.strictObject({
  platform: oneOf(["docker", "aws"]).default("docker").describe("Where the platform is built."),
  engine: oneOf(["chunks", "blocks"])
    .optional()
    .describe(
      "Cortex's storage engine: chunks keeps index and data in Cassandra, on AWS in DynamoDB and S3; " +
        "blocks keeps all in an S3 bucket. Default: chunks on Docker, blocks on AWS.",
    ),
  confirmEngineSwitch: oneOf(["chunks", "blocks"])
    .optional()
    .describe(
      "The engine that an existing stack may switch to, though what the other one stored is then lost. " +
        "Default: none, and a switch is refused.",
    ),
  prefix: text(
    /^[a-z](?:[a-z0-9-]*[a-z0-9])?$/,
    "lower-case letters, digits and hyphens, a letter first, no hyphen last, at most 20 characters",
    20,
  )
    .default("cortex")
    .describe("First part of every name on the engine, so that two stacks can live on one."),
  cluster: section({
    nodes: whole(1, 50).default(3).describe("Number of Cortex nodes."),
    replicationFactor: whole(1, 50)
      .optional()
      .describe(
        "Ingesters that hold each series; at most cluster.nodes. Default: 3, or cluster.nodes if that is less.",
      ),
  }).prefault({}),
  cassandra: section({
    nodes: whole(1, 9).default(1).describe("Number of Cassandra nodes."),
    heapMiB: whole(256, 16_384, "MiB").default(512).describe("Java heap of each Cassandra node, MiB."),
    replicationFactor: whole(1, 9)
      .optional()
      .describe("Copies of each row; at most cassandra.nodes. Default: 3, or cassandra.nodes if that is less."),
  }).prefault({}),
  consul: section({
    servers: z
      .literal([1, 3, 5, 7], { error: "one of 1, 3, 5, 7 (an odd number, for a quorum)" })
      .default(3)
      .describe("Number of Consul servers: odd, for a quorum."),
  }).prefault({}),
  prometheus: section({
    scrapeIntervalSeconds: whole(1, 120, "seconds").default(15).describe("Time between two scrapes, seconds."),
    retentionHours: whole(1, 8_760, "hours")
      .default(24)
      .describe("How long each Prometheus keeps its own copy, hours."),
    tenant: tenantId
      .optional()
      .describe("Tenant that Prometheus writes to. Default: operations, or the first of tenants if there is none."),
  }).prefault({}),
  storage: section({
    retentionHours: whole(0, mostHours, "hours")
      .optional()
      .describe(
        "How long Cortex keeps samples, hours: 0 for ever, else a multiple of storage.tablePeriodHours. " +
          "Default: 672 (4 weeks), rounded up to such a multiple.",
      ),
    tablePeriodHours: multiple(24, 24, 8_760, "hours")
      .default(168)
      .describe("Time that one table spans, hours; a multiple of 24."),
    schemaFrom: z.iso
      .date({ error: date })
      .default("2026-01-01")
      .describe(
        "First day (UTC) of the schema, YYYY-MM-DD, not after today. No table is made for samples before it. Keep it once data is written.",
      ),
  }).prefault({}),
  limits: section({
    ingestionRate: whole(1, 100_000_000, "samples a second")
      .default(100_000)
      .describe("Samples a second that a tenant may write to each Cortex node."),
    ingestionBurstSize: whole(leastBurst, 200_000_000, "samples")
      .optional()
      .describe(
        "Samples that a tenant may write to a node at once; at least limits.ingestionRate. Default: 2 * limits.ingestionRate, 2000 at least.",
      ),
    maxLabelNamesPerSeries: whole(1, 1_000).default(40).describe("Labels that a series may have."),
    maxSeriesPerUser: whole(0, 1_000_000_000)
      .default(0)
      .describe("Active series that a tenant may have in the whole cluster, before replication; 0 is no limit."),
    outOfOrderMinutes: whole(0, 1_440, "minutes")
      .default(10)
      .describe("How much older than a series' newest sample one may be and still be taken, minutes; blocks only."),
    maxQueryLengthHours: whole(1, mostHours, "hours")
      .optional()
      .describe(
        "Longest time range of a query, hours; at most storage.retentionHours. " +
          "Default: 744 (31 days), or storage.retentionHours if that is less.",
      ),
  }).prefault({}),
  network: section({
    existing: text(/^[A-Za-z0-9][\w.-]*$/, "the name or id of a Docker network", 255)
      .optional()
      .describe(
        "Docker network to use instead of one of the stack's own, by name or id. Default: none, and one is made.",
      ),
  }).prefault({}),
  ports: section({
    gateway: port.default(8080).describe("Port of the gateway on 127.0.0.1."),
    grafana: port.default(3000).describe("Port of Grafana on 127.0.0.1."),
    prometheus: z
      .tuple([port, port], { error: "two ports, as in [9090, 9091]" })
      .default([9090, 9091])
      .describe("Ports of the two Prometheus on 127.0.0.1."),
  }).prefault({}),
  tenants: z
    .record(
      tenantId,
      section({
        username: username
          .optional()
          .describe("Basic-auth user name of the tenant's login. Default: the tenant's name."),
      }),
      { error: "a map from tenant name to {username}" },
    )
    .refine((tenants) => Object.keys(tenants).length > 0, { error: "a map with at least one tenant" })
    .meta({ minProperties: 1 })
    .default({ operations: {}, demo: {} })
    .describe("The tenants of Cortex, each with a login; the passwords are generated."),
  grafana: section({
    enabled: oneOf(["auto", "always", "never"])
      .default("auto")
      .describe("Whether Grafana is built; auto: if the stack has it already, or its image can be had."),
    tenant: tenantId.optional().describe("Tenant whose data Grafana shows. Default: prometheus.tenant."),
  }).prefault({}),
  aws: awsSchema.describe("What only AWS reads."),
  terraform: terraformSchema.describe("Terraform states that this stack reads or takes over."),
  images: section({
    cassandra: image("cassandra"),
    seaweedfs: image("seaweedfs"),
    consul: image("consul"),
    cortex: cortexImage,
    nginx: image("nginx"),
    nginxExporter: image("nginxExporter"),
    prometheus: image("prometheus"),
    cadvisor: image("cadvisor"),
    grafana: image("grafana"),
  })
    .prefault({})
    .describe("The image of each part."),
  resources: section({
    cassandra: section({
      memoryMiB: whole(512, mostMemoryMiB, "MiB")
        .optional()
        .describe("Hard memory limit, MiB; at least cassandra.heapMiB + 256. Default: 2 * cassandra.heapMiB + 512."),
      cpus,
    }).prefault({}),
    seaweedfs: container(128, 512),
    consul: container(64, 256),
    cortex: container(128, 1024),
    tableManager: container(64, 256),
    nginx: container(16, 128),
    nginxExporter: container(16, 64),
    prometheus: container(64, 512),
    cadvisor: container(64, 256),
    grafana: container(128, 512),
  })
    .prefault({})
    .describe("What each container of a kind may use."),
});

/** The settings as far as the schema alone fills them in. */
export type Given = z.output<typeof schema>;
