import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { cortexPaths } from "../../../components/cortex/cortex-yaml.ts";
import { renderRules } from "../../../components/cortex/rules/render.ts";
import type { RecordingRule, RuleGroup } from "../../../components/cortex/rules/rule.ts";
import { Cortex } from "../../../components/docker/cortex.ts";
import {
  container,
  fields,
  fileOf,
  filesOf,
  healthOf,
  inTheOpen,
  labelsOf,
  namesOf,
  ofType,
  texts,
  volumesOf,
} from "../../support/containers.ts";
import { startMocks, type Recorded, type Registration } from "../../support/mocks.ts";
import { run } from "../../support/process.ts";
import { settingsOf } from "../../support/settings.ts";
import { blocksStore, dataStore, discovery, network } from "../../support/tiers.ts";
import { isSecret } from "../../support/wire.ts";

const group = (name: string): RuleGroup<RecordingRule> => ({
  name,
  rules: [{ record: `${name}:sum`, expr: "sum(up)" }],
});
const rules = { operations: [group("first"), group("second")], demo: [group("third")] };

interface Made {
  recorded: Recorded;
  tier: Cortex;
}

async function built(values: Record<string, unknown> = {}, preview = false): Promise<Made> {
  const settings = settingsOf(values);
  const recorded = await startMocks({ preview });
  const chunks = settings.engine === "chunks";
  const tier = new Cortex("acme", {
    network: network("acme"),
    dataStore: chunks ? dataStore() : blocksStore(),
    ...(chunks ? {} : { s3Keys: { accessKey: "somebody", secretKey: pulumi.secret("hush-hush") } }),
    discovery: discovery(),
    cluster: settings.cluster,
    storage: settings.storage,
    ingestion: settings.limits,
    scrapeIntervalSeconds: settings.prometheus.scrapeIntervalSeconds,
    rules,
    tenants: settings.tenants,
    images: settings.images,
    limits: settings.resources,
  });
  await recorded.settled();
  return { recorded, tier };
}

const targetOf = (one: Registration): string[] =>
  texts(one.inputs.command)
    .flatMap((part) => (part.startsWith("-target=") ? part.slice("-target=".length).split(",") : []))
    .sort();

function ofRole(recorded: Recorded, role: string): Registration[] {
  return ofType(recorded, "container").filter((one) => labelsOf(one)["cortex.role"] === role);
}

function urnOf(recorded: Recorded, name: string): string {
  const found = recorded.all.find((one) => one.name === name);
  assert.ok(found, name);
  return found.urn;
}

