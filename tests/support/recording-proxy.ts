import { createServer, request, type Server } from "node:http";
import type { RecordedRequest } from "./recording-server.ts";
import { portOf } from "./process.ts";

/** Stands before an HTTP server, hands everything on and writes down what was asked. */
export class RecordingProxy {
  readonly requests: RecordedRequest[] = [];
  readonly #server: Server;

  private constructor(target: URL) {
    this.#server = createServer((incoming, outgoing) => {
      const { method = "", url = "", headers } = incoming;
      this.requests.push({ method, url, headers });
      const onward = request({ host: target.hostname, port: target.port, method, path: url, headers });
      onward.on("response", (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      onward.on("error", () => outgoing.destroy());
      incoming.pipe(onward);
    });
  }

  static async start(target: string): Promise<RecordingProxy> {
    const proxy = new RecordingProxy(new URL(target));
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  /** `127.0.0.1:port`. */
  get address(): string {
    return `127.0.0.1:${portOf(this.#server.address())}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
