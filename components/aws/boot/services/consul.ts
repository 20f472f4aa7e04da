import type { Settings } from "../../../../settings.ts";
import { consulJson, gossipKeyTemplate, type ConsulService } from "../../../cortex/consul-config.ts";
import type { Names } from "../../names.ts";
import { programs, releasedArtifact } from "../artifacts.ts";
import { bootPaths } from "../paths.ts";
import type { Service } from "../plan.ts";
import { logged } from "../logged.ts";
import { hardened } from "../unit.ts";

export interface ConsulAgentInputs {
  settings: Settings;
  names: Names;
  /** Servers that elect the first leader. Default: the agent is a client. */
  servers?: number;
  /** What runs beside a client. */
  services?: ConsulService[];
}

const folder = "/etc/consul.d";
const data = "/var/lib/consul";

/** A Consul agent: a server, or the client that every other instance has. */
export function consulAgent({ settings, names, servers, services = [] }: ConsulAgentInputs): Service {
  const { region, instanceEndpoint } = settings.aws;
  const discovery = {
    region,
    tagKey: names.consulTag.key,
    tagValue: names.consulTag.value,
    ...(instanceEndpoint === undefined ? {} : { endpoint: instanceEndpoint }),
  };
  // The servers' metrics are scraped from elsewhere; a client answers to its own instance alone.
  const client = servers === undefined ? "" : ' "-client=127.0.0.1 ${PRIVATE_IP}"';
  return {
    name: "consul",
    user: "consul",
    unit: {
      Unit: { Description: "Consul agent", Wants: "network-online.target", After: "network-online.target" },
      Service: {
        Type: "exec",
        User: "consul",
        EnvironmentFile: bootPaths.identity,
        ExecStart: `${programs.consul} agent -config-dir=${folder} -node=\${NODE_NAME} -bind=\${PRIVATE_IP}${client}`,
        // An agent that left on purpose (`consul leave`) ends well, and stays away.
        Restart: "on-failure",
        RestartSec: 2,
        TimeoutStopSec: 60,
        LimitNOFILE: 65_536,
        StateDirectory: "consul",
        StateDirectoryMode: "0750",
        ...(servers === undefined ? { MemoryMax: "512M" } : { MemoryMax: "85%" }),
        ...logged("consul"),
        ...hardened(),
      },
    },
    files: [
      { path: `${folder}/consul.json`, content: consulJson({ discovery, dataDirectory: data, servers, services }) },
    ],
    secrets: [{ kind: "gossip-key", owner: "consul", path: `${folder}/gossip.json`, template: gossipKeyTemplate }],
    artifacts: [releasedArtifact("consul", settings)],
  };
}
