import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";
import { listen, sourceOf, type Listening } from "./server.ts";

/** A request for a file. */
export interface FileRequest {
  from: string;
  file: string;
  status: number;
}

/** Serves the files of one folder, and writes down who asked for what. */
export class FileServer {
  readonly requests: FileRequest[] = [];
  readonly #spoiled = new Set<string>();
  #server: Listening | undefined;

  static async start(folder: string, host: string, port = 0): Promise<FileServer> {
    const files = new FileServer();
    files.#server = await listen(
      (request, response) => {
        const file = decodeURIComponent((request.url ?? "").slice(1));
        const answer = (status: number): void => void files.requests.push({ from: sourceOf(request), file, status });
        const notFound = (): void => {
          answer(404);
          response.writeHead(404).end();
        };
        if (file === "" || file !== path.basename(file)) {
          notFound();
          return;
        }
        const place = path.join(folder, file);
        stat(place).then(({ size }) => {
          answer(200);
          const more = files.#spoiled.has(`${sourceOf(request)} ${file}`) ? "x" : "";
          response.writeHead(200, { "content-length": size + more.length });
          const content = createReadStream(place);
          content.pipe(response, { end: false });
          content.on("end", () => response.end(more));
        }, notFound);
      },
      host,
      port,
    );
    return files;
  }

  /** From now on that address gets the file with a byte too many. */
  spoil(from: string, file: string): void {
    this.#spoiled.add(`${from} ${file}`);
  }

  get port(): number {
    return this.#server?.port ?? 0;
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
  }
}
