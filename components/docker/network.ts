import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { labels } from "./part.ts";

/** One Docker network: the parts reach each other by name, the machine reaches published ports only. */
export class Network extends pulumi.ComponentResource {
  /** The network's name in Docker. */
  readonly dockerName: pulumi.Output<string>;
  /** The DNS server that Docker gives to every container of a network of its own. */
  readonly resolver = "127.0.0.11";

  constructor(name: string, args: Record<string, never> = {}, opts?: pulumi.ComponentResourceOptions) {
    super("cortex:docker:Network", name, args, opts);
    const network = new docker.Network(
      `${name}-network`,
      { name: `${name}-network`, driver: "bridge", labels: labels() },
      { parent: this, deleteBeforeReplace: true },
    );
    this.dockerName = network.name;
    this.registerOutputs({ dockerName: this.dockerName });
  }
}
