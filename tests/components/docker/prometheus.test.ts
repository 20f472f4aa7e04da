import assert from "node:assert/strict";
import { parse } from "yaml";
import { Prometheus } from "../../../components/docker/prometheus.ts";
import { prometheusPaths, prometheusPort } from "../../../components/cortex/prometheus-yaml.ts";
import {
  container,
  fields,
  fileOf,
  filesOf,
  inTheOpen,
  labelsOf,
  list,
  namesOf,
  ofType,
  texts,
  volumesOf,
} from "../../support/containers.ts";
import { generated, startMocks, valueOf, type Recorded, type Registration } from "../../support/mocks.ts";
import { settingsOf } from "../../support/settings.ts";
import { gateway, logins, network } from "../../support/tiers.ts";
import { decode, type Plain } from "../../support/wire.ts";

async function built(): Promise<{ recorded: Recorded; tier: Prometheus }> {
  const { images, resources, prometheus } = settingsOf({ prometheus: { retentionHours: 36 } });
  const recorded = await startMocks();
  const tier = new Prometheus("acme", {
    network: network("acme"),
    prometheus,
    cluster: "acme",
    gateway: gateway(),
    alertmanager: false,
    login: logins("acme").of("operations"),
    jobs: [{ job: "given", targets: [{ host: "elsewhere", port: 81 }] }],
    nginxStatus: { host: "way-in", port: 8081 },
    rules: "groups: []\n",
    ports: [19090, 19091],
    images,
    limits: resources,
  });
  await recorded.settled();
  return { recorded, tier };
}

const config = (replica: Registration): Record<string, Plain> =>
  fields(decode(parse(fileOf(replica, prometheusPaths.config))));

function replicas(recorded: Recorded): Registration[] {
  return ofType(recorded, "container").filter((one) => labelsOf(one)["cortex.role"] === "prometheus");
}

/** Every host:port that a replica scrapes. */
function targets(replica: Registration): string[] {
  return list(config(replica).scrape_configs)
    .flatMap((job) => list(fields(job).static_configs))
    .flatMap((group) => texts(fields(group).targets));
}

describe("docker: Prometheus", () => {
  it("runs two replicas whose configurations differ in __replica__ alone", async () => {
    const { recorded } = await built();
    const names = new Set<Plain | undefined>();
    const rest = replicas(recorded).map((replica) => {
      const { global, ...others } = config(replica);
      const { external_labels, ...otherGlobals } = fields(global);
      const { __replica__, ...otherLabels } = fields(external_labels);
      names.add(__replica__);
      return { ...others, global: { ...otherGlobals, external_labels: otherLabels } };
    });
    assert.equal(rest.length, 2);
    assert.deepEqual(rest[0], rest[1]);
    assert.equal(names.size, 2);
    assert.equal(rest[0]?.global.external_labels.cluster, "acme");
  });

  it("scrapes what it is given, its collectors, and both replicas", async () => {
    const { recorded } = await built();
    const collectors = ofType(recorded, "container").map((one) => namesOf(one)[0]);
    for (const replica of replicas(recorded)) {
      const hosts = targets(replica).map((target) => target.split(":")[0]);
      assert.deepEqual(hosts.sort(), ["elsewhere", ...collectors].sort());
      assert.equal(targets(replica).filter((target) => target.endsWith(`:${prometheusPort}`)).length, 2);
    }
  });

  it("writes as the tenant's login, with the password in a file alone", async () => {
    const { recorded } = await built();
    const password = generated("acme-operations-password");
    for (const replica of replicas(recorded)) {
      const [write, ...others] = list(config(replica).remote_write).map(fields);
      assert.deepEqual(others, []);
      assert.equal(write?.url, "http://way-in:8080/api/v1/push");
      assert.deepEqual(write.basic_auth, { username: "ops", password_file: prometheusPaths.password });
      const holders = [...filesOf(replica)].filter(([, content]) => content.includes(password));
      assert.deepEqual(holders, [[prometheusPaths.password, password]]);
      assert.ok(!inTheOpen(replica).includes(password));
    }
  });

  it("keeps its own samples on a volume, for as long as set", async () => {
    const { recorded } = await built();
    const volumes = replicas(recorded).map((replica) => volumesOf(replica).get(prometheusPaths.data));
    assert.equal(new Set(volumes).size, 2);
    for (const replica of replicas(recorded)) {
      const command = texts(replica.inputs.command);
      assert.ok(command.includes("--storage.tsdb.retention.time=36h"));
      assert.ok(command.includes(`--storage.tsdb.path=${prometheusPaths.data}`));
      assert.ok(command.includes(`--config.file=${prometheusPaths.config}`));
    }
  });

  it("publishes each replica on its port, and no collector", async () => {
    const { recorded, tier } = await built();
    assert.deepEqual(await valueOf(tier.urls), ["http://127.0.0.1:19090", "http://127.0.0.1:19091"]);
    const published = ofType(recorded, "container").flatMap((one) =>
      list(one.inputs.ports).map((port) => [one.name, fields(port).internal, fields(port).external]),
    );
    assert.deepEqual(published, [
      ["acme-prometheus-1", prometheusPort, 19090],
      ["acme-prometheus-2", prometheusPort, 19091],
    ]);
  });

  it("takes one replica after the other: a change leaves one of the pair at work", async () => {
    const { recorded } = await built();
    const [first, second] = replicas(recorded);
    assert.ok(first && second);
    assert.ok(second.dependencies.includes(first.urn));
    assert.equal(first.inputs.wait, true);
  });

  it("starts beside the gateway; only NGINX's exporter, which ends without NGINX, waits for it", async () => {
    const { recorded } = await built();
    const ready = recorded.all.find(({ name }) => name === "gateway-ready");
    assert.ok(ready);
    assert.ok(container(recorded, "acme-nginx-exporter").dependencies.includes(ready.urn));
    for (const one of replicas(recorded)) assert.ok(!one.dependencies.includes(ready.urn), one.name);
  });

  it("lets cAdvisor read the machine and change nothing", async () => {
    const { recorded } = await built();
    const { inputs } = container(recorded, "acme-cadvisor");
    const mounts = list(inputs.volumes).map(fields);
    assert.deepEqual(mounts.map(({ hostPath }) => hostPath).sort(), ["/", "/sys", "/var/run"]);
    for (const mount of mounts) assert.equal(mount.readOnly, true);
    assert.ok(!inputs.privileged);
    assert.ok(texts(inputs.command).includes("--store_container_labels=false"), "more labels than Cortex takes");
  });

  it("reads NGINX's connection counts where the gateway says", async () => {
    const { recorded } = await built();
    const command = texts(container(recorded, "acme-nginx-exporter").inputs.command).join(" ");
    assert.match(command, /http:\/\/way-in:8081\//);
  });
});
