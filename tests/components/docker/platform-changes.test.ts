// What one platform is beside another: previewed, changed, without a tier, twice on one engine.
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { valueOf, type Registration } from "../../support/mocks.ts";
import { built, type Built } from "../../support/platform.ts";
import { open } from "../../support/wire.ts";

describe("docker: the platform without its query tier", () => {
  it("has no Grafana, nothing for it, and says so in its outputs", async () => {
    const { recorded, platform } = await built({}, { withGrafana: false });
    assert.deepEqual(
      recorded.all.filter(({ name, type }) => /grafana/i.test(name + type)),
      [],
    );
    assert.equal(await valueOf(pulumi.output(platform.outputs.grafanaUrl)), undefined);
    assert.equal(await valueOf(pulumi.output(platform.outputs.grafanaLogin)), undefined);
  });
});

describe("docker: a preview of the platform", () => {
  it("registers what the update would, in the same order of dependencies, with nothing known yet", async () => {
    const values = { cluster: { nodes: 2 }, consul: { servers: 1 } };
    const shape = ({ recorded }: Built) =>
      recorded.all
        .map(({ urn, parent, dependencies }) => ({ urn, parent, dependencies: dependencies.sort() }))
        .sort((a, b) => a.urn.localeCompare(b.urn));
    const preview = await built(values, { preview: true });
    assert.equal(await pulumi.isSecret(preview.platform.outputs.logins), true);
    assert.deepEqual(shape(preview), shape(await built(values)));
  });
});

describe("docker: a change of settings", () => {
  const small = { cluster: { nodes: 2 }, consul: { servers: 1 } };
  let before: Built;
  let clean: Map<string, Registration>;

  beforeEach(async () => {
    before = await built(small, { withGrafana: false });
    clean = new Map(before.recorded.all.map((one) => [one.urn, one]));
  });

  /** The resources that differ, with the inputs that do. */
  async function changedBy(values: Record<string, unknown>): Promise<Record<string, string[]>> {
    const { recorded } = await built({ ...small, ...values }, { withGrafana: false });
    return Object.fromEntries(
      recorded.all.flatMap(({ urn, name, inputs }) => {
        const old = clean.get(urn)?.inputs ?? {};
        const keys = [...new Set([...Object.keys(old), ...Object.keys(inputs)])];
        const different = keys.filter((key) => JSON.stringify(open(old[key])) !== JSON.stringify(open(inputs[key])));
        return different.length > 0 ? [[name, different]] : [];
      }),
    );
  }

  it("is none when nothing changes", async () => {
    assert.deepEqual(await changedBy({}), {});
  });

  it("of one of Cortex's limits touches the files of the nodes, and nothing else", async () => {
    assert.deepEqual(await changedBy({ limits: { ingestionRate: 54_321 } }), {
      "cortex-cortex-1": ["uploads"],
      "cortex-cortex-2": ["uploads"],
    });
  });

  it("of a container's memory touches the containers of that kind", async () => {
    assert.deepEqual(await changedBy({ resources: { nginx: { memoryMiB: 777 } } }), {
      "cortex-nginx": ["memory", "memorySwap"],
    });
  });

  it("of a digest touches that image alone, until its id is known", async () => {
    const digest = `sha256:${"1".repeat(64)}`;
    assert.deepEqual(await changedBy({ images: { consul: { digest } } }), { "cortex-consul-image": ["name"] });
  });

  it("of how long Prometheus keeps its copy touches no Cortex node", async () => {
    const changed = Object.keys(await changedBy({ prometheus: { retentionHours: 7 } }));
    assert.deepEqual(changed.sort(), ["cortex-prometheus-1", "cortex-prometheus-2"]);
  });
});

describe("docker: two stacks on one engine", () => {
  it("share no name", async () => {
    const names = async (prefix: string): Promise<string[]> => {
      const { recorded } = await built({ prefix, cluster: { nodes: 1 }, consul: { servers: 1 } });
      return recorded.all.map(({ name }) => name);
    };
    const one = new Set(await names("one"));
    const two = await names("two");
    assert.ok(one.size > 15);
    assert.deepEqual(
      two.filter((name) => one.has(name)),
      [],
    );
  });
});
