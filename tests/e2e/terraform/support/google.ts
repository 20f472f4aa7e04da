import { spawn, type ChildProcess } from "node:child_process";
import { freePort, stop } from "../../../support/process.ts";
import { eventually } from "../../../toolchain/temporary.ts";

const startSeconds = 30;

/** An emulator of Google Cloud Storage. */
export class GoogleStorage {
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(url: string, child: ChildProcess) {
    this.url = url;
    this.#child = child;
  }

  static async start(): Promise<GoogleStorage> {
    const port = String(await freePort());
    const flags = ["-scheme", "http", "-host", "127.0.0.1", "-port", port, "-backend", "memory"];
    const child = spawn("fake-gcs-server", flags, { stdio: "ignore" });
    const storage = new GoogleStorage(`http://127.0.0.1:${port}`, child);
    try {
      const answers = async (): Promise<boolean> =>
        (await fetch(`${storage.url}/storage/v1/b`).catch(() => undefined))?.ok === true;
      await eventually("fake-gcs-server answers", answers, startSeconds);
    } catch (error) {
      await storage.stop();
      throw error;
    }
    return storage;
  }

  async makeBucket(name: string): Promise<void> {
    const answer = await fetch(`${this.url}/storage/v1/b`, {
      method: "POST",
      body: JSON.stringify({ name }),
      headers: { "content-type": "application/json" },
      signal: AbortSignal.timeout(10_000),
    });
    if (!answer.ok) throw new Error(`fake-gcs-server made no bucket: HTTP ${answer.status} ${await answer.text()}`);
  }

  async stop(): Promise<void> {
    await stop(this.#child);
  }
}
