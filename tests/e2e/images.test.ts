import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { cortexImages, images, type ImageRelease } from "../../components/cortex/releases.ts";
import { CommandError, run } from "../../toolchain/exec.ts";
import { contracts, type Contract } from "../../toolchain/images/contracts.ts";
import { imageReference } from "../../toolchain/images/index.ts";
import { configOf, filesOf, resolve, type Entry } from "./support/images.ts";

// Every image that the engine holds, built here or pulled, is held against its contract. What the file system holds is
// read from a container that is never started, so that it works for an image without a shell too.

/** Every image that a stack may run; Cortex' by engine. */
const releases = { ...images, cortex: cortexImages.chunks, cortexOfBlocks: cortexImages.blocks } as const;
type Name = keyof typeof releases;
const names: Name[] = [
  "cortex",
  "cortexOfBlocks",
  "consul",
  "cassandra",
  "seaweedfs",
  "nginx",
  "nginxExporter",
  "prometheus",
  "cadvisor",
  "grafana",
];
const contractOf = (name: Name): Contract => contracts[name === "cortexOfBlocks" ? "cortex" : name];
const reference = (name: Name): string => {
  const { name: repository, tag }: ImageRelease = releases[name];
  return imageReference({ name: repository, tag });
};
const containerName = (name: string): string => `cortex-image-test-${process.pid}-${name.toLowerCase()}`;

const docker = (...args: string[]): Promise<string> => run("docker", args, { timeoutSeconds: 120 });

const started: string[] = [];

/** Starts a container that is removed, with its volumes, when the test ends. */
async function start(name: Name, options: string[], ...args: string[]): Promise<string> {
  const container = containerName(name);
  started.push(container);
  await docker("run", "-d", "--name", container, ...options, reference(name), ...args);
  return container;
}

afterEach(async () => {
  for (const container of started.splice(0)) await docker("rm", "-f", "-v", container).catch(() => undefined);
});

async function eventually<T>(what: string, seconds: number, attempt: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`not within ${seconds} s: ${what}`, { cause: error });
    }
    await sleep(500);
  }
}

async function isHeld(name: Name): Promise<boolean> {
  try {
    await docker("image", "inspect", reference(name));
    return true;
  } catch (error) {
    if (error instanceof CommandError && /no such image/i.test(error.tail)) return false;
    throw error;
  }
}

for (const name of names) {
  describe(`the image ${reference(name)} and its contract`, function () {
    this.timeout(300_000);
    const contract = contractOf(name);
    let entries = new Map<string, Entry>();

    before(async function () {
      if (await isHeld(name)) {
        const container = containerName(`${name}-files`);
        started.push(container);
        await docker("create", "--name", container, reference(name));
        entries = await filesOf(container);
        return;
      }
      assert.equal(name, "grafana", `${reference(name)} is not in the engine: run npm run up first`);
      this.skip();
    });

    it("is started in the same way", async () => {
      const found = await configOf(reference(name));
      assert.deepEqual(found.Entrypoint, contract.entrypoint);
      assert.deepEqual(found.Cmd ?? [], contract.cmd);
      assert.equal(found.User, contract.user);
      assert.equal(found.WorkingDir.replace(/^\/$/, ""), contract.workingDir);
      assert.equal(found.StopSignal, contract.stopSignal);
    });

    it("has the same variables, ports, volumes and health check", async () => {
      const found = await configOf(reference(name));
      for (const [key, value] of Object.entries(contract.env)) assert.ok(found.Env?.includes(`${key}=${value}`), key);
      assert.deepEqual(Object.keys(found.ExposedPorts ?? {}).sort(), [...contract.exposedPorts].sort());
      assert.deepEqual(Object.keys(found.Volumes ?? {}), contract.volumes);
      assert.deepEqual(found.Healthcheck, contract.healthcheck);
    });

    it("holds the paths, with their owners", () => {
      for (const { path, kind, uid, gid } of contract.paths) {
        const entry = resolve(entries, path);
        assert.ok(entry !== undefined, `${path} is there`);
        assert.equal(entry.mode[0], kind === "directory" ? "d" : "-", path);
        assert.equal(entry.owner, `${uid}/${gid}`, path);
      }
    });

    it("holds what the entrypoint and the health checks run", () => {
      for (const path of contract.executables) {
        const entry = resolve(entries, path);
        assert.ok(entry !== undefined, `${path} is there`);
        assert.match(entry.mode, /^[-h]..x..x..x$/, path);
      }
    });

    it("knows the accounts", async () => {
      if (contract.accounts.length === 0) return;
      const passwd = await docker("run", "--rm", "--entrypoint", "/bin/sh", reference(name), "-c", "cat /etc/passwd");
      for (const { name: account, uid, gid } of contract.accounts) {
        assert.match(passwd, new RegExp(`^${account}:[^:]*:${uid}:${gid}:`, "m"));
      }
    });
  });
}

