import type { ResourceRule } from "../rule.ts";
import { at, isNot, list, textOf } from "../value.ts";

/** Docker opens a published port past the machine's own firewall, and Cassandra and Consul ask nobody for a password. */
export const localhostPorts: ResourceRule = {
  kind: "resource",
  name: "localhost-ports",
  description: "Containers publish ports on 127.0.0.1 only, and have a network of their own.",
  severity: "critical",
  remediation: "Set `ip: 127.0.0.1` on each port; no networkMode host.",
  check({ type, props }) {
    if (type !== "docker:index/container:Container") return [];
    return [
      ...list(props["ports"])
        .filter((port) => isNot(at(port, "ip"), "127.0.0.1"))
        .map((port) => `port ${textOf(at(port, "external") ?? at(port, "internal"))} is published beyond this machine`),
      ...(props["publishAllPorts"] === true ? ["every port of the image is published"] : []),
      ...(props["networkMode"] === "host" ? ["the container is on the machine's own network"] : []),
    ];
  },
};
