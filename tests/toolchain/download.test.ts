import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { downloadFile, downloadText, verifyChecksum } from "../../toolchain/download.ts";
import { temporaryFolder } from "./temporary.ts";

describe("a download", () => {
  const folder = temporaryFolder();

  /** The address of a server that serves one text at /file. */
  async function serving(text: string, work: (address: string) => Promise<void>, port = 0): Promise<void> {
    const server = createServer((request, response) => {
      if (request.url === "/file") response.writeHead(200, { "content-length": text.length }).end(text);
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    const address = server.address();
    assert.ok(typeof address === "object" && address !== null);
    try {
      await work(`http://127.0.0.1:${address.port}`);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  it("writes the file and tells how far it is", async () => {
    await serving("content", async (address) => {
      let progress = "";
      await downloadFile(`${address}/file`, folder("file"), (text) => (progress = text));
      assert.equal(await readFile(folder("file"), "utf8"), "content");
      assert.match(progress, /^downloading http.*: 0\.0 MB of 0\.0 MB$/);
    });
  });

  it("refuses an error of the server and says which", async () => {
    await serving("content", async (address) => {
      await assert.rejects(downloadText(`${address}/none`), /\/none answered 404/);
    });
  });

  it("remembers for the rest of the run that a host does not answer", async () => {
    let address = "";
    await serving("content", (at) => {
      address = at;
      return Promise.resolve();
    });
    await assert.rejects(downloadText(`${address}/file`), /ECONNREFUSED/);
    // There is somebody again, who is not asked.
    await serving(
      "content",
      () => assert.rejects(downloadText(`${address}/file`), /ECONNREFUSED/),
      Number(new URL(address).port),
    );
  });

  it("is checked against the release's own list", async () => {
    await writeFile(folder("tool.tar.gz"), "content");
    const right = createHash("sha256").update("content").digest("hex");
    const wrong = "0".repeat(64);
    const list = (sum: string): string => `${wrong}  other.tar.gz\n${sum}  tool.tar.gz\n`;
    await verifyChecksum(folder("tool.tar.gz"), "tool.tar.gz", list(right));
    await assert.rejects(verifyChecksum(folder("tool.tar.gz"), "tool.tar.gz", list(wrong)), /the release says 0000/);
    await assert.rejects(verifyChecksum(folder("tool.tar.gz"), "tool.tar.gz", ""), /does not list tool\.tar\.gz/);
  });
});
