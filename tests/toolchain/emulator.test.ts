import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import path from "node:path";
import { parseSettings } from "../../settings.ts";
import { cacheRoot } from "../../toolchain/cache.ts";
import {
  emulatorAnswers,
  emulatorPort,
  ownEmulator,
  resetEmulator,
  startEmulator,
  stopEmulator,
} from "../../toolchain/emulator.ts";
import { UserError } from "../../toolchain/sources.ts";
import { isRunning } from "./temporary.ts";

/** A server in the place of moto's that answers everything with one status; gives its port. */
async function answering(status: number): Promise<{ server: Server; port: number; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(status).end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  return { server, port: address.port, asked };
}

describe("the emulator of AWS", () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });
  const given = async (status: number): Promise<{ port: number; asked: string[] }> => {
    const { server, ...rest } = await answering(status);
    servers.push(server);
    return rest;
  };

  const endpoints: [string | undefined, number | undefined][] = [
    [undefined, undefined],
    ["http://127.0.0.1:5566", 5566],
    ["http://localhost:5000", 5000],
    ["http://127.0.0.1", 80],
    ["https://aws.example.org:8443", undefined],
  ];
  for (const [endpoint, port] of endpoints) {
    it(`is ${port === undefined ? "not this toolchain's matter" : `on port ${port}`} with aws.endpoint ${endpoint}`, () => {
      const value = JSON.stringify(endpoint === undefined ? {} : { endpoint });
      const { aws } = parseSettings({ "cortex:platform": "aws", "cortex:engine": "blocks", "cortex:aws": value });
      assert.equal(emulatorPort(aws), port);
    });
  }

  it("answers, or does not", async () => {
    assert.equal(await emulatorAnswers((await given(200)).port), true);
    assert.equal(await emulatorAnswers((await given(404)).port), false);
    assert.equal(await emulatorAnswers(1), false);
  });

  it("is not started where one answers, and is then not this toolchain's to stop", async () => {
    const { port } = await given(200);
    assert.equal(await startEmulator(port, () => undefined), false);
    assert.equal(await stopEmulator(port), false);
  });

  it("is not a process that got the number of one that ended", async () => {
    const { port } = await given(200);
    const folder = path.join(cacheRoot, "emulator");
    const file = path.join(folder, `${port}.json`);
    const other = spawn("sleep", ["30"], { stdio: "ignore" });
    const { pid } = other;
    assert.ok(pid !== undefined);
    await mkdir(folder, { recursive: true });
    await writeFile(file, JSON.stringify({ pid }));
    try {
      assert.equal(await ownEmulator(port), undefined);
      assert.equal(await stopEmulator(port), false);
      assert.ok(isRunning(pid));
    } finally {
      other.kill();
      await rm(file, { force: true });
    }
  });

  it("is emptied by one call, and a refusal is told", async () => {
    const { port, asked } = await given(200);
    await resetEmulator(port);
    assert.deepEqual(asked, ["POST /moto-api/reset"]);
    await assert.rejects(resetEmulator((await given(500)).port), UserError);
  });
});
