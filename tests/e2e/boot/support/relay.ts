// The way from the instances to the emulator, which listens on 127.0.0.1 alone.
import { request as ask, Agent, type IncomingMessage, type ServerResponse } from "node:http";
import { bodyOf, listen, sourceOf, type Listening } from "./server.ts";

/** A call of an AWS API of the query protocol, as its form says it. */
export interface Call {
  from: string;
  action: string;
  form: Record<string, string>;
  status: number;
  /** Milliseconds since the epoch. */
  at: number;
}

/** A form is small; everything else (S3, DynamoDB) passes unread. */
const mostFormBytes = 1024 * 1024;

/** Passes every request on as it is, and writes down the calls of the query protocol. */
export class Relay {
  readonly calls: Call[] = [];
  readonly #agent = new Agent({ keepAlive: true });
  readonly #port: number;
  #server: Listening | undefined;

  private constructor(port: number) {
    this.#port = port;
  }

  /** @param port where the emulator listens on 127.0.0.1 */
  static async start(host: string, port: number, ownPort = 0): Promise<Relay> {
    const relay = new Relay(port);
    relay.#server = await listen((request, response) => void relay.#pass(request, response), host, ownPort);
    return relay;
  }

  get port(): number {
    return this.#server?.port ?? 0;
  }

  /** The calls of an action that an instance is named in, oldest first. */
  callsOf(action: string, instanceId: string): Call[] {
    return this.calls.filter((call) => call.action === action && call.form["InstanceId"] === instanceId);
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
    this.#agent.destroy();
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url, headers } = request;
    const isForm = headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true;
    const at = Date.now();
    const form = isForm ? await bodyOf(request, mostFormBytes).catch(() => undefined) : undefined;
    const onward = ask({ host: "127.0.0.1", port: this.#port, method, path: url, headers, agent: this.#agent });
    onward.on("error", (error) => {
      if (response.headersSent) response.destroy(error);
      else response.writeHead(502).end(error.message);
    });
    onward.on("response", (answer) => {
      const status = answer.statusCode ?? 502;
      if (form !== undefined) this.#record(sourceOf(request), form.toString("utf8"), status, at);
      response.writeHead(status, answer.headers);
      answer.pipe(response);
    });
    response.on("close", () => {
      if (!response.writableFinished) onward.destroy();
    });
    if (form === undefined) request.pipe(onward);
    else onward.end(form);
  }

  #record(from: string, text: string, status: number, at: number): void {
    const form = Object.fromEntries(new URLSearchParams(text));
    this.calls.push({ from, action: form["Action"] ?? "", form, status, at });
  }
}
