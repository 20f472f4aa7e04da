// What an Application Load Balancer does, as far as the instances and a writer notice.
import { request as ask, Agent, type IncomingMessage, type ServerResponse } from "node:http";
import { listen, type Listening } from "./server.ts";

/** What a load balancer is told, as the emulator holds it. */
export interface LoadBalancerSettings {
  /** Port and health check of the target group. */
  targetPort: number;
  healthPath: string;
  /** Path patterns of the listener's rules that forward; `*` and `?` as in a rule. */
  patterns: string[];
}

/** Shorter than any that AWS takes, so that a test need not wait. */
const healthMilliseconds = 500;
const healthTimeoutMilliseconds = 2_000;
/** Looks in a row that fail until a target is unhealthy: the fewest that AWS takes. One that succeeds makes it healthy again. */
const unhealthyLooks = 2;

interface Target {
  healthy: boolean;
  failedLooks: number;
  outstanding: number;
}

/** Forwards what the rules allow to the healthy target that has least to do, or to any where none is healthy; never tries twice. */
export class LoadBalancer {
  readonly #settings: LoadBalancerSettings;
  readonly #routes: RegExp[];
  readonly #targets = new Map<string, Target>();
  readonly #agent = new Agent({ keepAlive: true });
  readonly #servers: Listening[] = [];
  readonly #looks: NodeJS.Timeout;
  #looking = false;

  private constructor(settings: LoadBalancerSettings) {
    this.#settings = settings;
    this.#routes = settings.patterns.map(routeOf);
    this.#looks = setInterval(() => void this.#look(), healthMilliseconds);
  }

  /** Listens at each of the addresses. */
  static async start(settings: LoadBalancerSettings, at: { host: string; port: number }[]): Promise<LoadBalancer> {
    const balancer = new LoadBalancer(settings);
    for (const { host, port } of at) {
      balancer.#servers.push(
        await listen(
          (request, response) => {
            balancer.#forward(request, response);
          },
          host,
          port,
        ),
      );
    }
    return balancer;
  }

  /** Ports in the order of the addresses. */
  get ports(): number[] {
    return this.#servers.map(({ port }) => port);
  }

  /** Takes an instance in; it gets requests once it is healthy. */
  register(address: string): void {
    this.#targets.set(address, { healthy: false, failedLooks: 0, outstanding: 0 });
  }

  /** As when an Auto Scaling group begins to end an instance: it gets no new requests. */
  deregister(address: string): void {
    this.#targets.delete(address);
  }

  get healthy(): string[] {
    return [...this.#targets].filter(([, { healthy }]) => healthy).map(([address]) => address);
  }

  async stop(): Promise<void> {
    clearInterval(this.#looks);
    for (const server of this.#servers) await server.stop();
    this.#agent.destroy();
  }

  #forward(request: IncomingMessage, response: ServerResponse): void {
    const { method, url = "/", headers } = request;
    const path = url.split("?")[0] ?? "/";
    if (!this.#routes.some((route) => route.test(path))) {
      response.writeHead(404, { "content-type": "text/plain" }).end("no such route\n");
      return;
    }
    const healthy = [...this.#targets].filter(([, target]) => target.healthy);
    const [chosen] = (healthy.length > 0 ? healthy : [...this.#targets]).sort(
      ([, one], [, other]) => one.outstanding - other.outstanding,
    );
    if (chosen === undefined) {
      response.writeHead(503).end("no target\n");
      return;
    }
    const [host, target] = chosen;
    // Of two that have as little to do the other one is next.
    this.#targets.delete(host);
    this.#targets.set(host, target);
    target.outstanding++;
    response.on("close", () => target.outstanding--);
    const { targetPort: port } = this.#settings;
    const onward = ask({ host, port, method, path: url, headers, agent: this.#agent });
    onward.on("error", (error) => {
      if (response.headersSent) response.destroy(error);
      else response.writeHead(502).end(`${host}: ${error.message}\n`);
    });
    onward.on("response", (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  }

  async #look(): Promise<void> {
    if (this.#looking) return; // else a late answer would tell more than a newer one
    this.#looking = true;
    const { targetPort, healthPath } = this.#settings;
    await Promise.all(
      [...this.#targets].map(async ([address, target]) => {
        const well = await fetch(`http://${address}:${targetPort}${healthPath}`, {
          signal: AbortSignal.timeout(healthTimeoutMilliseconds),
        })
          .then(async (answer) => {
            await answer.arrayBuffer();
            return answer.ok;
          })
          .catch(() => false);
        target.failedLooks = well ? 0 : target.failedLooks + 1;
        if (well) target.healthy = true;
        else if (target.failedLooks >= unhealthyLooks) target.healthy = false;
      }),
    );
    this.#looking = false;
  }
}

/** A pattern of a rule as a regular expression over the whole path. */
function routeOf(pattern: string): RegExp {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`);
}