/** Stops a container as its platform does, and gives its exit code. */
async function stop(container: string, seconds: number): Promise<number> {
  await docker("stop", "-t", String(seconds), container);
  return Number(await docker("inspect", "--format", "{{ .State.ExitCode }}", container));
}

describe("the images at work", function () {
  this.timeout(300_000);

  const versions: [Name, string[], RegExp][] = [
    ["cortex", ["-version"], /version 1\.13\.2/],
    ["cortexOfBlocks", ["-version"], /version 1\.21\.1/],
    ["seaweedfs", ["version"], /\b8000GB 4\.48\b/],
    ["consul", ["version"], /Consul v1\.20\.2/],
    ["cassandra", ["cassandra", "-v"], /5\.0\.4/],
    ["nginx", ["sh", "-c", "nginx -v 2>&1"], /nginx\/1\.22\.1/],
    ["nginxExporter", ["-version"], /version=0\.11\.0/],
    ["prometheus", ["--version"], /version 2\.42\.0/],
    ["cadvisor", ["-version"], /v0\.49\.2/],
  ];
  for (const [name, command, expected] of versions) {
    it(`${name} is the version that its tag names`, async () => {
      assert.match(await docker("run", "--rm", reference(name), ...command), expected);
    });
  }

  it("nginx serves, writes its log to stdout, and stops on SIGQUIT", async () => {
    const container = await start("nginx", []);
    await eventually("an answer", 20, () =>
      docker("exec", container, "curl", "-fsS", "-A", "contract", "http://127.0.0.1/"),
    );
    await eventually("a line of the log", 10, async () => {
      assert.match(await docker("logs", container), /"GET \/ HTTP\/1\.1" 200 .*contract/);
    });
    assert.match(
      await docker("exec", container, "bash", "-c", "head -n3 /proc/[0-9]*/status | grep -c nginx"),
      /^[2-9]/,
    );
    assert.equal(await stop(container, 10), 0);
  });

  it("consul runs as its own user with the image's folders, and has a leader", async () => {
    const container = await start(
      "consul",
      ["-e", "CONSUL_BIND_INTERFACE=eth0"],
      "agent",
      "-server",
      "-bootstrap-expect=1",
    );
    const leader = "wget -qO- http://127.0.0.1:8500/v1/status/leader | grep -q .:";
    await eventually("a leader", 60, () => docker("exec", container, "/bin/sh", "-c", leader));
    const processes = await docker("exec", container, "ps", "-o", "user,args");
    assert.match(processes, /^consul\s+consul agent -data-dir=\/consul\/data -config-dir=\/consul\/config -bind=\d/m);
  });

  it("prometheus is ready on the official command, as nobody", async () => {
    const container = await start("prometheus", []);
    const ready = ["wget", "-qO-", "http://127.0.0.1:9090/-/ready"];
    assert.match(await eventually("readiness", 60, () => docker("exec", container, ...ready)), /Ready/);
    assert.match(await docker("exec", container, "id", "-u"), /^65534$/m);
    assert.match(await docker("exec", container, "wget", "-qO-", "http://127.0.0.1:9090/graph"), /<title>/i);
    assert.equal(await stop(container, 20), 0);
  });

  it("cadvisor shows containers by name, with none of their labels, and stops when asked", async () => {
    const mounts = ["/:/rootfs:ro", "/var/run:/var/run:ro", "/sys:/sys:ro"].flatMap((mount) => ["-v", mount]);
    const flags = ["--port=8081", "--store_container_labels=false", "--housekeeping_interval=5s", "--docker_only=true"];
    const container = await start("cadvisor", [...mounts, "--label", "contract.label=x"], ...flags);
    const metrics = await eventually("metrics of itself", 60, async () => {
      const text = await docker("exec", container, "wget", "-qO-", "http://127.0.0.1:8081/metrics");
      assert.ok(text.includes(`name="${container}"`));
      return text;
    });
    assert.match(metrics, /^container_memory_usage_bytes\{/m);
    assert.match(metrics, /^container_cpu_usage_seconds_total\{/m);
    assert.ok(!metrics.includes("container_label_"));
    const health = "wget --quiet --tries=1 --spider http://localhost:8081/healthz";
    await docker("exec", container, "/bin/sh", "-c", health);
    await assert.rejects(
      docker("exec", container, "/bin/sh", "-c", health.replace("8081", "1")),
      "fails when nothing listens",
    );
    assert.equal(await stop(container, 10), 0);
  });

  it("the exporter tells what NGINX says of itself", async () => {
    const status = "server { listen 8080; location = /stub_status { stub_status; } }";
    const serve = `echo '${status}' > /etc/nginx/conf.d/default.conf && exec nginx -g 'daemon off;'`;
    const gateway = await start("nginx", [], "sh", "-c", serve);
    const page = "http://127.0.0.1:8080/stub_status";
    await eventually("the status page", 20, () => docker("exec", gateway, "curl", "-fsS", page));
    const exporter = await start("nginxExporter", ["--network", `container:${gateway}`], `-nginx.scrape-uri=${page}`);
    const metrics = await eventually("metrics", 20, () =>
      docker("exec", gateway, "curl", "-fsS", "http://127.0.0.1:9113/metrics"),
    );
    assert.match(metrics, /^nginx_up 1$/m);
    assert.match(await docker("inspect", "--format", "{{ .Config.User }}", exporter), /^1001:1001$/m);
  });

  it("cassandra takes the official variables, answers CQL, and keeps its data over a clean stop", async () => {
    const variables = {
      CASSANDRA_CLUSTER_NAME: "contract & test",
      CASSANDRA_DC: "dc7",
      CASSANDRA_RACK: "rack9",
      CASSANDRA_NUM_TOKENS: "8",
      CASSANDRA_ENDPOINT_SNITCH: "GossipingPropertyFileSnitch",
      MAX_HEAP_SIZE: "512M",
      HEAP_NEWSIZE: "128M",
      JVM_EXTRA_OPTS: "-Dcassandra.skip_wait_for_gossip_to_settle=0 -Dcontract.option=1",
    };
    const options = Object.entries(variables).flatMap(([key, value]) => ["-e", `${key}=${value}`]);
    const container = await start("cassandra", [...options, "-m", "1536m"]);
    const open = "timeout 2 bash -c 'exec 3<>/dev/tcp/127.0.0.1/9042'";
    await eventually("the CQL port", 120, () => docker("exec", container, "bash", "-c", open));

    const cql = (statement: string): Promise<string> => docker("exec", container, "cqlsh", "-e", statement);
    const local = await eventually("an answer in CQL", 30, () =>
      cql("SELECT cluster_name, data_center, rack, release_version FROM system.local"),
    );
    for (const value of ["contract & test", "dc7", "rack9", "5.0.4"]) assert.ok(local.includes(value), value);
    const process = await docker(
      "exec",
      container,
      "bash",
      "-c",
      "tr '\\0' ' ' < /proc/1/cmdline; grep ^Uid /proc/1/status",
    );
    assert.match(process, /-Xmx512M .*-Dcontract\.option=1/);
    assert.match(process, /Uid:\s+999\b/m);
    assert.match(await docker("exec", container, "nodetool", "status"), /^UN .*\b8 /m);

    await cql("CREATE KEYSPACE k WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
    await cql("CREATE TABLE k.t (id int PRIMARY KEY, v text)");
    await cql("INSERT INTO k.t (id, v) VALUES (1, 'kept')");
    // 143: the JVM ended by SIGTERM, after its own shutdown hook has drained the node.
    assert.equal(await stop(container, 60), 143);
    assert.match(await docker("logs", container), /StorageServiceShutdownHook.*DRAIN/);

    await docker("start", container);
    const kept = await eventually("the row after a restart", 120, () => cql("SELECT v FROM k.t"));
    assert.match(kept, /kept/);
  });
});
