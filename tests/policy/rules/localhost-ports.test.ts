import { localhostPorts as rule } from "../../../policy/rules/localhost-ports.ts";
import { unknown } from "../../../policy/value.ts";
import { allows, refuses } from "../support/judge.ts";

const container = "docker:index/container:Container";

describe("policy: localhost-ports", () => {
  it("allows ports on 127.0.0.1, and none", () => {
    allows(rule, container, { ports: [{ internal: 80, external: 8080, ip: "127.0.0.1" }], networkMode: "bridge" });
    allows(rule, container, { ports: [{ internal: 80, ip: unknown }] });
    allows(rule, container, {});
  });

  it("refuses a port on every address, said or by default, also as the second one", () => {
    refuses(rule, container, { ports: [{ internal: 80, external: 8080, ip: "0.0.0.0" }] }, /8080/);
    refuses(rule, container, { ports: [{ internal: 80, external: 8080 }] }, /8080/);
    refuses(rule, container, { ports: [{ internal: 1, ip: "127.0.0.1" }, { internal: 9042 }] }, /9042/);
  });

  it("refuses the machine's own network, and every port of the image", () => {
    refuses(rule, container, { networkMode: "host" }, /own network/);
    refuses(rule, container, { publishAllPorts: true }, /every port/);
  });
});
