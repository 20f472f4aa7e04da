import { spawn, type ChildProcess } from "node:child_process";
import { createHmac, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { freePort, portOf, stop } from "../../../support/process.ts";
import { RecordingProxy } from "../../../support/recording-proxy.ts";
import type { RecordedRequest } from "../../../support/recording-server.ts";
import { eventually } from "../../../toolchain/temporary.ts";
import { Certificate } from "./tls.ts";

const startSeconds = 60;

/**
 * A storage account at an emulator of Azure's storage. Programs that know its name in Azure alone reach it by a proxy of the
 * standard kind (HTTPS_PROXY). Records every request.
 */
export class StorageAccount {
  readonly name = "cortexstates";
  readonly accessKey = randomBytes(32).toString("base64");
  readonly #undo: (() => Promise<void> | void)[] = [];
  #emulator = "";
  #recorder: RecordingProxy | undefined;
  #variables: Record<string, string> = {};

  static async start(): Promise<StorageAccount> {
    const account = new StorageAccount();
    try {
      await account.#start();
    } catch (error) {
      await account.stop();
      throw error;
    }
    return account;
  }

  /** `<account>.blob.core.windows.net`, as Terraform names it. */
  get host(): string {
    return `${this.name}.blob.core.windows.net`;
  }

  /** Its blob service where no proxy leads there. */
  get blobEndpoint(): string {
    return `https://${this.#recorder?.address}/${this.name}`;
  }

  get requests(): RecordedRequest[] {
    return this.#recorder?.requests ?? [];
  }

  /** What a program needs to reach it under its name. */
  get variables(): Record<string, string> {
    return this.#variables;
  }

  /**
   * A shared access signature over the account, for an hour:
   * https://learn.microsoft.com/en-us/rest/api/storageservices/create-account-sas.
   * @param permissions as letters: `rl` reads and lists, `c` makes.
   */
  signature(permissions: string): string {
    const version = "2019-12-12";
    const expiry = new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+Z$/, "Z");
    const text = [this.name, permissions, "b", "sco", "", expiry, "", "", version, ""].join("\n");
    const sig = createHmac("sha256", Buffer.from(this.accessKey, "base64")).update(text, "utf8").digest("base64");
    return new URLSearchParams({ sv: version, ss: "b", srt: "sco", sp: permissions, se: expiry, sig }).toString();
  }

  async makeContainer(name: string): Promise<void> {
    const url = `${this.#emulator}/${this.name}/${name}?restype=container&${this.signature("c")}`;
    const answer = await fetch(url, { method: "PUT", signal: AbortSignal.timeout(10_000) });
    if (!answer.ok) throw new Error(`Azurite made no container: HTTP ${answer.status} ${await answer.text()}`);
  }

  async stop(): Promise<void> {
    for (const step of this.#undo.splice(0).reverse()) await step();
  }

  async #start(): Promise<void> {
    const port = await freePort();
    const emulator = spawn(
      "azurite-blob",
      ["--blobPort", String(port), "--inMemoryPersistence", "--disableTelemetry", "--skipApiVersionCheck", "--silent"],
      { stdio: "ignore", env: { ...process.env, AZURITE_ACCOUNTS: `${this.name}:${this.accessKey}` } },
    );
    this.#undo.push(() => stop(emulator));
    await this.#answers(port, emulator);
    const certificate = await Certificate.make([`DNS:${this.host}`, "IP:127.0.0.1"]);
    this.#undo.push(() => certificate.remove());
    this.#emulator = `http://127.0.0.1:${port}`;
    const recorder = await RecordingProxy.start(this.#emulator, certificate.tls);
    this.#recorder = recorder;
    this.#undo.push(() => recorder.stop());
    const way = await wayTo(`${this.host}:443`, recorder.port);
    this.#undo.push(() => way.stop());
    this.#variables = { ...certificate.variables, HTTPS_PROXY: `http://127.0.0.1:${way.port}` };
  }

  async #answers(port: number, emulator: ChildProcess): Promise<void> {
    await eventually(
      "Azurite answers",
      async () => {
        if (emulator.exitCode !== null) throw new Error(`azurite-blob ended with ${emulator.exitCode}`);
        return fetch(`http://127.0.0.1:${port}/`).then(
          () => true,
          () => false,
        );
      },
      startSeconds,
    );
  }
}

/** A proxy that leads to one place only, by a port of this machine. */
async function wayTo(place: string, port: number): Promise<{ port: number; stop: () => Promise<void> }> {
  const server = createServer((_, response) => response.writeHead(405).end());
  // A tunnel is none of the server's connections any more, and the server waits for it all the same.
  const tunnels = new Set<Duplex>();
  server.on("connect", ({ url }, client) => {
    tunnels.add(client);
    client.on("error", () => undefined).on("close", () => tunnels.delete(client));
    if (url !== place) {
      client.end("HTTP/1.1 403 Forbidden\r\n\r\n");
      return;
    }
    const onward = connect(port, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      client.pipe(onward).pipe(client);
    });
    onward.on("error", () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: portOf(server.address()),
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const tunnel of tunnels) tunnel.destroy();
      await closed;
    },
  };
}
