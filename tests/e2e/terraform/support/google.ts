import { spawn, type ChildProcess } from "node:child_process";
import { freePort, stop } from "../../../support/process.ts";
import { RecordingProxy } from "../../../support/recording-proxy.ts";
import type { RecordedRequest } from "../../../support/recording-server.ts";
import { eventually } from "../../../toolchain/temporary.ts";

const startSeconds = 30;

/** An emulator of Google Cloud Storage. Records every request. */
export class GoogleStorage {
  readonly #recorder: RecordingProxy;
  readonly #child: ChildProcess;

  private constructor(recorder: RecordingProxy, child: ChildProcess) {
    this.#recorder = recorder;
    this.#child = child;
  }

  static async start(): Promise<GoogleStorage> {
    const port = await freePort();
    const recorder = await RecordingProxy.start(`http://127.0.0.1:${port}`);
    const flags = ["-scheme", "http", "-host", "127.0.0.1", "-port", String(port), "-backend", "memory"];
    // It answers for objects by path only under the name that clients call it by.
    const child = spawn("fake-gcs-server", [...flags, "-public-host", recorder.address], { stdio: "ignore" });
    const storage = new GoogleStorage(recorder, child);
    try {
      const answers = async (): Promise<boolean> => (await fetch(storage.#buckets).catch(() => undefined))?.ok === true;
      await eventually("fake-gcs-server answers", answers, startSeconds);
    } catch (error) {
      await storage.stop();
      throw error;
    }
    return storage;
  }

  /** As Terraform's `storage_custom_endpoint`. */
  get endpoint(): string {
    return `http://${this.#recorder.address}/storage/v1/`;
  }

  get requests(): RecordedRequest[] {
    return this.#recorder.requests;
  }

  async makeBucket(name: string): Promise<void> {
    const answer = await fetch(this.#buckets, {
      method: "POST",
      body: JSON.stringify({ name }),
      headers: { "content-type": "application/json" },
      signal: AbortSignal.timeout(10_000),
    });
    if (!answer.ok) throw new Error(`fake-gcs-server made no bucket: HTTP ${answer.status} ${await answer.text()}`);
  }

  async stop(): Promise<void> {
    await stop(this.#child);
    await this.#recorder.stop();
  }

  get #buckets(): string {
    return `${this.endpoint}b`;
  }
}
