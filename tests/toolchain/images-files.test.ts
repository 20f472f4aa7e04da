import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readFile, readlink, stat, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { createServer as createSilentServer } from "node:net";
import path from "node:path";
import { writeImageArchive } from "../../toolchain/images/archive.ts";
import { contracts } from "../../toolchain/images/contracts.ts";
import { verifyJars } from "../../toolchain/images/maven.ts";
import { registryAnswers, registryHost } from "../../toolchain/images/registry.ts";
import { fillRoot } from "../../toolchain/images/rootfs.ts";
import { UserError } from "../../toolchain/sources.ts";
import { temporaryFolder } from "./temporary.ts";

const silent = (): void => undefined;
describe("a root filled from a recipe", () => {
  const inFolder = temporaryFolder();

  it("holds files, folders and links with their modes, moved and removed as told, in order", async () => {
    await fillRoot(
      inFolder(),
      [
        { kind: "file", at: "/etc/app/a.conf", text: "a" },
        { kind: "file", at: "/bin/run", text: "#!/bin/sh\n", mode: 0o755 },
        { kind: "directory", at: "/data", mode: 0o1777 },
        { kind: "link", at: "/etc/current", to: "app/a.conf" },
        { kind: "link", at: "/etc/current", to: "/etc/app/b.conf" },
        { kind: "move", from: "/etc/app/a.conf", to: "/etc/app/b.conf" },
        { kind: "file", at: "/gone/by", text: "" },
        { kind: "remove", paths: ["/gone", "/never-there"] },
      ],
      silent,
    );
    assert.equal(await readFile(inFolder("etc/app/b.conf"), "utf8"), "a");
    await assert.rejects(stat(inFolder("etc/app/a.conf")));
    await assert.rejects(stat(inFolder("gone")));
    assert.equal(await readlink(inFolder("etc/current")), "/etc/app/b.conf");
    assert.equal((await stat(inFolder("bin/run"))).mode & 0o7777, 0o755);
    assert.equal((await stat(inFolder("data"))).mode & 0o7777, 0o1777);
  });
});

describe("an image's archive", () => {
  const inFolder = temporaryFolder();

  it("is one layer with the owners of the recipe, and the contract as its configuration", async () => {
    const root = inFolder("root");
    await mkdir(path.join(root, "consul/data"), { recursive: true });
    await mkdir(path.join(root, "etc"));
    await writeFile(path.join(root, "etc/file"), "text");
    const target = inFolder("image.tar");
    const owners = [{ path: "/consul", uid: 100, gid: 1000 }];
    await writeImageArchive(root, owners, contracts.nginx, "nginx:1.22.1", "0123456789abcdef", target);

    const read = (name: string): Buffer => execFileSync("tar", ["-x", "-O", "-f", target, name]);
    const manifest: unknown = JSON.parse(read("manifest.json").toString());
    assert.deepEqual(manifest, [{ Config: "config.json", RepoTags: ["nginx:1.22.1"], Layers: ["layer.tar"] }]);
    const layer = read("layer.tar");
    const config = read("config.json").toString();
    assert.ok(config.includes(`sha256:${createHash("sha256").update(layer).digest("hex")}`));
    assert.ok(config.includes('"Labels":{"cortex.platform.built":"0123456789abcdef"}'));
    assert.ok(config.includes('"StopSignal":"SIGQUIT"'));
    assert.ok(config.includes('"Entrypoint":["/docker-entrypoint.sh"]'));

    const listing = execFileSync("tar", ["-t", "-v", "--numeric-owner", "-f", "-"], { input: layer }).toString();
    const owner = (place: string): string[] =>
      listing
        .split("\n")
        .filter((line) => line.endsWith(` ${place}`))
        .map((line) => line.split(/\s+/)[1] ?? "");
    assert.deepEqual(owner("./etc/file"), ["0/0"]);
    assert.deepEqual(owner("./consul/"), ["100/1000"], "once, with its owner");
    assert.deepEqual(owner("./consul/data/"), ["100/1000"]);
  });

  it("is the same bytes for the same content", async () => {
    const sums: string[] = [];
    for (const name of ["one", "two"]) {
      const root = inFolder(name, "root");
      await mkdir(root, { recursive: true });
      await writeFile(path.join(root, "file"), "text");
      const target = inFolder(name, "image.tar");
      await writeImageArchive(root, [], contracts.cortex, "a:1", "key", target);
      const config = execFileSync("tar", ["-x", "-O", "-f", target, "config.json"]);
      sums.push(createHash("sha256").update(config).digest("hex"));
    }
    assert.equal(sums[0], sums[1]);
  });
});

describe("the check of downloaded jars", () => {
  const inFolder = temporaryFolder();

  const sum = (text: string): string => createHash("sha256").update(text).digest("hex");
  const wanted = `${sum("a")}  a.jar\n${sum("b")}  b.jar\n`;

  it("passes for exactly the committed jars", async () => {
    await writeFile(inFolder("a.jar"), "a");
    await writeFile(inFolder("b.jar"), "b");
    await verifyJars(inFolder(), wanted);
  });

  it("names each jar that differs, is missing or is not expected", async () => {
    await writeFile(inFolder("a.jar"), "changed");
    await writeFile(inFolder("c.jar"), "c");
    await assert.rejects(verifyJars(inFolder(), wanted), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /a\.jar \(another content\)/);
      assert.match(error.message, /b\.jar \(missing\)/);
      assert.match(error.message, /c\.jar \(not expected\)/);
      return true;
    });
  });
});

describe("the registry of an image", () => {
  const table: [string, string][] = [
    ["nginx", "registry-1.docker.io"],
    ["prom/prometheus", "registry-1.docker.io"],
    ["docker.io/library/nginx", "registry-1.docker.io"],
    ["quay.io/cortexproject/cortex", "quay.io"],
    ["gcr.io/cadvisor/cadvisor", "gcr.io"],
    ["localhost/mine", "localhost"],
    ["localhost:5000/mine", "localhost:5000"],
    ["registry:5000/team/app", "registry:5000"],
  ];
  for (const [name, host] of table) {
    it(`${name}: ${host}`, () => {
      assert.equal(registryHost(name), host);
    });
  }

  const listening = async (server: Server | ReturnType<typeof createSilentServer>): Promise<string> => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    assert.ok(typeof address === "object" && address !== null);
    return `127.0.0.1:${address.port}`;
  };

  it("answers when it asks for a login", async () => {
    const server = createServer((_request, response) => response.writeHead(401).end());
    const host = await listening(server);
    try {
      assert.equal(await registryAnswers(host), true);
    } finally {
      server.close();
    }
    assert.equal(await registryAnswers(host), false, "closed");
  });

  it("does not answer when it stays silent, and that is known after 5 s", async () => {
    const server = createSilentServer();
    const host = await listening(server);
    const started = performance.now();
    try {
      assert.equal(await registryAnswers(host), false);
    } finally {
      server.close();
    }
    assert.ok(performance.now() - started < 8_000);
  }).timeout(15_000);
});
