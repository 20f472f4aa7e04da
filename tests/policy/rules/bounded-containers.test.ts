import { boundedContainers as rule } from "../../../policy/rules/bounded-containers.ts";
import { unknown } from "../../../policy/value.ts";
import { allows, refuses } from "../support/judge.ts";

const container = "docker:index/container:Container";
const good = {
  memory: 256,
  memorySwap: 256,
  restart: "always",
  logDriver: "json-file",
  logOpts: { "max-size": "10m", "max-file": "3" },
};

describe("policy: bounded-containers", () => {
  it("allows a container with all its bounds, and a log driver that has its own", () => {
    allows(rule, container, good);
    allows(rule, container, { ...good, restart: "unless-stopped", logDriver: "local", logOpts: {} });
    allows(rule, container, { ...good, memory: unknown, restart: unknown, logDriver: unknown });
    allows(rule, container, { ...good, restart: "on-failure", mustRun: false });
    allows(rule, "docker:index/volume:Volume", {});
  });

  it("refuses what may take the machine's memory", () => {
    refuses(rule, container, { ...good, memory: null }, /no memory limit/);
    refuses(rule, container, { ...good, memory: 0 }, /no memory limit/);
    refuses(rule, container, { ...good, memorySwap: -1 }, /swap/);
  });

  it("refuses what nobody starts again", () => {
    refuses(rule, container, { ...good, restart: "no" }, /starts it again/);
    refuses(rule, container, { ...good, restart: "on-failure" }, /starts it again/);
  });

  it("refuses a log that may fill the disk", () => {
    refuses(rule, container, { ...good, logOpts: { "max-size": "10m" } }, /log grows/);
    refuses(rule, container, { ...good, logDriver: "syslog", logOpts: {} }, /log grows/);
  });
});
