// Consul's own ports and names: https://developer.hashicorp.com/consul/docs/agent/config/config-files
export const consulPorts = { http: 8500, dns: 8600 } as const;

/** A service that the local agent knows of and watches. */
export interface ConsulService {
  name: string;
  /** TCP port. */
  port: number;
  /** Answers 2xx when the service can do its work. */
  checkUrl: string;
}

/** How an agent finds the servers: the tag that the servers' instances carry (go-discover's `aws`). */
export interface ConsulDiscovery {
  region: string;
  tagKey: string;
  tagValue: string;
  /** URL of an emulator of EC2. Default: AWS itself. */
  endpoint?: string;
}

/** What consul.json is made of. */
export interface ConsulInputs {
  discovery: ConsulDiscovery;
  dataDirectory: string;
  /** How many servers elect the first leader; `undefined`: the agent is a client. */
  servers: number | undefined;
  services: ConsulService[];
}

/** The name under which Consul's DNS tells the addresses of a service's healthy instances. */
export function consulName(service: string): string {
  return `${service}.service.consul`;
}

/** consul.json of a server or of a client; addresses and the node's name come on the command line, the gossip key in a file of its own. */
export function consulJson({ discovery, dataDirectory, servers, services }: ConsulInputs): string {
  const { region, tagKey, tagValue, endpoint } = discovery;
  const join = [
    "provider=aws",
    `region=${region}`,
    `tag_key=${tagKey}`,
    `tag_value=${tagValue}`,
    ...(endpoint === undefined ? [] : [`endpoint=${endpoint}`]),
  ];
  return JSON.stringify({
    data_dir: dataDirectory,
    retry_join: [join.join(" ")],
    retry_interval: "5s",
    disable_update_check: true,
    telemetry: { prometheus_retention_time: "60s", disable_hostname: true },
    dns_config: { only_passing: true },
    ...(servers === undefined
      ? {}
      : {
          server: true,
          bootstrap_expect: servers,
          // A dead server is forgotten when its successor is there, but never below a quorum of the usual number.
          autopilot: { cleanup_dead_servers: true, min_quorum: servers },
          // Votes within 1-2 s: the zones of a region are a few milliseconds apart.
          performance: { raft_multiplier: 1 },
        }),
    ...(services.length === 0 ? {} : { services: services.map(consulService) }),
  });
}

function consulService({ name, port, checkUrl }: ConsulService): object {
  return { name, port, check: { http: checkUrl, interval: "5s", timeout: "3s" } };
}

/** The gossip key as a file of configuration; @@ stands for the key. */
export const gossipKeyTemplate = '{"encrypt":"@@"}';
