import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { lastLine, refusal } from "../refusal.ts";
import { labels } from "./part.ts";

export interface NetworkArgs {
  /** Name of a network that stands already and is used. Default: none, and one is made. */
  existing?: string;
}

/** One Docker network, made or given: the parts reach each other by name, the machine reaches published ports only. */
export class Network extends pulumi.ComponentResource {
  /** The network's name in Docker. */
  readonly dockerName: pulumi.Output<string>;
  /** The DNS server that Docker gives to every container of a network of somebody's own. */
  readonly resolver = "127.0.0.11";

  constructor(name: string, args: NetworkArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("cortex:docker:Network", name, {}, opts);
    const { existing } = args;
    this.dockerName = existing === undefined ? ownNetwork(`${name}-network`, this).name : pulumi.output(existing);
    this.registerOutputs({ dockerName: this.dockerName });
  }
}

function ownNetwork(name: string, parent: pulumi.Resource): docker.Network {
  return new docker.Network(name, { name, driver: "bridge", labels: labels() }, { parent, deleteBeforeReplace: true });
}

/** The networks that Docker makes by itself; they have no DNS. */
const builtIn = ["bridge", "host", "none"];

/**
 * The name of a network that stands already.
 *
 * @param wanted Its name or id.
 * @throws {pulumi.RunError} If there is none, or the parts could not work in it.
 */
export async function existingNetwork(wanted: string): Promise<string> {
  const setting = `cortex:network.existing (${wanted})`;
  const { name, internal } = await docker.getNetwork({ name: wanted }).catch((error: unknown) => {
    throw refusal(
      `There is no Docker network that ${setting} could mean: \`docker network ls\` shows those that there are. ` +
        `Nothing was touched.\nThe answer was: ${lastLine(error)}`,
    );
  });
  if (builtIn.includes(name)) {
    throw refusal(`${setting} is one of Docker's own networks, which have no DNS: name one that somebody made.`);
  }
  if (internal) {
    // https://github.com/moby/moby/issues/36174
    throw refusal(
      `${setting} is an internal network, and Docker publishes no port of containers there: ` +
        "name one that is not internal.",
    );
  }
  return name;
}
