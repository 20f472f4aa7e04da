import assert from "node:assert/strict";
import {
  consulJson,
  consulName,
  gossipKeyTemplate,
  type ConsulInputs,
} from "../../../components/cortex/consul-config.ts";
import { at } from "../../support/at.ts";

const inputs: ConsulInputs = {
  discovery: { region: "eu-central-1", tagKey: "role", tagValue: "acme" },
  dataDirectory: "/data",
  servers: 3,
  services: [],
};
const config = (change: Partial<ConsulInputs> = {}): unknown => JSON.parse(consulJson({ ...inputs, ...change }));

describe("consul.json", () => {
  it("makes a server that waits for the others, and forgets a dead one but never a quorum", () => {
    assert.equal(at(config(), "server"), true);
    assert.equal(at(config(), "bootstrap_expect"), 3);
    assert.deepEqual(at(config(), "autopilot"), { cleanup_dead_servers: true, min_quorum: 3 });
  });

  it("makes a client that registers what runs beside it", () => {
    const services = [{ name: "web", port: 80, checkUrl: "http://127.0.0.1/ready" }];
    const client = config({ servers: undefined, services });
    assert.deepEqual(at(client, "services"), [
      { name: "web", port: 80, check: { http: "http://127.0.0.1/ready", interval: "5s", timeout: "3s" } },
    ]);
    assert.doesNotMatch(JSON.stringify(client), /server|bootstrap|autopilot/);
  });

  it("finds the servers by their tag, at an emulator where there is one", () => {
    assert.deepEqual(at(config(), "retry_join"), ["provider=aws region=eu-central-1 tag_key=role tag_value=acme"]);
    const discovery = { ...inputs.discovery, endpoint: "http://10.0.0.1:5000" };
    assert.deepEqual(at(config({ discovery }), "retry_join"), [
      "provider=aws region=eu-central-1 tag_key=role tag_value=acme endpoint=http://10.0.0.1:5000",
    ]);
  });

  it("tells Prometheus its metrics, and DNS of healthy instances only", () => {
    assert.deepEqual(at(config(), "telemetry"), { prometheus_retention_time: "60s", disable_hostname: true });
    assert.deepEqual(at(config(), "dns_config"), { only_passing: true });
    assert.equal(consulName("cortex"), "cortex.service.consul");
  });

  it("has no key in it: that comes in a file of its own", () => {
    assert.doesNotMatch(consulJson(inputs), /encrypt/);
    assert.deepEqual(JSON.parse(gossipKeyTemplate.replace("@@", "a/b+c=")), { encrypt: "a/b+c=" });
  });
});
