import assert from "node:assert/strict";
import { parseSettings } from "../../settings.ts";
import { idsByType } from "../../toolchain/standing.ts";
import { addressRows, rowsText } from "../../toolchain/summary.ts";

const settings = parseSettings({ "cortex:tenants": JSON.stringify({ operations: {}, demo: {} }) });

describe("the summary of an up", () => {
  it("names what there is, and the shell line of the stack", () => {
    const rows = addressRows(
      { gatewayUrl: "http://gateway", prometheusUrls: ["http://a", "http://b"] },
      settings,
      "local",
    );
    assert.deepEqual(
      rows.map(([what]) => what),
      ["Gateway", "Prometheus", "Tenants", "Logins"],
    );
    assert.equal(rows[1]?.[1], "http://a, http://b");
    assert.match(
      rows[3]?.[1] ?? "",
      /^eval "\$\(npm run --silent env\)"; pulumi stack output logins .* --stack local$/,
    );
  });

  it("leaves out what the platform does not publish, and names a stack that is not the usual one", () => {
    const rows = addressRows({ gatewayUrl: "http://gateway", grafanaUrl: "http://g" }, settings, "aws");
    assert.deepEqual(
      rows.map(([what]) => what),
      ["Gateway", "Grafana", "Tenants", "Logins", ""],
    );
    assert.match(rows[3]?.[1] ?? "", /npm run --silent env -- --stack aws\)/);
  });

  it("is in two columns, whatever the length of the first", () => {
    assert.equal(
      rowsText([
        ["Gateway", "x"],
        ["A longer name", "y"],
      ]),
      "Gateway        x\nA longer name  y",
    );
  });
});

describe("what stands", () => {
  it("is found in the stack's state by its types", () => {
    const group = "aws:autoscaling/group:Group";
    const resources = [
      { urn: "u0", type: "pulumi:pulumi:Stack" },
      { urn: "u1", type: group, id: "one" },
      { urn: "u2", type: group, id: "two" },
      { urn: "u3", type: "aws:lb/loadBalancer:LoadBalancer", id: "arn" },
    ];
    const ids = idsByType(JSON.stringify({ version: 3, deployment: { resources } }));
    assert.deepEqual(ids.get(group), ["one", "two"]);
    assert.deepEqual(ids.get("aws:lb/loadBalancer:LoadBalancer"), ["arn"]);
    assert.equal(ids.size, 2);
  });

  it("is nothing in a stack that has none", () => {
    assert.equal(idsByType(JSON.stringify({ deployment: {} })).size, 0);
  });
});
