// Servers that keep states, each with a folder and a port of its own, ended with the test.
import { spawn, type ChildProcess } from "node:child_process";
import { chownSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../../../toolchain/exec.ts";
import { freePort, stop } from "../../../support/process.ts";
import { eventually } from "../../../toolchain/temporary.ts";

const startSeconds = 60;

/** A Consul agent whose keys only tokens open. */
export class Consul {
  readonly url: string;
  /** May do everything. */
  readonly manager: string;
  readonly #folder: string;
  readonly #child: ChildProcess;

  private constructor(url: string, manager: string, folder: string, child: ChildProcess) {
    this.url = url;
    this.manager = manager;
    this.#folder = folder;
    this.#child = child;
  }

  static async start(manager: string): Promise<Consul> {
    const folder = mkdtempSync(join(tmpdir(), "cortex-consul-"));
    const ports: Record<string, number> = { dns: -1, grpc: -1, grpc_tls: -1 };
    for (const name of ["http", "server", "serf_lan", "serf_wan"]) ports[name] = await freePort();
    const settings = {
      ports,
      bind_addr: "127.0.0.1",
      data_dir: join(folder, "data"),
      server: true,
      bootstrap_expect: 1,
      disable_update_check: true,
      // Its check of the log takes a chunk of a large entry that begins with ")" for its own, and gives up leadership
      // (hashicorp/consul#23926). With the default backend Consul switches the check on whatever is said here.
      raft_logstore: { backend: "wal", verification: { enabled: false } },
      acl: { enabled: true, default_policy: "deny", tokens: { initial_management: manager } },
    };
    const log = openSync(join(folder, "log"), "w");
    const arguments_ = ["agent", "-hcl", JSON.stringify(settings), "-log-level", "warn"];
    const child = spawn("consul", arguments_, { stdio: ["ignore", log, log] });
    const consul = new Consul(`http://127.0.0.1:${ports["http"]}`, manager, folder, child);
    try {
      await eventually(
        "Consul answers",
        () =>
          consul.put("v1/kv/ready", "yes").then(
            (text) => text.trim() === "true",
            () => false,
          ),
        startSeconds,
      );
    } catch (error) {
      await consul.stop();
      throw error;
    }
    return consul;
  }

  /** A token that may only read keys. */
  async reader(): Promise<string> {
    await this.put("v1/acl/policy", JSON.stringify({ Name: "reader", Rules: 'key_prefix "" { policy = "read" }' }));
    const made: unknown = JSON.parse(
      await this.put("v1/acl/token", JSON.stringify({ Policies: [{ Name: "reader" }] })),
    );
    if (typeof made !== "object" || made === null || !("SecretID" in made)) throw new Error("Consul made no token.");
    return String(made.SecretID);
  }

  async put(path: string, body: string): Promise<string> {
    const answer = await fetch(`${this.url}/${path}`, {
      method: "PUT",
      body,
      headers: { "x-consul-token": this.manager },
      signal: AbortSignal.timeout(10_000),
    });
    if (!answer.ok) throw new Error(`Consul refused ${path}: HTTP ${answer.status} ${await answer.text()}`);
    return answer.text();
  }

  async stop(): Promise<void> {
    await stop(this.#child);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** A PostgreSQL server that notes every statement. */
export class Postgres {
  readonly #folder: string;
  readonly #port: number;
  readonly #child: ChildProcess;

  private constructor(folder: string, port: number, child: ChildProcess) {
    this.#folder = folder;
    this.#port = port;
    this.#child = child;
  }

  static async start(): Promise<Postgres> {
    const folder = mkdtempSync(join(tmpdir(), "cortex-postgres-"));
    const data = join(folder, "data");
    mkdirSync(data, { mode: 0o700 });
    // It refuses to run as root.
    const account = process.getuid?.() === 0 ? await numbersOf("nobody") : undefined;
    if (account !== undefined) for (const place of [folder, data]) chownSync(place, account.uid, account.gid);
    const port = await freePort();
    await ended(
      spawn("initdb", ["-D", data, "-U", "postgres", "--auth=trust", "--no-sync"], { ...account, cwd: folder }),
    );
    const settings = {
      port,
      listen_addresses: "127.0.0.1",
      unix_socket_directories: "",
      log_statement: "all",
      log_line_prefix: "%u ",
      fsync: "off",
    };
    const log = openSync(join(folder, "log"), "w");
    const child = spawn(
      "postgres",
      ["-D", data, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
      { ...account, cwd: folder, stdio: ["ignore", log, log] },
    );
    const postgres = new Postgres(folder, port, child);
    try {
      await eventually(
        "PostgreSQL answers",
        () =>
          postgres.sql("select 1").then(
            () => true,
            () => false,
          ),
        startSeconds,
      );
    } catch (error) {
      await postgres.stop();
      throw error;
    }
    return postgres;
  }

  /** As Terraform names it: `conn_str`. */
  url(user: string): string {
    return `postgres://${user}@127.0.0.1:${this.#port}/postgres?sslmode=disable`;
  }

  async sql(statement: string): Promise<string> {
    return run("psql", ["-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statement, this.url("postgres")], {
      timeoutSeconds: 30,
    });
  }

  /** The statements of a user so far. */
  statements(user: string): string[] {
    const log = readFileSync(join(this.#folder, "log"), "utf8");
    return [...log.matchAll(new RegExp(`^${user} LOG: +(?:statement|execute [^:]*): (.*)$`, "gm"))].map(
      ([, statement = ""]) => statement,
    );
  }

  async stop(): Promise<void> {
    // Not SIGTERM, which waits for clients to leave.
    await stop(this.#child, "SIGINT");
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

async function numbersOf(account: string): Promise<{ uid: number; gid: number }> {
  const number = async (flag: string): Promise<number> =>
    Number(await run("id", [flag, account], { timeoutSeconds: 10 }));
  return { uid: await number("-u"), gid: await number("-g") };
}

async function ended(child: ChildProcess): Promise<void> {
  let output = "";
  child.stdout?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(`initdb ended with ${String(code)}: ${output}`);
}
