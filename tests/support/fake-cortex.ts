// A server that writes down what the gateway lets through.
import { createServer, type IncomingHttpHeaders } from "node:http";
import { portOf } from "./process.ts";

export interface Seen {
  method: string;
  /** As it arrived. */
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface FakeCortex {
  port: number;
  seen: Seen[];
  /** What it answers from now on; "hang up" closes the connection without an answer. */
  answer: number | "hang up";
  stop(): Promise<void>;
}

export async function fakeCortex(): Promise<FakeCortex> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      fake.seen.push({ method, path: url, headers, body: Buffer.concat(chunks).toString() });
      if (fake.answer === "hang up") request.socket.destroy();
      else response.writeHead(fake.answer).end("from Cortex");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const fake: FakeCortex = {
    port: portOf(server.address()),
    seen: [],
    answer: 200,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return fake;
}
