import type * as pulumi from "@pulumi/pulumi";

/** Where a part listens, as the other parts of the platform reach it. */
export interface Address {
  host: string;
  /** TCP port. */
  port: number;
}

/** Where a gateway listens. */
export interface GatewayAddress extends Address {
  /** Default: false, HTTP. */
  https?: boolean;
}

/** A tier that others wait for: what must exist, healthy, before they start. */
export interface Waitable {
  readonly ready: pulumi.Resource[];
}

/** The ring's and the HA tracker's key-value store. */
export interface ServiceDiscovery extends Waitable {
  /** One address that reaches any live Consul server. */
  readonly address: Address;
  /** Every server, to be scraped one by one. */
  readonly servers: Address[];
}

/** Where Cortex keeps its data: what `storage` or `blocks_storage` of cortex.yaml needs to know. */
export type DataStore = CassandraStore | DynamoDbStore | BlocksStore;

/** `engine: chunks` on Docker: index and chunks in Cassandra. */
export interface CassandraStore extends Waitable {
  readonly kind: "cassandra";
  readonly addresses: Address[];
  readonly keyspace: string;
  readonly replicationFactor: number;
}

/** An S3 API and how it is spoken to. */
export interface S3Api {
  /** `host` or `host:port`, without scheme. */
  readonly endpoint: string;
  readonly region: string;
  /** Whether it speaks HTTP, not HTTPS. */
  readonly insecure: boolean;
  /** Bucket in the path instead of the host name: everywhere but at Amazon's own. */
  readonly pathStyle: boolean;
  /**
   * Whether keys come from the environment of Cortex (`S3_ACCESS_KEY`, `S3_SECRET_KEY`, expanded in cortex.yaml); otherwise from AWS' own chain, as an
   * instance role.
   */
  readonly keysFromEnvironment: boolean;
}

/** `engine: blocks`: blocks, rules and Alertmanager's state each in a bucket. */
export interface BlocksStore extends Waitable {
  readonly kind: "blocks";
  readonly s3: S3Api;
  /** Names. */
  readonly buckets: { readonly blocks: string; readonly ruler: string; readonly alertmanager: string };
}

/** `engine: chunks` on AWS: index in DynamoDB, chunks in a bucket. */
export interface DynamoDbStore extends Waitable {
  readonly kind: "dynamodb";
  readonly region: string;
  /** `host` or `host:port` of an emulator. Default: AWS itself. */
  readonly endpoint?: string;
  /** First part of the index tables' names. */
  readonly tablePrefix: string;
  /** Whether Cortex' table manager makes and deletes the tables; otherwise they are there already. */
  readonly cortexMakesTables: boolean;
  readonly s3: S3Api;
  readonly bucket: string;
}

/** The Cortex nodes. */
export interface Cluster extends Waitable {
  /** One name that resolves to every running node: what the gateway balances over. */
  readonly address: Address;
  /** Every Cortex process (node or table manager), to be scraped one by one. */
  readonly nodes: Address[];
}

/** One login of the gateway. */
export interface Login {
  username: string;
  /** Generated; a Pulumi secret wherever it stands in an output. */
  password: string;
}

/** The one way in: authentication, tenants, load balancing. */
export interface Gateway extends Waitable {
  /** As the other tiers reach it. */
  readonly address: Address;
  /** As a person or a remote Prometheus reaches it. */
  readonly url: pulumi.Output<string>;
  /** Tenant to login; secret. */
  readonly logins: pulumi.Output<Record<string, Login>>;
}

/** What a built platform gives to the person who built it: the stack's outputs. */
export interface PlatformOutputs {
  /** Remote write, queries and rules go here. */
  gatewayUrl: pulumi.Output<string>;
  /** Tenant to login of the gateway; secret. */
  logins: pulumi.Output<Record<string, Login>>;
  /** One a replica; absent where no address of theirs is known beforehand (AWS). */
  prometheusUrls?: pulumi.Output<string[]>;
  /** Absent where the stack has no query tier. */
  grafanaUrl?: pulumi.Output<string>;
  /** Grafana's administrator; secret; absent where the stack has no query tier. */
  grafanaLogin?: pulumi.Output<Login>;
}
