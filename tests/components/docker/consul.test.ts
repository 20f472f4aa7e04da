import assert from "node:assert/strict";
import { Consul } from "../../../components/docker/consul.ts";
import { container, healthOf, labelsOf, namesOf, ofType, texts, volumesOf } from "../../support/containers.ts";
import { startMocks, type Recorded } from "../../support/mocks.ts";
import { settingsOf } from "../../support/settings.ts";
import { network } from "../../support/tiers.ts";

async function built(servers: number): Promise<{ recorded: Recorded; tier: Consul }> {
  const { consul, images, resources } = settingsOf({ consul: { servers } });
  const recorded = await startMocks();
  const tier = new Consul("acme", { network: network("acme"), consul, image: images.consul, limits: resources.consul });
  await recorded.settled();
  return { recorded, tier };
}

describe("docker: Consul", () => {
  for (const servers of [1, 3, 5]) {
    it(`elects a leader among ${servers} once all have come`, async () => {
      const { recorded } = await built(servers);
      const found = ofType(recorded, "container");
      assert.equal(found.length, servers);
      for (const server of found) {
        const command = texts(server.inputs.command);
        assert.deepEqual(command.slice(0, 2), ["agent", "-server"]);
        assert.ok(command.includes(`-bootstrap-expect=${servers}`));
        const [self] = namesOf(server);
        assert.ok(command.includes(`-node=${self}`));
        const joins = command.filter((part) => part.startsWith("-retry-join=")).map((part) => part.slice(12));
        const others = found.flatMap((other) => (other === server ? [] : namesOf(other).slice(0, 1)));
        assert.deepEqual(joins.filter((host) => host !== self).sort(), others.sort());
      }
    });
  }

  it("answers under one name, whichever servers live, and each under its own", async () => {
    const { recorded, tier } = await built(3);
    const names = ofType(recorded, "container").map(namesOf);
    for (const aliases of names) assert.ok(aliases.includes(tier.address.host));
    assert.deepEqual(
      tier.servers.map(({ host }) => host),
      names.map(([first]) => first),
    );
    assert.ok(!tier.servers.some(({ host }) => host === tier.address.host));
  });

  it("is well when there is a leader, and others wait for all servers", async () => {
    const { recorded, tier } = await built(3);
    for (const server of ofType(recorded, "container")) {
      assert.match(healthOf(server).join(" "), /v1\/status\/leader/);
      assert.equal(server.inputs.wait, true);
      assert.equal(labelsOf(server)["cortex.tier"], "discovery");
    }
    assert.equal(tier.ready.length, 3);
  });

  it("lets the servers start together: one that waited for another would wait for ever", async () => {
    const { recorded } = await built(3);
    const servers = ofType(recorded, "container").map(({ urn }) => urn);
    for (const { dependencies } of ofType(recorded, "container")) {
      assert.deepEqual(
        dependencies.filter((urn) => servers.includes(urn)),
        [],
      );
    }
  });

  it("keeps the ring on a volume a server", async () => {
    const { recorded } = await built(3);
    const volumes = [1, 2, 3].map((i) => volumesOf(container(recorded, `acme-consul-${i}`)).get("/consul/data"));
    assert.equal(new Set(volumes).size, 3);
    assert.ok(volumes.every((name) => name?.startsWith("acme-consul-")));
  });

  it("lets Prometheus scrape it", async () => {
    const { recorded } = await built(1);
    assert.match(
      texts(container(recorded, "acme-consul-1").inputs.command).join(" "),
      /prometheus_retention_time *= *"\d+[smh]"/,
    );
  });
});
