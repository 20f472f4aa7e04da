import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../settings.ts";
import { generatedPassword } from "../logins.ts";
import type { Address, BlocksStore, S3Api } from "../platform.ts";
import { image, part, volume, type TierArgs } from "./part.ts";

export interface SeaweedFsArgs extends TierArgs {
  image: Settings["images"]["seaweedfs"];
  limits: Settings["resources"]["seaweedfs"];
}

/** What Cortex proves to the S3 server who it is with. */
export interface S3Keys {
  /** No secret. */
  accessKey: string;
  secretKey: pulumi.Output<string>;
}

/** SeaweedFS' own: `weed help server`; the metrics' port has no default there. */
const ports = { s3: 8333, filer: 8888, master: 9333, metrics: 9327 } as const;
const host = "seaweedfs";
const paths = {
  identities: "/etc/seaweedfs/identities.json",
  security: "/etc/seaweedfs/security.toml",
  data: "/data",
} as const;
const accessKey = "cortex";

/** The data store of the blocks engine: a local S3 server, its buckets, and the one identity that may use them. */
export class SeaweedFs extends pulumi.ComponentResource implements BlocksStore {
  readonly kind = "blocks";
  readonly s3: S3Api = {
    endpoint: `${host}:${ports.s3}`,
    region: "us-east-1", // any: there is one
    insecure: true,
    pathStyle: true,
    keysFromEnvironment: true,
  };
  readonly buckets = { blocks: "cortex-blocks", ruler: "cortex-ruler", alertmanager: "cortex-alertmanager" };
  readonly keys: S3Keys;
  /** Where its metrics are scraped. */
  readonly metrics: Address = { host, port: ports.metrics };
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: SeaweedFsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cortex:docker:SeaweedFs", name, {}, opts);
    const child = { parent: this };
    const buckets = Object.values(this.buckets);
    this.keys = { accessKey, secretKey: generatedPassword(`${name}-s3-secret-key`, child) };
    const signingKey = generatedPassword(`${name}-s3-signing-key`, child);
    const container = part(
      name,
      host,
      {
        network: args.network,
        tier: "datastore",
        role: "seaweedfs",
        image: image(`${name}-seaweedfs`, args.image, child),
        limits: args.limits,
        entrypoint: ["/bin/sh", "-c", startScript(buckets)],
        files: [
          { path: paths.identities, content: this.keys.secretKey.apply((key) => identities(key, buckets)) },
          { path: paths.security, content: signingKey.apply(security) },
        ],
        volumes: { [paths.data]: volume(`${name}-${host}-data`, child) },
        healthy: {
          command: `{ ${[...buckets.map(bucketStands), isUp].join(" && ")}; }`,
          timeoutSeconds: 120,
        },
        graceSeconds: 30,
      },
      child,
    );
    this.ready = [container];
    this.registerOutputs({ buckets: this.buckets });
  }
}

/** Read and write, in these buckets alone: no other bucket, none made, none deleted. */
function identities(secretKey: string, buckets: string[]): string {
  const actions = buckets.flatMap((bucket) =>
    ["Read", "Write", "List", "Tagging"].map((action) => `${action}:${bucket}`),
  );
  return JSON.stringify(
    { identities: [{ name: "cortex", credentials: [{ accessKey, secretKey }], actions }] },
    null,
    2,
  );
}

/**
 * Who knows this key may change identities; without one everybody may who reaches the S3 gateway's gRPC port, which is
 * open wherever its HTTP port is (4.48, seen: an unknown client made itself an administrator).
 */
function security(signingKey: string): string {
  return `[jwt.filer_signing]\nkey = "${signingKey}"\nexpires_after_seconds = 10\n`;
}

const ask = (url: string): string => `wget -qO /dev/null ${url}`;
const isUp = ask(`http://127.0.0.1:${ports.s3}/healthz`);
const bucketStands = (bucket: string): string => ask(`http://127.0.0.1:${ports.filer}/buckets/${bucket}/`);

/** The official entrypoint, and beside it what makes the buckets as soon as it can (at most 5 minutes). */
function startScript(buckets: string[]): string {
  const make = buckets.map((bucket) => {
    const create = `echo 's3.bucket.create -name ${bucket}' | weed shell -master=127.0.0.1:${ports.master}`;
    return `{ ${bucketStands(bucket)} || { ${create}; ${bucketStands(bucket)}; }; }`;
  });
  const server = [
    "server",
    `-dir=${paths.data}`,
    // Master, volumes and filer are for this container alone, so that nobody comes past the identities of S3.
    "-ip=127.0.0.1",
    "-ip.bind=127.0.0.1",
    "-s3",
    "-s3.ip.bind=0.0.0.0",
    `-s3.port=${ports.s3}`,
    `-s3.config=${paths.identities}`,
    "-s3.iam=false",
    "-s3.autoCreateBucket=false",
    "-s3.allowDeleteBucketNotEmpty=false",
    "-s3.port.iceberg=0",
    "-s3.port.lance=0",
    "-metricsIp=0.0.0.0",
    `-metricsPort=${ports.metrics}`,
    // As many volumes as the disk holds; small ones, since each bucket takes several at once.
    "-volume.max=0",
    "-master.volumeSizeLimitMB=256",
    "-volume.preStopSeconds=1", // nobody else must learn that it goes
    "-master.telemetry=false",
  ];
  return (
    `(for try in $(seq 600); do ${make.join(" && ")} && exit 0; sleep 0.5; done) >/dev/null 2>&1 & ` +
    `exec /entrypoint.sh -logtostderr=true ${server.join(" ")}`
  );
}
