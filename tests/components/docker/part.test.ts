import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { image, imageReference, part, volume, type PartArgs } from "../../../components/docker/part.ts";
import {
  container,
  environmentOf,
  fields,
  fileOf,
  healthOf,
  labelsOf,
  list,
  namesOf,
  ofType,
  texts,
} from "../../support/containers.ts";
import { stack, startMocks, type Recorded, type Registration } from "../../support/mocks.ts";
import { onPath, run } from "../../support/process.ts";
import { network } from "../../support/tiers.ts";
import { isSecret } from "../../support/wire.ts";

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;

describe("docker: image", () => {
  it("is named name:tag, and name:tag@digest when pinned", () => {
    assert.equal(imageReference({ name: "team/part", tag: "v1.2" }), "team/part:v1.2");
    assert.equal(imageReference({ name: "team/part", tag: "v1.2", digest }), `team/part:v1.2@${digest}`);
  });

  it("stays on the machine when the stack goes", async () => {
    const recorded = await startMocks();
    image("acme-part", { name: "team/part", tag: "v1.2", digest }, {});
    await recorded.settled();
    const [made] = ofType(recorded, "image");
    assert.equal(made?.name, "acme-part-image");
    assert.equal(made.inputs.name, `team/part:v1.2@${digest}`);
    assert.equal(made.inputs.keepLocally, true);
  });
});

