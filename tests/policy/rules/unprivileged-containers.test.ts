import { unprivilegedContainers as rule } from "../../../policy/rules/unprivileged-containers.ts";
import { unknown } from "../../../policy/value.ts";
import { allows, refuses } from "../support/judge.ts";

const container = "docker:index/container:Container";
const good = { securityOpts: ["no-new-privileges:true"] };

describe("policy: unprivileged-containers", () => {
  it("allows a container as it was born, with paths to read", () => {
    allows(rule, container, good);
    allows(rule, container, { ...good, volumes: [{ hostPath: "/sys", containerPath: "/sys", readOnly: true }] });
    allows(rule, container, { ...good, volumes: [{ volumeName: "data", containerPath: "/data" }], privileged: false });
    allows(rule, container, { securityOpts: unknown, devices: unknown });
  });

  it("refuses every further right", () => {
    refuses(rule, container, { ...good, privileged: true }, /privileged/);
    refuses(rule, container, { ...good, capabilities: { adds: ["NET_ADMIN"] } }, /capabilities/);
    refuses(rule, container, { ...good, devices: [{ hostPath: "/dev/sda" }] }, /devices/);
    refuses(rule, container, { ...good, pidMode: "host" }, /processes/);
    refuses(rule, container, {}, /setuid/);
  });

  it("refuses a path of the machine that can be written, the engine's socket too", () => {
    for (const hostPath of ["/", "/var/run/docker.sock"]) {
      refuses(
        rule,
        container,
        { ...good, volumes: [{ hostPath, containerPath: "/x" }] },
        new RegExp(`^${hostPath} of`),
      );
    }
  });
});
