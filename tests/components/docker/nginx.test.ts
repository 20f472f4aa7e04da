import assert from "node:assert/strict";
import { Nginx } from "../../../components/docker/nginx.ts";
import { nginxPaths, nginxPorts } from "../../../components/cortex/nginx-conf.ts";
import {
  container,
  fields,
  fileOf,
  filesOf,
  healthOf,
  inTheOpen,
  labelsOf,
  list,
  namesOf,
} from "../../support/containers.ts";
import { generated, startMocks, valueOf, type Recorded } from "../../support/mocks.ts";
import { settingsOf } from "../../support/settings.ts";
import { cluster, logins, network } from "../../support/tiers.ts";

const tenants = { operations: { username: "ops" }, demo: { username: "visitor" } };

async function built(preview = false, alertmanager = false): Promise<{ recorded: Recorded; tier: Nginx }> {
  const { images, resources } = settingsOf();
  const recorded = await startMocks({ preview });
  const tier = new Nginx("acme", {
    network: network("acme"),
    cluster: cluster(),
    tenants,
    logins: logins("acme"),
    alertmanager,
    port: 18080,
    image: images.nginx,
    limits: resources.nginx,
  });
  await recorded.settled();
  return { recorded, tier };
}

describe("docker: NGINX", () => {
  it("publishes its routes and nothing else", async () => {
    const { recorded, tier } = await built();
    const [port, ...others] = list(container(recorded, "acme-nginx").inputs.ports).map(fields);
    assert.deepEqual(others, []);
    assert.equal(port?.internal, nginxPorts.http);
    assert.equal(port.external, 18080);
    assert.equal(await valueOf(tier.url), "http://127.0.0.1:18080");
  });

  it("lets through to the Alertmanager where there is one, and only there", async () => {
    const configuration = async (alertmanager: boolean): Promise<string> =>
      fileOf(container((await built(false, alertmanager)).recorded, "acme-nginx"), nginxPaths.config);
    assert.match(await configuration(true), /location \/alertmanager\//);
    assert.doesNotMatch(await configuration(false), /alertmanager/);
  });

  it("is reached by the other tiers where it says", async () => {
    const { recorded, tier } = await built();
    const names = namesOf(container(recorded, "acme-nginx"));
    assert.ok(names.includes(tier.address.host));
    assert.ok(names.includes(tier.status.host));
    assert.equal(tier.address.port, nginxPorts.http);
    assert.equal(tier.status.port, nginxPorts.status);
    assert.equal(labelsOf(container(recorded, "acme-nginx"))["cortex.tier"], "gateway");
  });

  it("starts beside the nodes, and is well when it answers itself", async () => {
    const { recorded } = await built();
    const waitedFor = recorded.all.find(({ name }) => name === "cluster-ready");
    assert.ok(waitedFor);
    const nginx = container(recorded, "acme-nginx");
    assert.ok(!nginx.dependencies.includes(waitedFor.urn));
    assert.match(healthOf(nginx).join(" "), new RegExp(`:${nginxPorts.status}/`));
  });

  it("knows every login by a hash, and no password in clear", async () => {
    const { recorded, tier } = await built();
    const nginx = container(recorded, "acme-nginx");
    const passwords = fileOf(nginx, nginxPaths.passwords);
    assert.deepEqual(
      passwords
        .trimEnd()
        .split("\n")
        .map((line) => line.split(":", 1)[0]),
      ["ops", "visitor"],
    );
    for (const { password } of Object.values(await valueOf(tier.logins))) {
      for (const [path, content] of filesOf(nginx)) assert.ok(!content.includes(password), path);
      assert.ok(!inTheOpen(nginx).includes(password));
    }
    assert.equal((await valueOf(tier.logins)).demo?.password, generated("acme-demo-password"));
  });

  it("balances over the cluster's name, asked of the network's own DNS server", async () => {
    const { recorded } = await built();
    const config = fileOf(container(recorded, "acme-nginx"), nginxPaths.config);
    assert.match(config, /\bnodes:80;/);
    assert.match(config, /resolver 127\.0\.0\.11 /);
  });

  it("can be previewed: the passwords are unknown, everything else stands", async () => {
    const { recorded } = await built(true);
    assert.equal(container(recorded, "acme-nginx").inputs.name, "acme-nginx");
  });
});