describe("docker: Cortex beside Cassandra", () => {
  for (const nodes of [1, 3, 7]) {
    it(`runs ${nodes} nodes and one table manager, which no node is`, async () => {
      const { recorded, tier } = await built({ cluster: { nodes } });
      assert.equal(ofType(recorded, "container").length, nodes + 1);
      assert.equal(ofRole(recorded, "node").length, nodes);
      const managers = ofType(recorded, "container").filter((one) => targetOf(one).includes("table-manager"));
      assert.deepEqual(managers, ofRole(recorded, "table-manager"));
      assert.equal(managers.length, 1);
      assert.equal(tier.nodes.length, nodes);
    });
  }

  it("runs everything else that the chunks engine needs in each node", async () => {
    const { recorded } = await built();
    for (const node of ofRole(recorded, "node")) {
      assert.deepEqual(targetOf(node), ["distributor", "ingester", "querier", "query-frontend", "ruler"]);
    }
  });

  it("waits for the data store and for service discovery, the table manager for the data store", async () => {
    const { recorded } = await built();
    for (const node of ofRole(recorded, "node")) {
      assert.ok(node.dependencies.includes(urnOf(recorded, "store-ready")), node.name);
      assert.ok(node.dependencies.includes(urnOf(recorded, "discovery-ready")), node.name);
    }
    for (const manager of ofRole(recorded, "table-manager")) {
      assert.ok(manager.dependencies.includes(urnOf(recorded, "store-ready")));
    }
  });

  it("starts each node after the one before is ready, so that a change rolls through one at a time", async () => {
    const { recorded, tier } = await built({ cluster: { nodes: 4 } });
    const nodes = [1, 2, 3, 4].map((i) => container(recorded, `acme-cortex-${i}`));
    nodes.slice(1).forEach((node, i) => {
      const before = nodes[i];
      assert.ok(before && node.dependencies.includes(before.urn), `${node.name} waits for the node before it`);
    });
    for (const node of nodes) {
      assert.equal(node.inputs.wait, true);
      assert.match(healthOf(node).join(" "), /\/ready\b/);
    }
    assert.equal(tier.ready.length, 4);
  });

  it("gives an ingester the time to leave, and keeps its WAL on a volume of its own", async () => {
    const { recorded } = await built();
    const nodes = ofRole(recorded, "node");
    for (const node of nodes) assert.ok(Number(node.inputs.destroyGraceSeconds) >= 30, node.name);
    const volumes = nodes.map((node) => volumesOf(node).get(cortexPaths.data));
    assert.equal(new Set(volumes).size, nodes.length);
    for (const name of volumes) assert.ok(ofType(recorded, "volume").some(({ inputs }) => inputs.name === name));
  });

  it("is reached under one name that every node has, and the table manager has not", async () => {
    const { recorded, tier } = await built();
    for (const node of ofRole(recorded, "node")) assert.ok(namesOf(node).includes(tier.address.host));
    for (const manager of ofRole(recorded, "table-manager")) {
      assert.ok(!namesOf(manager).includes(tier.address.host));
      assert.ok(tier.tableManager && namesOf(manager).includes(tier.tableManager.host));
    }
    assert.deepEqual(
      tier.nodes.map(({ host }) => host),
      ofRole(recorded, "node").map((node) => namesOf(node)[0]),
    );
  });

  it("reads the configuration file that was uploaded, the same on every node", async () => {
    const { recorded } = await built();
    const [first, ...others] = ofRole(recorded, "node").map(filesOf);
    for (const files of others) assert.deepEqual(files, first);
    for (const one of ofType(recorded, "container")) {
      assert.ok(texts(one.inputs.command).includes(`-config.file=${cortexPaths.config}`));
      assert.ok(fileOf(one, cortexPaths.config).length > 0);
    }
  });

  it("writes the addresses of the other tiers into it, as their contracts say", async () => {
    const { recorded } = await built();
    const config: unknown = parse(fileOf(container(recorded, "acme-cortex-1"), cortexPaths.config));
    const text = JSON.stringify(config);
    for (const word of ["found-here:8500", "store-1,store-2", '"keyspace":"samples"'])
      assert.ok(text.includes(word), word);
  });

  it("gives the ruler each tenant's rules in a folder of the tenant's name", async () => {
    const { recorded } = await built();
    const files = filesOf(container(recorded, "acme-cortex-1"));
    for (const [tenant, groups] of Object.entries(rules)) {
      const [path, ...more] = [...files.keys()].filter((file) => file.startsWith(`${cortexPaths.rules}/${tenant}/`));
      assert.ok(path);
      assert.deepEqual(more, []);
      assert.equal(files.get(path), renderRules(groups));
    }
  });
});

