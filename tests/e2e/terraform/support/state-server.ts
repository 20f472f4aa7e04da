import { createServer, type Server } from "node:http";
import { buffer } from "node:stream/consumers";
import { portOf } from "../../../support/process.ts";
import type { RecordedRequest } from "../../../support/recording-server.ts";

/** What Terraform's HTTP backend wants of a server: GET, POST, LOCK and UNLOCK of a state, behind a login. Records every request. */
export class StateServer {
  readonly requests: RecordedRequest[] = [];
  readonly #states = new Map<string, Buffer>();
  readonly #server: Server;
  readonly #login: string;

  private constructor(username: string, password: string) {
    this.#login = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
    this.#server = createServer((request, response) => {
      const { method = "", url = "", headers } = request;
      this.requests.push({ method, url, headers });
      void buffer(request).then((body) => {
        const [status, answer] = this.#answer(method, url, headers.authorization, body);
        response.writeHead(status).end(answer);
      });
    });
  }

  static async start(username: string, password: string): Promise<StateServer> {
    const server = new StateServer(username, password);
    await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${portOf(this.#server.address())}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(method: string, url: string, login: string | undefined, body: Buffer): [number, Buffer?] {
    if (login !== this.#login) return [401];
    switch (method) {
      case "GET": {
        const state = this.#states.get(url);
        return state === undefined ? [404] : [200, state];
      }
      case "POST":
        this.#states.set(url.split("?")[0] ?? "", body);
        return [200];
      case "LOCK":
      case "UNLOCK":
        return [200];
      default:
        return [405];
    }
  }
}
