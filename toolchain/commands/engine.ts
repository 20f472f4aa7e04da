import { dockerHost, engineAnswers, ensureDockerEngine, ownEngine, stopEngine } from "../docker-engine.ts";
import { unknownName } from "../nearest.ts";
import { UserError } from "../sources.ts";
import { step } from "../steps.ts";

/** `npm run engine status|start|stop`: stop ends only an engine that this toolchain started. */
export async function run(args: string[]): Promise<number> {
  const [action = "status"] = args;
  switch (action) {
    case "status": {
      const own = await ownEngine();
      const answers = await engineAnswers();
      console.log(`${dockerHost()}: ${answers ? "answers" : "nothing answers"}`);
      console.log(
        own === undefined
          ? "No engine of this toolchain runs."
          : `This toolchain's engine: process ${own.pid}, ${own.host}`,
      );
      return answers ? 0 : 1;
    }
    case "start":
      await step("Docker engine", "looking for it", async (progress) => {
        const { value, source } = await ensureDockerEngine(progress);
        progress(`${value}, ${source}`);
      });
      return 0;
    case "stop": {
      const stopped = await step("Docker engine", "stopping it", () => stopEngine());
      console.log(
        stopped
          ? "The engine is stopped; its images and volumes are kept."
          : "There is no engine that this toolchain started.",
      );
      return 0;
    }
    default:
      throw new UserError(unknownName("action of engine", action, ["status", "start", "stop"]));
  }
}
