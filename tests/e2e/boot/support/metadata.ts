// The instance metadata service, version 2 alone: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { listen, sourceOf, type Listening } from "./server.ts";

/** What an instance learns of itself. */
export interface Identity {
  instanceId: string;
  region: string;
  zone: string;
  privateIp: string;
  hostname: string;
}

/** What the Auto Scaling group wants of an instance. */
export type LifecycleState = "InService" | "Terminated";

interface Known extends Identity {
  lifecycle: LifecycleState;
}

const mostTtlSeconds = 21_600;

/** Answers each instance by the address that it asks from. */
export class MetadataService {
  readonly #instances = new Map<string, Known>();
  readonly #tokens = new Map<string, { source: string; until: number }>();
  #server: Listening | undefined;

  static async start(host: string): Promise<MetadataService> {
    const service = new MetadataService();
    service.#server = await listen((request, response) => {
      const { status, body } = service.#answer(request);
      response.writeHead(status, { "content-type": "text/plain" }).end(body);
    }, host);
    return service;
  }

  get port(): number {
    return this.#server?.port ?? 0;
  }

  /** Known from now on, and in service. */
  add(identity: Identity): void {
    this.#instances.set(identity.privateIp, { ...identity, lifecycle: "InService" });
  }

  /** Tells an instance what its group wants of it. */
  want(instanceId: string, lifecycle: LifecycleState): void {
    const found = [...this.#instances.values()].find((known) => known.instanceId === instanceId);
    if (found === undefined) throw new Error(`no instance ${instanceId}`);
    found.lifecycle = lifecycle;
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
  }

  #answer(request: IncomingMessage): { status: number; body: string } {
    const source = sourceOf(request);
    const path = request.url ?? "";
    const instance = this.#instances.get(source);
    if (instance === undefined) return { status: 404, body: "" };
    if (path === "/latest/api/token") return this.#token(request, source);
    const token = this.#tokens.get(String(request.headers["x-aws-ec2-metadata-token"]));
    if (token?.source !== source || token.until < Date.now()) return { status: 401, body: "" };
    const value = request.method === "GET" ? valueAt(path, instance) : undefined;
    return value === undefined ? { status: 404, body: "" } : { status: 200, body: value };
  }

  #token(request: IncomingMessage, source: string): { status: number; body: string } {
    if (request.method !== "PUT") return { status: 405, body: "" };
    const ttl = Number(request.headers["x-aws-ec2-metadata-token-ttl-seconds"]);
    if (!Number.isInteger(ttl) || ttl < 1 || ttl > mostTtlSeconds) return { status: 400, body: "" };
    const token = randomBytes(24).toString("base64url");
    this.#tokens.set(token, { source, until: Date.now() + ttl * 1000 });
    return { status: 200, body: token };
  }
}

function valueAt(
  path: string,
  { instanceId, region, zone, privateIp, hostname, lifecycle }: Known,
): string | undefined {
  const values: Record<string, string> = {
    "meta-data/instance-id": instanceId,
    "meta-data/local-ipv4": privateIp,
    "meta-data/local-hostname": hostname,
    "meta-data/hostname": hostname,
    "meta-data/placement/availability-zone": zone,
    "meta-data/placement/region": region,
    "meta-data/autoscaling/target-lifecycle-state": lifecycle,
    "dynamic/instance-identity/document": JSON.stringify({ instanceId, region, availabilityZone: zone, privateIp }),
  };
  return values[path.replace(/^\/latest\//, "")];
}
