import { createServer } from "node:net";
import { emulatorEndpoint, startEmulator, stopEmulator } from "./emulator.ts";
import { step } from "./steps.ts";

/** The variable in which the tests find the address of their emulator. */
export const endpointVariable = "CORTEX_E2E_ENDPOINT";

/** Does the work beside an emulator of its own, on a free port: nobody's stack is touched, and it is gone afterwards. */
export async function withOwnEmulator<T>(work: (endpoint: string) => Promise<T>): Promise<T> {
  const port = await freePort();
  await step("Emulator of AWS", "starting one of its own", async (progress) => {
    await startEmulator(port, progress);
    progress(`${emulatorEndpoint(port)}, started`);
  });
  // The emulator outlives a process that is ended, so a signal must take it along.
  const ended = (signal: NodeJS.Signals): void => {
    void stopEmulator(port).finally(() => process.kill(process.pid, signal));
  };
  process.once("SIGTERM", ended);
  process.once("SIGINT", ended);
  try {
    return await work(emulatorEndpoint(port));
  } finally {
    process.off("SIGTERM", ended);
    process.off("SIGINT", ended);
    await stopEmulator(port);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => {
        resolve(port);
      });
    });
  });
}
