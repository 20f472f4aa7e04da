import assert from "node:assert/strict";
import { posix } from "node:path";
import fc from "fast-check";
import { parse } from "yaml";
import {
  dashboardProviderYaml,
  datasourceUid,
  datasourceYaml,
  grafanaPaths,
} from "../../../components/cortex/grafana-provisioning.ts";
import { at } from "../../support/at.ts";

const gateway = { host: "way-in", port: 8080 };
const login = { username: "visitor", password: "p".repeat(32) };
const datasource = (): unknown =>
  at(parse(datasourceYaml({ gateway, login, scrapeIntervalSeconds: 42 })), "datasources.0");

describe("Grafana's data source", () => {
  it("is Cortex through the gateway, asked by Grafana and not by the browser", () => {
    assert.equal(at(datasource(), "type"), "prometheus");
    assert.equal(at(datasource(), "access"), "proxy");
    assert.equal(at(datasource(), "url"), "http://way-in:8080/prometheus");
    assert.equal(at(datasource(), "isDefault"), true);
  });

  it("knows how often is scraped: a rate over less than that has no points", () => {
    assert.equal(at(datasource(), "jsonData.timeInterval"), "42s");
  });

  it("has the uid by which the dashboards name it, and is the only one", () => {
    assert.equal(at(datasource(), "uid"), datasourceUid);
    assert.equal(at(parse(datasourceYaml({ gateway, login, scrapeIntervalSeconds: 42 })), "datasources.1"), undefined);
  });

  it("logs in as the tenant's user, the password in the part that Grafana encrypts and shows to nobody", () => {
    assert.equal(at(datasource(), "basicAuth"), true);
    assert.equal(at(datasource(), "basicAuthUser"), "visitor");
    assert.equal(at(datasource(), "secureJsonData.basicAuthPassword"), login.password);
    assert.equal(
      datasourceYaml({ gateway, login, scrapeIntervalSeconds: 42 }).split(login.password).length,
      2,
      "the password stands once",
    );
  });

  it("keeps any login whole", () => {
    const name = fc.stringMatching(/^[A-Za-z0-9!_.*'()@+-]{1,150}$/);
    const text = fc.stringMatching(/^[A-Za-z0-9]{32}$/);
    fc.assert(
      fc.property(name, text, (username, password) => {
        const made: unknown = parse(
          datasourceYaml({ gateway, login: { username, password }, scrapeIntervalSeconds: 42 }),
        );
        assert.equal(at(made, "datasources.0.basicAuthUser"), username);
        assert.equal(at(made, "datasources.0.secureJsonData.basicAuthPassword"), password);
      }),
    );
  });
});

describe("Grafana's dashboards", () => {
  const provider = at(parse(dashboardProviderYaml()), "providers.0");

  it("are read from the folder where they are put, and stay as they are there", () => {
    assert.equal(at(provider, "type"), "file");
    assert.equal(at(provider, "options.path"), grafanaPaths.dashboards);
    assert.equal(at(provider, "disableDeletion"), true);
    assert.equal(at(provider, "allowUiUpdates"), false);
  });

  it("lie neither on the data's volume, which would hide them, nor among the provisioning files", () => {
    for (const path of [
      grafanaPaths.dashboards,
      grafanaPaths.adminPassword,
      grafanaPaths.datasource,
      grafanaPaths.provider,
    ]) {
      assert.ok(posix.relative(grafanaPaths.data, path).startsWith(".."), path);
    }
    assert.ok(!grafanaPaths.dashboards.startsWith("/etc/grafana/provisioning"));
  });
});
