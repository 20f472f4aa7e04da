import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { isIPv4 } from "node:net";

/** An HTTP server that listens. */
export interface Listening {
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts a server at an address; port 0 takes any that is free. */
export async function listen(handler: RequestListener, host: string, port = 0): Promise<Listening> {
  const server = createServer(handler);
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The IPv4 address that a request came from. */
export function sourceOf(request: IncomingMessage): string {
  const address = (request.socket.remoteAddress ?? "").replace(/^::ffff:/, "");
  return isIPv4(address) ? address : "";
}

/** A request's body, bounded. */
export async function bodyOf(request: IncomingMessage, mostBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > mostBytes) throw new Error(`a body of more than ${mostBytes} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
