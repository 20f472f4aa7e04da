import type { ResourceRule } from "../rule.ts";
import { at, isMissing, list, texts, unknown } from "../value.ts";

/** A way out of the container is a way into the machine: read-only paths of it are the most that a part may have. */
export const unprivilegedContainers: ResourceRule = {
  kind: "resource",
  name: "unprivileged-containers",
  description: "Containers have no rights beyond those they are born with, and write to nothing of the machine.",
  severity: "high",
  remediation:
    'Set securityOpts ["no-new-privileges:true"]; no privileged, capabilities or devices; host paths read-only.',
  check({ type, props }) {
    if (type !== "docker:index/container:Container") return [];
    const { privileged, capabilities, devices, securityOpts, pidMode, ipcMode, volumes } = props;
    const breaches: string[] = [];
    if (privileged === true) breaches.push("the container is privileged");
    if (list(at(capabilities, "adds")).length > 0) breaches.push("the container has more capabilities");
    if (!isMissing(devices) && devices !== unknown) breaches.push("the container has devices of the machine");
    if (pidMode === "host" || ipcMode === "host") breaches.push("the container sees the machine's processes");
    if (securityOpts !== unknown && !texts(securityOpts).includes("no-new-privileges:true"))
      breaches.push("a setuid program may raise the container's rights");
    for (const volume of list(volumes)) {
      const path = at(volume, "hostPath");
      if (typeof path === "string" && at(volume, "readOnly") !== true)
        breaches.push(`${path} of the machine is writable`);
    }
    return breaches;
  },
};
