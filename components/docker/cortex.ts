import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../settings.ts";
import {
  cortexPaths,
  cortexPorts,
  nodeTarget,
  nodeYaml,
  tableManagerTarget,
  tableManagerYaml,
  type CortexInputs,
} from "../cortex/cortex-yaml.ts";
import type { Address, Cluster, DataStore, ServiceDiscovery } from "../platform.ts";
import { image, part, volume, type TierArgs } from "./part.ts";

export interface CortexArgs extends TierArgs {
  cluster: Settings["cluster"];
  storage: Settings["storage"];
  ingestion: Settings["limits"];
  dataStore: DataStore;
  discovery: ServiceDiscovery;
  /** Rule files by tenant, for Cortex's own ruler. */
  rules: Record<string, string>;
  image: Settings["images"]["cortex"];
  limits: Pick<Settings["resources"], "cortex" | "tableManager">;
}

/** The cluster: one table manager and N nodes that each run everything else, each with its WAL on a volume. */
export class Cortex extends pulumi.ComponentResource implements Cluster {
  readonly address: Address = { host: "cortex", port: cortexPorts.http };
  readonly nodes: Address[];
  readonly tableManager: Address = { host: "table-manager", port: cortexPorts.http };
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: CortexArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cortex:docker:Cortex", name, {}, opts);
    const cortexImage = image(`${name}-cortex`, args.image, { parent: this });
    const { addresses, keyspace, replicationFactor } = args.dataStore;
    const inputs: CortexInputs = {
      storage: args.storage,
      limits: args.ingestion,
      replicationFactor: args.cluster.replicationFactor,
      consul: args.discovery.address,
      cassandra: { addresses, keyspace, replicationFactor },
    };
    const process = { network: args.network, tier: "cluster", image: cortexImage } as const;
    const healthy = {
      command: `wget -qO /dev/null http://127.0.0.1:${cortexPorts.http}/ready`,
      timeoutSeconds: 180,
    };
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
      { parent: this, dependsOn: args.dataStore.ready },
    );
    const hosts = Array.from({ length: args.cluster.nodes }, (_, i) => `cortex-${i + 1}`);
    const files = [
      { path: cortexPaths.config, content: nodeYaml(inputs) },
      ...Object.entries(args.rules).map(([tenant, content]) => ({
        path: `${cortexPaths.rules}/${tenant}/platform.yaml`,
        content,
      })),
    ];
    const ready: pulumi.Resource[] = [];
    for (const host of hosts) {
      const node = part(
        name,
        host,
        {
          ...process,
          role: "node",
          limits: args.limits.cortex,
          aliases: [this.address.host],
          command: [`-config.file=${cortexPaths.config}`, `-target=${nodeTarget}`],
          files,
          volumes: { [cortexPaths.data]: volume(`${name}-${host}-data`, { parent: this }) },
          healthy,
          graceSeconds: 60,
        },
        // Each after the one before is ready: a change rolls through the nodes one at a time.
        { parent: this, dependsOn: [...args.dataStore.ready, ...args.discovery.ready, ...ready.slice(-1)] },
      );
      ready.push(node);
    }
    this.nodes = hosts.map((host) => ({ host, port: cortexPorts.http }));
    this.ready = ready;
    this.registerOutputs({ address: this.address, nodes: this.nodes });
  }
}
