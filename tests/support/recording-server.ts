import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** One request as it came. */
export interface RecordedRequest {
  method: string;
  /** Path and query. */
  url: string;
  headers: IncomingMessage["headers"];
}

interface Reply {
  status: number;
  body?: string | Buffer;
  headers?: Record<string, string>;
}

/** An HTTP server on 127.0.0.1 that writes down every request. */
export class RecordingServer {
  readonly requests: RecordedRequest[] = [];
  readonly #server: Server;

  private constructor(answer: (request: RecordedRequest) => Reply) {
    this.#server = createServer((request, response) => {
      const recorded = { method: request.method ?? "", url: request.url ?? "", headers: request.headers };
      this.requests.push(recorded);
      const { status, body = "", headers = {} } = answer(recorded);
      response.writeHead(status, headers).end(body);
    });
  }

  static async start(answer: (request: RecordedRequest) => Reply): Promise<RecordingServer> {
    const server = new RecordingServer(answer);
    await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
    return server;
  }

  get address(): string {
    const address = this.#server.address();
    return `127.0.0.1:${isAddress(address) ? address.port : 0}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function isAddress(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === "object" && address !== null;
}
