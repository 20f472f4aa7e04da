import { createInterface } from "node:readline/promises";
import { parseOptions } from "../arguments.ts";
import { ensureDockerEngine } from "../docker-engine.ts";
import { run as exec } from "../exec.ts";
import { preparePulumi } from "../prepare-pulumi.ts";
import { UserError } from "../sources.ts";
import { readSettings } from "../stack-config.ts";
import { step } from "../steps.ts";

/** `pulumi destroy`, after a question that shows what goes; `--yes` skips it. */
export async function run(args: string[]): Promise<number> {
  const { stack, switches } = parseOptions(args, ["yes"]);
  const settings = await readSettings(stack);
  const { pulumi } = await preparePulumi(settings);
  if (!(await pulumi.hasStack(stack))) {
    console.log(`There is no stack "${stack}": nothing to do.`);
    return 0;
  }
  if (settings.platform === "docker") {
    await step("Docker engine", "looking for it", async (progress) => {
      const { value, source } = await ensureDockerEngine(progress);
      progress(`${value}, ${source}`);
    });
  }
  if (!switches.has("yes")) {
    console.log(
      settings.platform === "docker"
        ? await whatGoes(stack)
        : `This deletes the stack "${stack}" on AWS with all that it holds.`,
    );
    if (!(await agreed(stack))) {
      console.log("Nothing was deleted.");
      return 1;
    }
  }
  await pulumi.live(["destroy", "--yes", "--stack", stack]);
  return 0;
}

async function whatGoes(stack: string): Promise<string> {
  const filter = ["--filter", `label=cortex.stack=${stack}`];
  const containers = await exec("docker", ["ps", "-a", ...filter, "--format", "{{.Names}}"], { timeoutSeconds: 30 });
  const volumes = await exec("docker", ["volume", "ls", ...filter, "--format", "{{.Name}}"], { timeoutSeconds: 30 });
  return [
    `This deletes the stack "${stack}" with all the data that it holds:`,
    ...section("containers", containers),
    ...section("volumes", volumes),
  ].join("\n");
}

function section(title: string, output: string): string[] {
  const names = output.split("\n").filter((name) => name !== "");
  return [`  ${names.length} ${title}`, ...names.sort().map((name) => `    ${name}`)];
}

async function agreed(stack: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new UserError("There is no terminal to ask at. To delete without a question: npm run down -- --yes");
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`Type the stack's name (${stack}) to delete it, or nothing to keep it: `);
    return answer.trim() === stack;
  } finally {
    terminal.close();
  }
}
