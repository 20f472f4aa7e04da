import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { RecordedRequest } from "./recording-server.ts";
import { portOf } from "./process.ts";

interface Tls {
  key: string;
  cert: string;
}

/** Stands before an HTTP server, hands everything on and writes down what was asked. */
export class RecordingProxy {
  readonly requests: RecordedRequest[] = [];
  readonly #server: Server;

  private constructor(target: URL, tls: Tls | undefined) {
    const answer = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
      const { method = "", url = "", headers } = incoming;
      this.requests.push({ method, url, headers });
      const onward = request({ host: target.hostname, port: target.port, method, path: url, headers });
      onward.on("response", (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      onward.on("error", () => outgoing.destroy());
      incoming.pipe(onward);
    };
    this.#server = tls === undefined ? createServer(answer) : createTlsServer(tls, answer);
  }

  /** @param tls Where clients are to speak TLS. */
  static async start(target: string, tls?: Tls): Promise<RecordingProxy> {
    const proxy = new RecordingProxy(new URL(target), tls);
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  get port(): number {
    return portOf(this.#server.address());
  }

  /** `127.0.0.1:port`. */
  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
