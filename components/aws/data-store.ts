import * as pulumi from "@pulumi/pulumi";
import type { AwsSettings } from "../../settings/aws.ts";
import type { BlocksStore, DynamoDbStore, S3Api } from "../platform.ts";
import { chunkDays } from "./bucket-lifecycle.ts";
import type { AwsTierArgs, Permissions } from "./contracts.ts";
import { madeBuckets } from "./data-buckets.ts";
import { IndexTables, indexTableNames } from "./index-tables.ts";
import type { BucketKind } from "./names.ts";
import { s3Api } from "./s3-api.ts";
import { SecureBucket } from "./secure-bucket.ts";

export interface DataStoreArgs extends AwsTierArgs {
  permissions: Permissions;
}

/** `engine: blocks`: a bucket each for blocks, rules and Alertmanager's state; those that stand already are only named. */
export class BlocksBuckets extends pulumi.ComponentResource implements BlocksStore {
  readonly kind = "blocks";
  readonly s3: S3Api;
  readonly buckets: BlocksStore["buckets"];
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: DataStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cortex:aws:BlocksBuckets", name, {}, opts);
    const made = madeBuckets(args.settings).map((kind) => dataBucket(`${name}-${kind}`, kind, args, this));
    this.s3 = s3Api(args.settings.aws, args.place);
    this.buckets = {
      blocks: args.names.bucket("blocks"),
      ruler: args.names.bucket("ruler"),
      alertmanager: args.names.bucket("alertmanager"),
    };
    this.ready = made.flatMap(({ ready }) => ready);
    this.registerOutputs({ buckets: this.buckets });
  }
}

/** `engine: chunks`: chunks in a bucket, their index in DynamoDB. */
export class ChunkStore extends pulumi.ComponentResource implements DynamoDbStore {
  readonly kind = "dynamodb";
  readonly region: string;
  readonly endpoint?: string;
  readonly tablePrefix: string;
  readonly cortexMakesTables: boolean;
  readonly s3: S3Api;
  readonly bucket: string;
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: DataStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cortex:aws:ChunkStore", name, {}, opts);
    const { settings, place, names, permissions } = args;
    const { dynamodb, deletionProtection, instanceEndpoint } = settings.aws;
    const expireDays = chunkDays(settings.storage);
    const made = madeBuckets(settings).map((kind) => dataBucket(`${name}-${kind}`, kind, args, this, expireDays));
    this.region = place.region;
    if (instanceEndpoint !== undefined) this.endpoint = new URL(instanceEndpoint).host;
    this.tablePrefix = names.tablePrefix;
    this.cortexMakesTables = dynamodb.tables === "cortex";
    this.s3 = s3Api(settings.aws, place);
    this.bucket = names.bucket("chunks");
    this.ready = made.flatMap(({ ready }) => ready);
    if (!this.cortexMakesTables) {
      const tables = new IndexTables(
        `${name}-index`,
        {
          tableNames: indexTableNames({ ...settings.storage, ...dynamodb, tablePrefix: names.tablePrefix }),
          keyArn: permissions.keyArn,
          deletionProtection,
        },
        { parent: this },
      );
      this.ready = [...this.ready, ...tables.ready];
    }
    this.registerOutputs({ bucket: this.bucket, tablePrefix: this.tablePrefix });
  }
}

/** The store of the stack's engine. */
export function dataStore(
  name: string,
  args: DataStoreArgs,
  opts?: pulumi.ComponentResourceOptions,
): BlocksBuckets | ChunkStore {
  return args.settings.engine === "blocks" ? new BlocksBuckets(name, args, opts) : new ChunkStore(name, args, opts);
}

function dataBucket(
  name: string,
  kind: BucketKind,
  { settings, names, permissions }: DataStoreArgs,
  parent: pulumi.Resource,
  expireDays?: number,
): SecureBucket {
  const { s3, deletionProtection }: AwsSettings = settings.aws;
  return new SecureBucket(
    name,
    {
      bucketName: names.bucket(kind),
      bucketArn: names.bucketArn(kind),
      ...(s3.encryption === "kms" ? { keyArn: permissions.keyArn } : {}),
      lifecycle: { noncurrentDays: s3.noncurrentDays, ...(expireDays === undefined ? {} : { expireDays }) },
      requestMetrics: true,
      deletionProtection,
    },
    { parent },
  );
}
