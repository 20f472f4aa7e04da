import { createHash } from "node:crypto";
import { isRecord } from "./stack-config.ts";
import { UserError } from "./sources.ts";

const answerMilliseconds = 5_000;
const manifestTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/** An image's name, taken apart as the Docker client does it. */
export interface ImageAddress {
  /** Where the registry's API is. */
  origin: string;
  repository: string;
}

/**
 * The first part of a name is a registry when it looks like a host; everything else is on Docker Hub, where official
 * images live below `library/` (distribution/reference, normalize.go). Only this machine's own registries speak http.
 */
export function imageAddress(name: string): ImageAddress {
  const slash = name.indexOf("/");
  const first = slash < 0 ? "" : name.slice(0, slash);
  if (first === "localhost" || /[.:]/.test(first)) {
    const isLocal = /^(localhost|127\.0\.0\.1)(:\d+)?$/.test(first);
    return { origin: `${isLocal ? "http" : "https"}://${first}`, repository: name.slice(slash + 1) };
  }
  return { origin: "https://registry-1.docker.io", repository: slash < 0 ? `library/${name}` : name };
}

/**
 * The digest that the registry has for the tag now (Registry HTTP API v2).
 * @throws UserError when the registry does not answer within 5 s, or does not know the tag.
 */
export async function digestOf(name: string, tag: string): Promise<string> {
  const { origin, repository } = imageAddress(name);
  const address = `${origin}/v2/${repository}/manifests/${tag}`;
  let response = await ask(address, "HEAD");
  let authorization: string | undefined;
  if (response.status === 401) {
    authorization = await authorize(response.headers.get("www-authenticate") ?? "", repository);
    response = await ask(address, "HEAD", authorization);
  }
  if (!response.ok) throw new UserError(`${address} answered ${response.status} ${response.statusText}`.trim());
  const digest = response.headers.get("docker-content-digest") ?? (await hashOf(address, authorization));
  if (!/^sha256:[0-9a-f]{64}$/.test(digest))
    throw new UserError(`${address} answered with "${digest}", which is no digest`);
  return digest;
}

/** A registry may leave the header out; the digest is the manifest's own SHA-256. */
async function hashOf(address: string, authorization: string | undefined): Promise<string> {
  const response = await ask(address, "GET", authorization);
  if (!response.ok) throw new UserError(`${address} answered ${response.status} ${response.statusText}`.trim());
  const manifest = Buffer.from(await response.arrayBuffer());
  return `sha256:${createHash("sha256").update(manifest).digest("hex")}`;
}

/** A token for anybody, from where the registry's challenge says. */
async function authorize(challenge: string, repository: string): Promise<string> {
  const field = (name: string): string | undefined => new RegExp(`\\b${name}="([^"]*)"`).exec(challenge)?.[1];
  const [realm, service, scope] = [field("realm"), field("service"), field("scope")];
  if (!/^bearer /i.test(challenge) || realm === undefined) {
    throw new UserError(
      "the registry asks for a login that is no token; images behind such a login cannot be pinned here",
    );
  }
  const address = new URL(realm);
  if (service !== undefined) address.searchParams.set("service", service);
  address.searchParams.set("scope", scope ?? `repository:${repository}:pull`);
  const response = await ask(address.href, "GET");
  if (!response.ok) throw new UserError(`${address.origin} answered ${response.status} to the request for a token`);
  const body: unknown = await response.json();
  const token = isRecord(body) ? (body["token"] ?? body["access_token"]) : undefined;
  if (typeof token !== "string") throw new UserError(`${address.origin} answered without a token`);
  return `Bearer ${token}`;
}

async function ask(address: string, method: "GET" | "HEAD", authorization?: string): Promise<Response> {
  try {
    return await fetch(address, {
      method,
      headers: { accept: manifestTypes, ...(authorization === undefined ? {} : { authorization }) },
      signal: AbortSignal.timeout(answerMilliseconds),
    });
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(`${new URL(address).host} does not answer (${reason})`);
  }
}
