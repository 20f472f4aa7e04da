// What a tier of the Docker platform needs around it to be built alone.
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { Logins } from "../../components/logins.ts";
import type { BlocksStore, CassandraStore, Cluster, Gateway, ServiceDiscovery } from "../../components/platform.ts";
import { Network } from "../../components/docker/network.ts";

/** Something that another tier waits for. */
export function waited(name: string): docker.Volume {
  return new docker.Volume(name, { name });
}

export function network(prefix = "t"): Network {
  return new Network(prefix);
}

export function dataStore(replicationFactor = 1): CassandraStore {
  return {
    kind: "cassandra",
    addresses: [
      { host: "store-1", port: 9042 },
      { host: "store-2", port: 9042 },
    ],
    keyspace: "samples",
    replicationFactor,
    ready: [waited("store-ready")],
  };
}

export function blocksStore(): BlocksStore {
  return {
    kind: "blocks",
    s3: { endpoint: "objects:8333", region: "here-1", insecure: true, pathStyle: true, keysFromEnvironment: true },
    buckets: { blocks: "some-blocks", ruler: "some-rules", alertmanager: "some-alerts" },
    ready: [waited("store-ready")],
  };
}

export function discovery(): ServiceDiscovery {
  return { address: { host: "found-here", port: 8500 }, servers: [], ready: [waited("discovery-ready")] };
}

export function cluster(): Cluster {
  return { address: { host: "nodes", port: 80 }, nodes: [], ready: [waited("cluster-ready")] };
}

export function gateway(): Gateway {
  return {
    address: { host: "way-in", port: 8080 },
    url: pulumi.output("http://127.0.0.1:8080"),
    logins: logins().byTenant,
    ready: [waited("gateway-ready")],
  };
}

export function logins(prefix = "stub"): Logins {
  return new Logins(prefix, { tenants: { operations: { username: "ops" }, demo: { username: "visitor" } } });
}