describe("docker: part", () => {
  let recorded: Recorded;
  beforeEach(async () => {
    recorded = await startMocks();
  });

  async function made(args: Partial<PartArgs> = {}): Promise<Registration> {
    const usual: PartArgs = {
      network: network("acme"),
      tier: "gateway",
      role: "door",
      image: image("acme-part", { name: "team/part", tag: "v1.2" }, {}),
      limits: { memoryMiB: 96 },
    };
    part("acme", "host-1", { ...usual, ...args }, {});
    await recorded.settled();
    return container(recorded, "acme-host-1");
  }

  it("is found by its labels, and by its host name and aliases on the stack's network alone", async () => {
    const { inputs, ...rest } = await made({ aliases: ["hosts"] });
    assert.deepEqual(labelsOf({ inputs, ...rest }), {
      "cortex.role": "door",
      "cortex.stack": stack,
      "cortex.tier": "gateway",
    });
    assert.equal(inputs.name, "acme-host-1");
    assert.equal(inputs.hostname, "host-1");
    assert.equal(
      typeof inputs.networkMode,
      "string",
      "left out, it is read back otherwise and differs at each refresh",
    );
    assert.notEqual(inputs.networkMode, "host");
    assert.deepEqual(
      list(inputs.networksAdvanced).map((one) => fields(one).name),
      ["acme-network"],
    );
    assert.deepEqual(namesOf({ inputs, ...rest }), ["host-1", "hosts"]);
  });

  it("runs the image by its id, so that a tag that moves changes nothing by itself", async () => {
    assert.equal((await made()).inputs.image, "sha256:id-of-acme-part-image");
  });

  it("may use its memory and no swap, and its share of the processors where one is set", async () => {
    const { inputs } = await made({ limits: { memoryMiB: 96, cpus: 0.5 } });
    assert.equal(inputs.memory, 96);
    assert.equal(inputs.memorySwap, 96);
    assert.deepEqual([inputs.cpuPeriod, inputs.cpuQuota], [100_000, 50_000]);
  });

  it("has no limit of processors where none is set", async () => {
    assert.equal((await made()).inputs.cpuQuota, undefined);
  });

  it("gets no right that it was not born with, comes back by itself, and keeps its log small", async () => {
    const { inputs } = await made();
    assert.deepEqual(inputs.securityOpts, ["no-new-privileges:true"]);
    assert.ok(!inputs.privileged);
    assert.equal(inputs.capabilities, undefined);
    assert.equal(inputs.restart, "always");
    assert.ok(fields(inputs.logOpts)["max-size"]);
    assert.ok(fields(inputs.logOpts)["max-file"]);
  });

  it("keeps each file's content secret, whether it was given in clear or not", async () => {
    const one = await made({
      files: [
        { path: "/etc/clear", content: "in clear" },
        { path: "/etc/secret", content: pulumi.secret("hidden") },
      ],
    });
    assert.equal(fileOf(one, "/etc/clear"), "in clear");
    assert.equal(fileOf(one, "/etc/secret"), "hidden");
    assert.ok(Array.isArray(one.inputs.uploads));
    assert.deepEqual(
      one.inputs.uploads.map((upload) => isSecret(fields(upload).content)),
      [true, true],
    );
  });

  it("writes the environment in a fixed order", async () => {
    const first = await made({ environment: { B: "2", A: "x=1" } });
    assert.deepEqual(texts(first.inputs.envs), ["A=x=1", "B=2"]);
    assert.deepEqual(environmentOf(first), { A: "x=1", B: "2" });
  });

  it("publishes on 127.0.0.1, and nothing unless told", async () => {
    const [port] = list((await made({ published: [{ internal: 80, external: 8080 }] })).inputs.ports);
    assert.deepEqual(port, { internal: 80, external: 8080, ip: "127.0.0.1", protocol: "tcp" });
    recorded = await startMocks();
    assert.deepEqual(list((await made()).inputs.ports), []);
  });

  it("mounts volumes to write and paths of the machine to read", async () => {
    const { inputs } = await made({
      volumes: { "/data": volume("acme-data", {}) },
      hostPaths: { "/rootfs": "/" },
    });
    const mounts = list(inputs.volumes).map(fields);
    const [data] = mounts.filter(({ containerPath }) => containerPath === "/data");
    assert.equal(data?.volumeName, "acme-data");
    assert.ok(!data.readOnly);
    const [rootfs] = mounts.filter(({ containerPath }) => containerPath === "/rootfs");
    assert.equal(rootfs?.hostPath, "/");
    assert.equal(rootfs.readOnly, true);
  });

  it("is replaced when what the Docker API cannot change in place changes", async () => {
    const { replaceOnChanges } = await made();
    for (const key of ["init", "healthcheck"]) assert.ok(replaceOnChanges.includes(key), key);
  });

  it("is waited for when it has a health check, and only then", async () => {
    const healthy = await made({ healthy: { command: "true", timeoutSeconds: 42 } });
    assert.equal(healthy.inputs.wait, true);
    assert.equal(healthy.inputs.waitTimeout, 42);
    recorded = await startMocks();
    const other = await made();
    assert.ok(!other.inputs.wait);
    assert.deepEqual(healthOf(other), []);
  });

  it("may end when its work is done, and is tried again only when it failed", async () => {
    const once = await made({ once: true });
    assert.equal(once.inputs.restart, "on-failure");
    assert.equal(once.inputs.mustRun, false);
  });

  it("is unwell when its check fails, with a script that the shell can read", async () => {
    const one = await made({ healthy: { command: "exit 3", timeoutSeconds: 42 } });
    const [kind, shell, option, script, ...more] = healthOf(one);
    assert.deepEqual([kind, shell, option, more], ["CMD", "sh", "-c", []]);
    assert.ok(script);
    const sh = onPath("sh");
    assert.ok(sh, "every machine that runs the tests has a POSIX shell");
    assert.equal((await run(sh, ["-n", "-c", script])).status, 0);
    // What the script remembers lies in a folder of the test's own, not where it would lie in the container.
    const folder = mkdtempSync(join(tmpdir(), "cortex-part-"));
    const marker = /touch (\S+)/.exec(script)?.[1];
    const asking = (command: string): string => {
      const text = script.replace("exit 3", command);
      return marker === undefined ? text : text.replaceAll(marker, join(folder, "marker"));
    };
    try {
      assert.notEqual((await run(sh, ["-c", asking("false")])).status, 0);
      assert.equal((await run(sh, ["-c", asking("true")])).status, 0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("docker: volume", () => {
  it("has the stack's label and the name that it was given", async () => {
    const recorded = await startMocks();
    volume("acme-data", {});
    await recorded.settled();
    const [made] = ofType(recorded, "volume");
    assert.equal(made?.inputs.name, "acme-data");
    assert.equal(labelsOf(made)["cortex.stack"], stack);
  });
});
