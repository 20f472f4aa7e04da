import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { SeaweedFs } from "../../../components/docker/seaweedfs.ts";
import { at } from "../../support/at.ts";
import {
  container,
  fileOf,
  filesOf,
  healthOf,
  inTheOpen,
  labelsOf,
  list,
  namesOf,
  ofType,
  texts,
  volumesOf,
} from "../../support/containers.ts";
import { startMocks, valueOf, type Recorded, type Registration } from "../../support/mocks.ts";
import { run } from "../../support/process.ts";
import { settingsOf } from "../../support/settings.ts";
import { network } from "../../support/tiers.ts";
import { clearTexts } from "../../support/wire.ts";

async function built(preview = false): Promise<{ recorded: Recorded; tier: SeaweedFs; server: Registration }> {
  const { images, resources } = settingsOf({ engine: "blocks" });
  const recorded = await startMocks({ preview });
  const tier = new SeaweedFs("acme", {
    network: network("acme"),
    image: images.seaweedfs,
    limits: resources.seaweedfs,
  });
  await recorded.settled();
  return { recorded, tier, server: container(recorded, "acme-seaweedfs") };
}

const scriptOf = (server: Registration): string => texts(server.inputs.entrypoints).at(-1) ?? "";
/** `-name=value` of the server's command line. */
const option = (server: Registration, name: string): string | undefined =>
  new RegExp(` -${name.replaceAll(".", "[.]")}=(\\S+)`).exec(scriptOf(server))?.[1];

describe("docker: SeaweedFS", () => {
  it("is one server of the data store, with what it holds on a volume", async () => {
    const { recorded, tier, server } = await built();
    assert.equal(ofType(recorded, "container").length, 1);
    assert.equal(labelsOf(server)["cortex.tier"], "datastore");
    const [folder, ...others] = volumesOf(server).keys();
    assert.deepEqual(others, []);
    assert.equal(option(server, "dir"), folder);
    assert.deepEqual(tier.ready.length, 1);
    assert.deepEqual(list(server.inputs.ports), [], "nobody but the stack's own parts speaks to it");
  });

  it("is reached by the others where it says", async () => {
    const { tier, server } = await built();
    const [host, port] = tier.s3.endpoint.split(":");
    assert.ok(host && namesOf(server).includes(host));
    assert.equal(option(server, "s3.port"), port);
    assert.ok(namesOf(server).includes(tier.metrics.host));
    assert.equal(option(server, "metricsPort"), String(tier.metrics.port));
    assert.equal(tier.s3.keysFromEnvironment, true);
  });

  it("shows master, volumes and filer to itself alone: who reaches them needs no identity", async () => {
    const { server } = await built();
    assert.equal(option(server, "ip"), "127.0.0.1");
    assert.equal(option(server, "ip.bind"), "127.0.0.1");
    assert.equal(option(server, "s3.ip.bind"), "0.0.0.0");
  });

  it("asks nobody outside for anything", async () => {
    const { server } = await built();
    assert.equal(option(server, "master.telemetry"), "false");
  });

  it("knows one identity, which may read and write in the buckets of the store and do nothing else", async () => {
    const { tier, server } = await built();
    const path = option(server, "s3.config");
    assert.ok(path);
    const config: unknown = JSON.parse(fileOf(server, path));
    const [identity, ...others] = [at(config, "identities")].flat();
    assert.deepEqual(others, []);
    assert.deepEqual(at(identity, "credentials.0"), {
      accessKey: tier.keys.accessKey,
      secretKey: await valueOf(tier.keys.secretKey),
    });
    const actions = [at(identity, "actions")].flat().map(String);
    assert.deepEqual(
      actions.sort(),
      Object.values(tier.buckets)
        .flatMap((bucket) => ["List", "Read", "Tagging", "Write"].map((action) => `${action}:${bucket}`))
        .sort(),
    );
    for (const [name, value] of [
      ["s3.iam", "false"],
      ["s3.autoCreateBucket", "false"],
      ["s3.allowDeleteBucketNotEmpty", "false"],
    ] as const)
      assert.equal(option(server, name), value, name);
  });

  it("lets nobody change identities who does not know a key", async () => {
    const { server } = await built();
    const [, key = ""] =
      /^\[jwt\.filer_signing\]\nkey = "([^"]+)"/m.exec(fileOf(server, "/etc/seaweedfs/security.toml")) ?? [];
    assert.ok(key.length >= 32);
    assert.ok(
      ![...filesOf(server)].some(([path, content]) => !path.endsWith("security.toml") && content.includes(key)),
    );
  });

  it("keeps its keys secret, two different ones, in files", async () => {
    const { recorded, tier, server } = await built();
    assert.equal(await pulumi.isSecret(tier.keys.secretKey), true);
    const secret = await valueOf(tier.keys.secretKey);
    assert.ok(secret.length >= 32);
    assert.ok(!inTheOpen(server).includes(secret));
    for (const one of recorded.all) assert.ok(!clearTexts(one.inputs).join("\n").includes(secret), one.name);
    assert.equal(ofType(recorded, "password").length, 2);
  });

  it("is well when every bucket stands and S3 answers, and not before", async () => {
    const { tier, server } = await built();
    const health = healthOf(server).join(" ");
    for (const bucket of Object.values(tier.buckets)) assert.ok(health.includes(`/buckets/${bucket}/`), bucket);
    assert.match(health, /127\.0\.0\.1:8333\/healthz/);
    assert.equal(server.inputs.wait, true);
  });

  it("can be previewed", async () => {
    const { recorded } = await built(true);
    assert.deepEqual(
      recorded.all.map(({ urn }) => urn).sort(),
      (await built()).recorded.all.map(({ urn }) => urn).sort(),
    );
  });

  describe("its start script", () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), "cortex-seaweedfs-"));
      mkdirSync(join(folder, "buckets"));
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    /** Runs what makes the buckets, with stand-ins: a filer that has a bucket when its folder is there, a shell that makes it. */
    async function makeBuckets(script: string): Promise<void> {
      const bin = join(folder, "bin");
      mkdirSync(bin);
      const standIns = {
        wget: `for url; do :; done; name=\${url%/}; [ -d "${folder}/buckets/\${name##*/}" ]`,
        weed: `read -r line; echo "$line" >>"${folder}/said"; [ -e "${folder}/late" ] || { touch "${folder}/late"; exit 1; }; mkdir "${folder}/buckets/\${line##* }"`,
      };
      for (const [name, body] of Object.entries(standIns)) {
        writeFileSync(join(bin, name), `#!/bin/sh\n${body}\n`);
        chmodSync(join(bin, name), 0o755);
      }
      const [loop = "", server] = script.split(" & ");
      assert.ok(server?.startsWith("exec /entrypoint.sh "), "the official entrypoint is what runs on");
      const ended = await run("/bin/sh", ["-c", `PATH=${bin}:$PATH; ${loop}`], 20);
      assert.equal(ended.status, 0, ended.output);
    }

    it("makes every bucket, tries again what failed, and leaves alone what is there", async () => {
      const { tier, server } = await built();
      const [there, ...missing] = Object.values(tier.buckets);
      assert.ok(there);
      mkdirSync(join(folder, "buckets", there));
      await makeBuckets(scriptOf(server));
      const said = readFileSync(join(folder, "said"), "utf8").trim().split("\n");
      assert.deepEqual([...new Set(said)].sort(), missing.map((bucket) => `s3.bucket.create -name ${bucket}`).sort());
      assert.equal(said.length, missing.length + 1, "the first try failed");
    }).timeout(20_000);
  });
});
