import { gunzipSync } from "node:zlib";
import { TerraformError } from "../error.ts";
import { get, refused, urlOf } from "./get.ts";

/** A state in Consul's key-value store: https://developer.hashicorp.com/terraform/language/backend/consul */
export interface ConsulBackend {
  backend: "consul";
  /** `host:port` or a URL. Default: 127.0.0.1:8500. */
  address?: string;
  /** `http` or `https`, where `address` does not say it. Default: http. */
  scheme?: "http" | "https";
  path: string;
  /** Workspace. Default: `default`. */
  workspace?: string;
  datacenter?: string;
  /** ACL token; give it as a secret of the stack's configuration. */
  token?: string;
}

/** The key of a workspace's state: Terraform, internal/backend/remote-state/consul/backend_state.go. */
export function consulKey({ path, workspace = "default" }: ConsulBackend): string {
  return workspace === "default" ? path : `${path}-env:${workspace}`;
}

/** The bytes of the state: put together where Terraform cut it into chunks, and unpacked where it packed it. */
export async function readConsul(source: ConsulBackend): Promise<Buffer> {
  const key = consulKey(source);
  const value = await readKey(source, key);
  const chunks = chunksOf(value);
  const parts = chunks === undefined ? [value] : await inTurn(chunks, (chunk) => readKey(source, chunk));
  const whole = Buffer.concat(parts);
  if (whole[0] !== 0x1f || whole[1] !== 0x8b) return whole;
  try {
    return gunzipSync(whole);
  } catch {
    throw new TerraformError(
      `The Terraform state at the Consul key ${key} is packed and cannot be unpacked.`,
      "It is cut off: bring back a backup.",
    );
  }
}

async function readKey({ address = "127.0.0.1:8500", scheme = "http", datacenter, token }: ConsulBackend, key: string) {
  const base = /^https?:\/\//.test(address) ? address : `${scheme}://${address}`;
  const url = urlOf(`/v1/kv/${key.split("/").map(encodeURIComponent).join("/")}`, base);
  url.searchParams.set("raw", "true");
  if (datacenter !== undefined) url.searchParams.set("dc", datacenter);
  const what = `the Consul key ${key} of ${url.host}`;
  const { status, body } = await get(url, token === undefined ? {} : { "x-consul-token": token }, what);
  if (status === 200) return body;
  throw refused(status, what, "Check the path and the workspace (`terraform workspace list`).");
}

/**
 * The keys of the chunks, where the value is a list of them: a state over 512 KiB stands as
 * `{"chunks": [...], "current-hash": ...}` (Terraform, internal/backend/remote-state/consul/client.go).
 */
function chunksOf(value: Buffer): string[] | undefined {
  // Terraform writes the keys in order, so that a long list ends with the hash. A state is not parsed here.
  if (!/^\s*\{\s*"(?:chunks|current-hash)"/.test(value.toString("utf8", 0, 40))) return undefined;
  try {
    const list: unknown = JSON.parse(value.toString("utf8"));
    if (typeof list !== "object" || list === null || !("chunks" in list) || !Array.isArray(list.chunks))
      return undefined;
    return list.chunks.map(String);
  } catch {
    return undefined;
  }
}

async function inTurn<T, R>(all: T[], one: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of all) results.push(await one(item));
  return results;
}
