import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Consul } from "../../../components/docker/consul.ts";
import { container, healthOf, labelsOf, namesOf, ofType, texts, volumesOf } from "../../support/containers.ts";
import { startMocks, type Recorded } from "../../support/mocks.ts";
import { onPath, run } from "../../support/process.ts";
import { settingsOf } from "../../support/settings.ts";
import { network } from "../../support/tiers.ts";

async function built(servers: number): Promise<{ recorded: Recorded; tier: Consul }> {
  const { consul, images, resources } = settingsOf({ consul: { servers } });
  const recorded = await startMocks();
  const tier = new Consul("acme", { network: network("acme"), consul, image: images.consul, limits: resources.consul });
  await recorded.settled();
  return { recorded, tier };
}

/** Runs a health check's script with a `wget` that answers as Consul would, its marker in a folder of the test's own. */
async function isWell(
  script: string,
  consul: { leader: string; log: number; alive?: number; looks?: number },
): Promise<boolean> {
  const sh = onPath("sh");
  assert.ok(sh && script !== "");
  const folder = mkdtempSync(join(tmpdir(), "cortex-consul-"));
  try {
    const self = JSON.stringify({ Stats: { raft: { last_log_index: String(consul.log), state: "Follower" } } });
    const members = JSON.stringify(Array.from({ length: consul.alive ?? 3 }, () => ({ Status: 1 })));
    writeFileSync(join(folder, "looks"), "\n".repeat(consul.looks ?? 0));
    const answers = `case "$*" in */v1/status/leader) echo '"${consul.leader}"';; */v1/agent/self) echo '${self}';; */v1/agent/members) echo '${members}';; *) exit 1;; esac`;
    writeFileSync(join(folder, "wget"), `#!${sh}\n${answers}\n`, { mode: 0o755 });
    writeFileSync(join(folder, "sleep"), `#!${sh}\n`, { mode: 0o755 });
    const here = `PATH='${folder}':"$PATH"; ${script.replaceAll("/tmp/", `${folder}/`)}`;
    return (await run(sh, ["-c", here])).status === 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
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

  it("lets other tiers wait for all servers", async () => {
    const { recorded, tier } = await built(3);
    assert.equal(tier.ready.length, 3);
    for (const server of ofType(recorded, "container")) {
      assert.equal(server.inputs.wait, true);
      assert.equal(labelsOf(server)["cortex.tier"], "discovery");
    }
  });

  it("takes each server after the one before is well: a change never takes the quorum", async () => {
    const { recorded } = await built(3);
    const [first, second, third] = ofType(recorded, "container");
    assert.ok(first && second && third);
    assert.ok(second.dependencies.includes(first.urn));
    assert.ok(third.dependencies.includes(second.urn));
  });

  for (const { index, log, leader, well } of [
    { index: 0, log: 0, leader: "", well: true }, // alone in a new stack: waited for, the second would never come
    { index: 1, log: 0, leader: "", well: true },
    { index: 2, log: 0, leader: "", well: false }, // all have come: now there must be a leader
    { index: 0, log: 7, leader: "", well: false }, // back in a stack that has voted before
    { index: 2, log: 7, leader: "", well: false },
    { index: 0, log: 0, leader: "10.0.0.2:8300", well: true },
    { index: 0, log: 7, leader: "10.0.0.2:8300", well: true },
    { index: 2, log: 7, leader: "10.0.0.2:8300", well: true },
  ]) {
    const situation = `${leader === "" ? "no leader" : "a leader"} and ${log === 0 ? "nothing" : "something"} in its log`;
    it(`calls server ${index + 1} of 3 ${well ? "well" : "unwell"} with ${situation}`, async () => {
      const { recorded } = await built(3);
      const server = ofType(recorded, "container")[index];
      assert.ok(server);
      assert.equal(await isWell(healthOf(server).at(-1) ?? "", { leader, log }), well);
    });
  }

  for (const { looks, alive, well } of [
    { looks: 0, alive: 1, well: false }, // 50 looks a check
    { looks: 80, alive: 1, well: true }, // the others were lost as well
    { looks: 80, alive: 2, well: false }, // they vote: let them
    { looks: 160, alive: 2, well: true }, // they do not: the one that just came back may have no vote yet
  ]) {
    it(`lets the next come, or not, after ${looks} looks that saw no leader and ${alive} of 3 alive`, async () => {
      const { recorded } = await built(3);
      for (const [index, server] of ofType(recorded, "container").entries()) {
        const found = await isWell(healthOf(server).at(-1) ?? "", { leader: "", log: 7, alive, looks });
        assert.equal(found, well && index < 2, "after the last there is nobody to come");
      }
    });
  }

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
