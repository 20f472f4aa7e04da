import { parseArgs } from "node:util";
import {
  defaultPort,
  emulatorAnswers,
  emulatorEndpoint,
  ownEmulator,
  resetEmulator,
  startEmulator,
  stopEmulator,
} from "../emulator.ts";
import { unknownName } from "../nearest.ts";
import { UserError } from "../sources.ts";
import { step } from "../steps.ts";

/** `npm run emulator -- start|stop|status|reset [--port N]`: stop ends only an emulator that this toolchain started. */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    options: { port: { type: "string" } },
    strict: false,
    allowPositionals: true,
  });
  const port = values.port === undefined ? defaultPort : Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new UserError("--port needs a number from 1 to 65535.");
  const [action = "status"] = positionals;
  switch (action) {
    case "status": {
      const answers = await emulatorAnswers(port);
      const pid = await ownEmulator(port);
      console.log(`${emulatorEndpoint(port)}: ${answers ? "answers" : "nothing answers"}`);
      console.log(
        pid === undefined ? "No emulator of this toolchain runs." : `This toolchain's emulator: process ${pid}`,
      );
      return answers ? 0 : 1;
    }
    case "start":
      await step("Emulator", "looking for it", async (progress) => {
        const started = await startEmulator(port, progress);
        progress(`${emulatorEndpoint(port)}, ${started ? "started" : "answers already"}`);
      });
      return 0;
    case "stop": {
      const stopped = await step("Emulator", "stopping it", () => stopEmulator(port));
      console.log(
        stopped
          ? "The emulator is stopped, and what it held is gone."
          : "There is no emulator that this toolchain started.",
      );
      return 0;
    }
    case "reset":
      await step("Emulator", "emptying it", () => resetEmulator(port));
      return 0;
    default:
      throw new UserError(unknownName("action of emulator", action, ["status", "start", "stop", "reset"]));
  }
}
