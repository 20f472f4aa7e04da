import type { Docker } from "../../../../smoke/containers.ts";
import type { SmokeOptions } from "../../../../smoke/main.ts";
import type { BootStack } from "./boot-stack.ts";

/**
 * The smoke check of a stack whose instances are containers here: the gateway is the load balancer's stand-in. Under `blocks`
 * it also looks into the nodes, as on Docker; what it does so under `chunks` is of Cassandra alone.
 */
export function smokeOptions(stack: BootStack): SmokeOptions {
  const { engine, outputs, url, name } = stack;
  return {
    outputs: {
      engine,
      platform: engine === "blocks" ? "docker" : "aws",
      gatewayUrl: url,
      logins: outputs.logins,
      prometheusUrls: stack.of("prometheus").map(({ address }) => `http://${address}:9090`),
    },
    stackName: name,
    docker: nodesAsDocker(stack),
    print: (line) => {
      console.log(`        ${line}`);
    },
  };
}

/** The Cortex nodes as the smoke check knows those of the local platform. */
function nodesAsDocker(stack: BootStack): Docker {
  return {
    containers: () =>
      Promise.resolve(
        stack.of("cortex").map(({ name }) => ({ name, tier: "cluster", role: "node", state: "running" })),
      ),
    exec(container, command, timeoutSeconds) {
      const node = stack.of("cortex").find(({ name }) => name === container);
      if (node === undefined) throw new Error(`no node ${container}`);
      return node.exec(command, timeoutSeconds);
    },
  };
}
