// A rendered nginx.conf made fit to run here: in a folder of its own, on free ports of 127.0.0.1.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request, type IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { htpasswd } from "../../components/cortex/htpasswd.ts";
import { nginxPaths, nginxPorts } from "../../components/cortex/nginx-conf.ts";
import type { Login } from "../../components/platform.ts";
import { freePort, run, stop, type Ended } from "./process.ts";

export interface Sandbox {
  /** Where the substituted configuration lies. */
  config: string;
  folder: string;
  ports: { http: number; status: number };
  remove(): void;
}

/** `upstreams`: ports of 127.0.0.1 that the name of the cluster shall stand for. */
export async function sandbox(rendered: string, logins: Login[], upstreams: number[] = []): Promise<Sandbox> {
  const folder = mkdtempSync(join(tmpdir(), "cortex-nginx-"));
  chmodSync(folder, 0o755); // NGINX started as root works as another user
  const ports = { http: await freePort(), status: await freePort() };
  const passwords = join(folder, "passwords");
  writeFileSync(passwords, htpasswd(logins), { mode: 0o644 });
  let text = rendered
    .replaceAll("/tmp/", `${folder}/`) // first: the others bring paths of this machine
    .replaceAll(nginxPaths.passwords, passwords)
    .replaceAll(/\/dev\/std(?:out|err)/g, join(folder, "log"));
  for (const name of ["http", "status"] as const) {
    const [from, to] = [`listen ${nginxPorts[name]};`, `listen 127.0.0.1:${ports[name]};`];
    assert.ok(text.includes(from), `the configuration has no "${from}"`);
    text = text.replace(from, to);
  }
  if (upstreams.length > 0) {
    // As with addresses from DNS, each request starts anew: no memory of who failed.
    const servers = upstreams.map((port) => `server 127.0.0.1:${port} max_fails=0;`).join(" ");
    text = text
      .replace(/set \$cortex [^;]+;/, "set $cortex nodes_of_test;")
      .replace(/http \{/, `http { upstream nodes_of_test { ${servers} }`);
  }
  const config = join(folder, "nginx.conf");
  writeFileSync(config, text, { mode: 0o644 });
  return { config, folder, ports, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

const argumentsOf = ({ config, folder }: Sandbox): string[] => ["-p", folder, "-e", join(folder, "log"), "-c", config];

/** `nginx -t`. */
export async function check(nginx: string, box: Sandbox): Promise<Ended> {
  const ended = await run(nginx, [...argumentsOf(box), "-t"]);
  return { ...ended, output: ended.output + readLog(box) };
}

/** Starts it; ends with an error and NGINX's log unless it answers within 5 seconds. */
export async function start(nginx: string, box: Sandbox): Promise<{ stop(): Promise<void> }> {
  const child = spawn(nginx, [...argumentsOf(box), "-g", "daemon off;"], { stdio: "ignore" });
  const end = Date.now() + 5000;
  for (;;) {
    try {
      await ask(box.ports.status, { path: "/healthz" });
      return { stop: () => stop(child) };
    } catch (error) {
      if (child.exitCode !== null || Date.now() > end) {
        await stop(child);
        throw new Error(`NGINX does not answer: ${readLog(box)}`, { cause: error });
      }
      await sleep(50);
    }
  }
}

function readLog({ folder }: Sandbox): string {
  try {
    return readFileSync(join(folder, "log"), "utf8");
  } catch {
    return "";
  }
}

export interface Question {
  /** As it is sent: nothing is normalised. */
  path: string;
  method?: string;
  login?: Login;
  headers?: Record<string, string>;
  body?: string;
}

export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

export function ask(port: number, { path, method = "GET", login, headers, body }: Question): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const auth = login ? { auth: `${login.username}:${login.password}` } : {};
    const asked = request(
      { host: "127.0.0.1", port, path, method, agent: false, timeout: 5000, headers: headers ?? {}, ...auth },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    asked.on("timeout", () => asked.destroy(new Error(`no answer to ${path} in 5 s`)));
    asked.on("error", reject);
    asked.end(body);
  });
}
