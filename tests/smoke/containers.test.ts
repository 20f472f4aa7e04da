import assert from "node:assert/strict";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dockerOf, logCommands, type Container, type Docker } from "../../smoke/containers.ts";

describe("the stack's containers", () => {
  describe("asked through the docker command", () => {
    let folder: string;
    const path = process.env["PATH"];
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), "smoke-docker-"));
      process.env["PATH"] = `${folder}:${path}`;
    });
    afterEach(async () => {
      process.env["PATH"] = path;
      await rm(folder, { recursive: true });
    });

    async function answers(script: string): Promise<() => Promise<string[]>> {
      const file = join(folder, "docker");
      await writeFile(file, `#!/bin/sh\nprintf '%s\\n' "$@" > '${folder}/arguments'\n${script}\n`);
      await chmod(file, 0o755);
      return async () => (await readFile(join(folder, "arguments"), "utf8")).trimEnd().split("\n");
    }

    it("are those with the stack's label, sorted by name", async () => {
      const args = await answers(
        String.raw`printf 'b\tmine\tcluster\tnode\trunning\tbridge\na\tmine\tgateway\t\texited\tbridge\n'`,
      );
      assert.deepEqual(await dockerOf("mine").containers(), [
        { name: "a", tier: "gateway", role: "", state: "exited" },
        { name: "b", tier: "cluster", role: "node", state: "running" },
      ]);
      assert.deepEqual((await args()).slice(0, 4), ["ps", "--all", "--filter", "label=cortex.stack=mine"]);
    });

    it("are also those of Terraform on their network, which carry no label", async () => {
      const labelled = String.raw`acme-cortex-1\tmine\tcluster\tnode\trunning\tbridge,acme-network\n`;
      const others = String.raw`acme-cassandra-1\t\t\t\trunning\tacme-network\nacme-else\t\t\t\trunning\tacme-network\nb-cassandra-1\tyours\tdatastore\tcassandra\trunning\tacme-network\n`;
      await answers(
        `case "$*" in *network=acme-network*) printf '${labelled}${others}' ;; *) printf '${labelled}' ;; esac`,
      );
      assert.deepEqual(await dockerOf("mine").containers(), [
        { name: "acme-cassandra-1", tier: "datastore", role: "cassandra", state: "running" },
        { name: "acme-cortex-1", tier: "cluster", role: "node", state: "running" },
      ]);
    });

    it("may be none", async () => {
      await answers("");
      assert.deepEqual(await dockerOf("mine").containers(), []);
    });

    it("run a command and give what it prints", async () => {
      const args = await answers("echo done");
      assert.equal(await dockerOf("mine").exec("a", ["wget", "--post-data=", "x y"], 5), "done\n");
      assert.deepEqual(await args(), ["exec", "a", "wget", "--post-data=", "x y"]);
    });

    it("reject when docker fails, with what it said", async () => {
      await answers("echo Cannot connect >&2; exit 1");
      await assert.rejects(dockerOf("mine").containers(), /Cannot connect/);
    });

    it("reject when a command takes too long", async () => {
      await answers("sleep 20");
      await assert.rejects(dockerOf("mine").exec("a", ["true"], 0.2), /longer than 0.2 s/);
    }).timeout(15_000);
  });

  describe("named for their logs", () => {
    const of = (...containers: Container[]): Docker => ({
      containers: () => Promise.resolve(containers),
      exec: () => Promise.reject(new Error("not asked")),
    });
    const node = (name: string, state = "running"): Container => ({ name, tier: "cluster", role: "node", state });

    it("are those of the tiers, the stopped ones first", async () => {
      const docker = of(node("n1"), node("n2", "exited"), { ...node("g"), tier: "gateway" });
      assert.deepEqual(await logCommands(docker, ["cluster"]), [
        "docker logs --tail 50 n2   (it is exited)",
        "docker logs --tail 50 n1",
      ]);
    });

    it("come in the order of the tiers, so that a large cluster hides no gateway", async () => {
      const many = Array.from({ length: 50 }, (_, index) => node(`n${index}`));
      const commands = await logCommands(of(...many, { ...node("nginx"), tier: "gateway" }), ["gateway", "cluster"]);
      assert.equal(commands[0], "docker logs --tail 50 nginx");
    });

    it("are the named ones where they exist", async () => {
      const docker = of(node("n1"), node("n2"));
      assert.deepEqual(await logCommands(docker, ["cluster"], ["n2", "gone"]), ["docker logs --tail 50 n2"]);
      assert.equal((await logCommands(docker, ["cluster"], ["gone"])).length, 2);
    });

    it("are found by the host that the network knows, which has no prefix", async () => {
      const docker = of(node("cortex-cortex-1"), node("cortex-cortex-11"), node("cortex-consul-1"));
      assert.deepEqual(await logCommands(docker, ["cluster"], ["cortex-1"]), ["docker logs --tail 50 cortex-cortex-1"]);
    });

    it("are a few of many", async () => {
      const many = Array.from({ length: 50 }, (_, index) => node(`n${index}`));
      const commands = await logCommands(of(...many), ["cluster"]);
      assert.equal(commands.length, 7);
      assert.equal(commands[6], "and 44 more of tier cluster");
    });

    it("may be none", async () => {
      assert.deepEqual(await logCommands(of(), ["query"]), ["docker ps --all (no container of tier query exists)"]);
    });
  });
});
