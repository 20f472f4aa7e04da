import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { Grafana } from "../../../components/docker/grafana.ts";
import { grafanaPaths, grafanaPort } from "../../../components/cortex/grafana-provisioning.ts";
import {
  container,
  environmentOf,
  fields,
  fileOf,
  filesOf,
  inTheOpen,
  labelsOf,
  list,
  ofType,
  volumesOf,
} from "../../support/containers.ts";
import { generated, startMocks, valueOf, type Recorded } from "../../support/mocks.ts";
import { settingsOf } from "../../support/settings.ts";
import { gateway, logins, network } from "../../support/tiers.ts";

const dashboards = [
  { fileName: "one.json", json: '{"title":"One"}' },
  { fileName: "two.json", json: '{"title":"Two"}' },
];

async function built(preview = false): Promise<{ recorded: Recorded; tier: Grafana }> {
  const { images, resources } = settingsOf();
  const recorded = await startMocks({ preview });
  const tier = new Grafana("acme", {
    network: network("acme"),
    gateway: gateway(),
    reader: logins("acme").of("demo"),
    scrapeIntervalSeconds: 42,
    dashboards,
    port: 13000,
    image: images.grafana,
    limits: resources.grafana,
  });
  await recorded.settled();
  return { recorded, tier };
}

describe("docker: Grafana", () => {
  it("has an administrator whose generated password stands in one file and nowhere else", async () => {
    const { recorded, tier } = await built();
    const grafana = container(recorded, "acme-grafana");
    const login = await valueOf(tier.login);
    assert.equal(await pulumi.isSecret(tier.login), true);
    assert.ok(ofType(recorded, "password").some(({ name }) => generated(name) === login.password));
    const holders = [...filesOf(grafana)].filter(([, content]) => content.includes(login.password));
    assert.deepEqual(holders, [[grafanaPaths.adminPassword, login.password]]);
    assert.ok(!inTheOpen(grafana).includes(login.password));
    const environment = environmentOf(grafana);
    assert.equal(environment.GF_SECURITY_ADMIN_USER, login.username);
    assert.equal(environment.GF_SECURITY_ADMIN_PASSWORD__FILE, grafanaPaths.adminPassword);
    assert.equal(environment.GF_SECURITY_ADMIN_PASSWORD, undefined);
  });

  it("reads through the gateway as the tenant's login", async () => {
    const { recorded } = await built();
    const grafana = container(recorded, "acme-grafana");
    const text = fileOf(grafana, grafanaPaths.datasource);
    assert.doesNotThrow(() => void parse(text));
    for (const word of ["http://way-in:8080/prometheus", "visitor", generated("acme-demo-password")]) {
      assert.ok(text.includes(word), word);
    }
    assert.ok(!inTheOpen(grafana).includes(generated("acme-demo-password")));
  });

  it("finds every dashboard where its provider looks", async () => {
    const { recorded } = await built();
    const grafana = container(recorded, "acme-grafana");
    assert.ok(fileOf(grafana, grafanaPaths.provider).includes(grafanaPaths.dashboards));
    for (const { fileName, json } of dashboards)
      assert.equal(fileOf(grafana, `${grafanaPaths.dashboards}/${fileName}`), json);
  });

  it("is published on its port, keeps its data, and starts beside the gateway", async () => {
    const { recorded, tier } = await built();
    const grafana = container(recorded, "acme-grafana");
    const ports = list(grafana.inputs.ports).map((port) => [fields(port).internal, fields(port).external]);
    assert.deepEqual(ports, [[grafanaPort, 13000]]);
    assert.equal(await valueOf(tier.url), "http://127.0.0.1:13000");
    assert.ok(volumesOf(grafana).has(grafanaPaths.data));
    assert.equal(labelsOf(grafana)["cortex.tier"], "query");
    const ready = recorded.all.find(({ name }) => name === "gateway-ready");
    assert.ok(ready && !grafana.dependencies.includes(ready.urn));
  });

  it("can be previewed, its login secret already", async () => {
    const { recorded, tier } = await built(true);
    assert.equal(container(recorded, "acme-grafana").inputs.name, "acme-grafana");
    assert.equal(await pulumi.isSecret(tier.login), true);
  });
});
