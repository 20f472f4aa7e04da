import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../settings.ts";
import { cqlProbe } from "../cortex/cql-probe.ts";
import type { Address, CassandraStore } from "../platform.ts";
import type { StackResources } from "../stack-resources.ts";
import { readUrn } from "../urn.ts";
import { image, part, volume, type TierArgs } from "./part.ts";

export interface CassandraArgs extends TierArgs {
  cassandra: Settings["cassandra"];
  image: Settings["images"]["cassandra"];
  limits: Settings["resources"]["cassandra"];
}

const type = "cortex:docker:Cassandra";
const cqlPort = 9042;
const keyspace = "cortex";

/** The data store of the chunks engine: Cassandra nodes, and the keyspace that Cortex must find there. */
export class Cassandra extends pulumi.ComponentResource implements CassandraStore {
  readonly kind = "cassandra";
  readonly addresses: Address[];
  readonly keyspace = keyspace;
  readonly replicationFactor: number;
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: CassandraArgs, opts?: pulumi.ComponentResourceOptions) {
    super(type, name, {}, opts);
    const { nodes, heapMiB, replicationFactor } = args.cassandra;
    const cassandraImage = image(`${name}-cassandra`, args.image, { parent: this });
    const hosts = Array.from({ length: nodes }, (_, i) => `cassandra-${i + 1}`);
    const ready: pulumi.Resource[] = [];
    for (const host of hosts) {
      const data = volume(`${name}-${host}-data`, { parent: this });
      const container = part(
        name,
        host,
        {
          network: args.network,
          tier: "datastore",
          role: "cassandra",
          image: cassandraImage,
          limits: args.limits,
          entrypoint: ["bash", "-c", startScript(replicationFactor)],
          environment: {
            CASSANDRA_CLUSTER_NAME: "cortex",
            CASSANDRA_SEEDS: hosts[0] ?? host,
            CASSANDRA_NUM_TOKENS: "16",
            MAX_HEAP_SIZE: `${heapMiB}M`,
            HEAP_NEWSIZE: `${Math.max(64, Math.floor(heapMiB / 4))}M`,
            // One node has nobody to gossip with; with more, each waits for the one before anyway.
            JVM_EXTRA_OPTS: "-Dcassandra.skip_wait_for_gossip_to_settle=0",
          },
          volumes: { "/var/lib/cassandra": data },
          healthy: { shell: "bash", command: `(${cqlProbe(cqlPort, `USE ${keyspace}`)})`, timeoutSeconds: 300 },
          graceSeconds: 60,
          init: true,
        },
        // Two nodes that join at the same time may take the same tokens: one after the other.
        { parent: this, dependsOn: [...ready] },
      );
      ready.push(container);
    }
    this.addresses = hosts.map((host) => ({ host, port: cqlPort }));
    this.replicationFactor = replicationFactor;
    this.ready = ready;
    this.registerOutputs({ addresses: this.addresses, keyspace, replicationFactor });
  }
}

/** Whether the stack has a Cassandra, or a part of one that an update left. */
export function holdsCassandra(stands: StackResources): boolean {
  return Object.keys(stands).some((urn) => readUrn(urn).types.includes(type));
}

/** The official entrypoint, and beside it what makes the keyspace as soon as CQL answers (at most 5 minutes). */
function startScript(replicationFactor: number): string {
  const replication = `WITH replication = {'class': 'SimpleStrategy', 'replication_factor': ${replicationFactor}}`;
  const make = [
    `CREATE KEYSPACE IF NOT EXISTS ${keyspace} ${replication}`,
    `ALTER KEYSPACE ${keyspace} ${replication}`, // for a keyspace that was made with another factor
  ].map((query) => `(${cqlProbe(cqlPort, query)}) 2>/dev/null`);
  return `(for try in $(seq 600); do ${make.join(" && ")} && exit 0; sleep 0.5; done) & exec docker-entrypoint.sh cassandra -f`;
}