describe("docker: Cortex with blocks in S3", () => {
  const blocks = { engine: "blocks" };

  it("runs nodes of every module, one that gives the rules to the ruler, and no table manager", async () => {
    const { recorded, tier } = await built(blocks);
    assert.equal(ofRole(recorded, "node").length, 3);
    assert.equal(ofRole(recorded, "rules").length, 1);
    assert.equal(ofType(recorded, "container").length, 4);
    for (const node of ofRole(recorded, "node")) assert.deepEqual(targetOf(node), ["all"]);
    assert.equal(tier.tableManager, undefined);
    assert.equal(tier.ready.length, 3);
  });

  it("waits for store and discovery, and rolls one node at a time", async () => {
    const { recorded } = await built(blocks);
    const nodes = [1, 2, 3].map((i) => container(recorded, `acme-cortex-${i}`));
    nodes.forEach((node, i) => {
      for (const name of ["store-ready", "discovery-ready"])
        assert.ok(node.dependencies.includes(urnOf(recorded, name)));
      const before = nodes[i - 1];
      if (before) assert.ok(node.dependencies.includes(before.urn), `${node.name} waits for the node before it`);
    });
  });

  it("reads its S3 keys from a file, expanded in cortex.yaml, and shows them to nobody", async () => {
    const { recorded } = await built(blocks);
    for (const node of ofRole(recorded, "node")) {
      assert.ok(texts(node.inputs.command).includes("-config.expand-env=true"));
      const [shell, option, script = "", ...name] = texts(node.inputs.entrypoints);
      assert.deepEqual([shell, option, name.length], ["/bin/sh", "-c", 1]);
      const [path] = [...filesOf(node)].find(([, content]) => content.includes("hush-hush")) ?? [];
      assert.ok(path && script.startsWith(`. ${path} && exec /bin/cortex "$@"`), script);
      assert.ok(!inTheOpen(node).includes("hush-hush"));
      const { uploads } = node.inputs;
      assert.ok(Array.isArray(uploads) && uploads.length > 0);
      for (const upload of uploads) assert.ok(isSecret(upload) || isSecret(fields(upload).content));
    }
  });

  it("hands Cortex the keys under the names that cortex.yaml has, whatever is in them", async () => {
    const { recorded } = await built(blocks);
    const node = container(recorded, "acme-cortex-1");
    const [, environment = ""] = [...filesOf(node)].find(([, content]) => content.includes("hush-hush")) ?? [];
    const shown = await run("/bin/sh", ["-c", `${environment} env`]);
    const config = fileOf(node, cortexPaths.config);
    for (const [variable, value] of [
      ["S3_ACCESS_KEY", "somebody"],
      ["S3_SECRET_KEY", "hush-hush"],
    ]) {
      assert.match(shown.output, new RegExp(`^${variable}=${value}$`, "m"));
      assert.ok(config.includes(`\${${variable}}`), variable);
    }
    assert.ok(!config.includes("hush-hush"));
  });

  it("brings the Alertmanager's fallback configuration along, where cortex.yaml looks for it", async () => {
    const { recorded } = await built(blocks);
    const node = container(recorded, "acme-cortex-1");
    assert.ok(fileOf(node, cortexPaths.alertmanagerFallback).includes("receivers"));
    assert.ok(fileOf(node, cortexPaths.config).includes(cortexPaths.alertmanagerFallback));
    assert.deepEqual(
      [...filesOf(node).keys()].filter((file) => file.startsWith(cortexPaths.rules)),
      [],
    );
  });

  it("never finds on a volume what the other engine left there", async () => {
    const volumes = async (values: Record<string, unknown>): Promise<string[]> =>
      ofType((await built(values)).recorded, "volume").map(({ name }) => name);
    const [one, other] = [await volumes(blocks), await volumes({})];
    assert.deepEqual(
      one.filter((name) => name.startsWith("acme-") && other.includes(name)),
      [],
    );
  });

  it("changes no node when only a rule changes", async () => {
    const { recorded } = await built(blocks);
    const [job] = ofRole(recorded, "rules");
    assert.ok(job && [...filesOf(job).values()].some((content) => content.includes("first:sum")));
    for (const node of ofRole(recorded, "node"))
      for (const content of filesOf(node).values()) assert.ok(!content.includes("first:sum"));
  });

  it("is registered in a preview as in an update", async () => {
    const names = ({ recorded }: Made): string[] => recorded.all.map(({ urn }) => urn).sort();
    assert.deepEqual(names(await built(blocks, true)), names(await built(blocks)));
  });
});
