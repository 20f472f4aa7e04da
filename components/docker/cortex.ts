import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../settings.ts";
import {
  cortexPaths,
  cortexPorts,
  tableManagerTarget,
  tableManagerYaml,
  type CortexInputs,
} from "../cortex/cortex-yaml.ts";
import type { Address, Cluster, DataStore, ServiceDiscovery } from "../platform.ts";
import { cortexNode, type TenantRules } from "./cortex-node.ts";
import { image, part, volume, type TierArgs } from "./part.ts";
import { rulerRules } from "./ruler-rules.ts";
import type { S3Keys } from "./seaweedfs.ts";

export interface CortexArgs extends TierArgs {
  cluster: Settings["cluster"];
  storage: Settings["storage"];
  ingestion: Settings["limits"];
  scrapeIntervalSeconds: number;
  dataStore: DataStore;
  /** Keys of the data store's S3 API. Default: it asks for none. */
  s3Keys?: S3Keys;
  discovery: ServiceDiscovery;
  /** Recording rules by tenant, for Cortex's own ruler. */
  rules: TenantRules;
  tenants: Settings["tenants"];
  images: Pick<Settings["images"], "cortex" | "nginx">;
  limits: Pick<Settings["resources"], "cortex" | "tableManager" | "nginx">;
}

/** The cluster: N nodes that each run everything, with what they hold on a volume, and what there must be one of. */
export class Cortex extends pulumi.ComponentResource implements Cluster {
  readonly address: Address = { host: "cortex", port: cortexPorts.http };
  readonly nodes: Address[];
  /** `chunks`. */
  readonly tableManager?: Address;
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: CortexArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cortex:docker:Cortex", name, {}, opts);
    const { dataStore } = args;
    const cortexImage = image(`${name}-cortex`, args.images.cortex, { parent: this });
    const inputs: CortexInputs = {
      storage: args.storage,
      limits: args.ingestion,
      scrapeIntervalSeconds: args.scrapeIntervalSeconds,
      replicationFactor: args.cluster.replicationFactor,
      consul: args.discovery.address,
      store: dataStore,
      flushOnShutdown: false, // a node comes back to its volume
      settleSeconds: 0, // nodes start one after the other
      blockSyncSeconds: 15, // requests to a store of one's own cost nothing: what is new is seen at once
    };
    const process = { network: args.network, tier: "cluster", image: cortexImage } as const;
    const healthy = {
      command: `wget -qO /dev/null http://127.0.0.1:${cortexPorts.http}/ready`,
      timeoutSeconds: 180,
    };
    if (dataStore.kind === "cassandra") {
      this.tableManager = { host: "table-manager", port: cortexPorts.http };
      part(
        name,
        this.tableManager.host,
        {
          ...process,
          role: "table-manager",
          limits: args.limits.tableManager,
          command: [`-config.file=${cortexPaths.config}`, `-target=${tableManagerTarget}`],
          files: [{ path: cortexPaths.config, content: tableManagerYaml(inputs) }],
          healthy,
        },
        { parent: this, dependsOn: dataStore.ready },
      );
    }
    const hosts = Array.from({ length: args.cluster.nodes }, (_, i) => `cortex-${i + 1}`);
    const node = cortexNode({ ...inputs, rules: args.rules, ...(args.s3Keys ? { s3Keys: args.s3Keys } : {}) });
    const ready: pulumi.Resource[] = [];
    for (const host of hosts) {
      const container = part(
        name,
        host,
        {
          ...process,
          ...node,
          role: "node",
          limits: args.limits.cortex,
          aliases: [this.address.host],
          volumes: { [cortexPaths.data]: volume(`${name}-${host}-${dataOf(dataStore)}`, { parent: this }) },
          healthy,
          graceSeconds: 60,
        },
        // Each after the one before is ready: a change rolls through the nodes one at a time.
        { parent: this, dependsOn: [...dataStore.ready, ...args.discovery.ready, ...ready.slice(-1)] },
      );
      ready.push(container);
    }
    if (dataStore.kind === "blocks") {
      part(
        name,
        "cortex-rules",
        {
          network: args.network,
          tier: "cluster",
          role: "rules",
          image: image(`${name}-cortex-rules`, args.images.nginx, { parent: this }),
          limits: args.limits.nginx,
          ...rulerRules(this.address, args.rules, Object.keys(args.tenants)),
        },
        // Beside the nodes, not after them: it waits for the first by itself.
        { parent: this, dependsOn: dataStore.ready },
      );
    }
    this.nodes = hosts.map((host) => ({ host, port: cortexPorts.http }));
    this.ready = ready;
    // The next update must know on how many nodes the samples are that this one's nodes take: shrink.ts.
    this.registerOutputs({
      address: this.address,
      nodes: this.nodes,
      replicationFactor: args.cluster.replicationFactor,
    });
  }
}

/** A node never finds what another engine left on its volume. */
function dataOf({ kind }: DataStore): string {
  return kind === "blocks" ? "blocks" : "data";
}
