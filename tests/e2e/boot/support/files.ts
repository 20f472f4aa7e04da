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
          response.writeHead(200, { "content-length": size });
          createReadStream(place).pipe(response);
        }, notFound);
      },
      host,
      port,
    );
    return files;
  }

  get port(): number {
    return this.#server?.port ?? 0;
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
  }
}
