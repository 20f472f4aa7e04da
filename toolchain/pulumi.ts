import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { z } from "zod";
import { run } from "./exec.ts";
import { inProject, projectRoot } from "./project.ts";
import { UserError } from "./sources.ts";

const configuration = z.record(z.string(), z.object({ value: z.string().default("") }));

const commandTimeoutSeconds = 120;
/** An `up` that pulls every image over a slow line takes long; one that hangs must end. */
const liveTimeoutSeconds = 60 * 60;

/** The Pulumi CLI with everything it needs: its command, its environment. */
export class Pulumi {
  /** On top of this process's environment; PATH is whole. */
  readonly env: Record<string, string>;

  constructor(env: Record<string, string>) {
    this.env = env;
  }

  /** Runs `pulumi ...` and gives its stdout. */
  async run(args: string[], timeoutSeconds = commandTimeoutSeconds): Promise<string> {
    return run(shim, [...args, "--non-interactive", "--color", "never"], {
      cwd: projectRoot,
      env: this.env,
      timeoutSeconds,
    });
  }

  /**
   * Runs `pulumi ...` in sight of the user.
   * @throws UserError when it ends with an error: what is wrong, it has said by then.
   */
  async live(args: string[], timeoutSeconds = liveTimeoutSeconds): Promise<void> {
    const child = spawn(shim, args, {
      cwd: projectRoot,
      env: { ...process.env, ...this.env },
      // This process's stdout is kept for what was asked for (`env` prints export lines there).
      stdio: ["inherit", process.stderr, process.stderr],
    });
    // At a terminal the signal of Ctrl-C goes to the whole group; pulumi ends in its own time.
    const ignore = (): void => undefined;
    process.on("SIGINT", ignore);
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill("SIGTERM");
    }, timeoutSeconds * 1000);
    try {
      const code = await new Promise<number | null>((resolve, reject) => {
        child.on("error", reject);
        child.on("exit", resolve);
      });
      const shown = `pulumi ${args.join(" ")}`;
      if (timedOut) throw new UserError(`\`${shown}\` took longer than ${timeoutSeconds / 60} min and was ended.`);
      if (code !== 0)
        throw new UserError(`\`${shown}\` ended with exit code ${code ?? "none"}; its messages are above.`);
    } finally {
      clearTimeout(timer);
      process.off("SIGINT", ignore);
    }
  }

  async hasStack(stack: string): Promise<boolean> {
    const stacks: unknown = JSON.parse(await this.run(["stack", "ls", "--json"]));
    return Array.isArray(stacks) && stacks.some((entry) => isNamed(entry, stack));
  }

  /** Makes the stack when there is none, and makes it the one that a typed `pulumi` takes. */
  async selectStack(stack: string): Promise<void> {
    await this.run(["stack", "select", "--create", stack]);
  }

  /** The stack's configuration as the program gets it, secrets in clear. */
  async config(stack: string): Promise<Record<string, string>> {
    const text = await this.run(["config", "--json", "--show-secrets", "--stack", stack]);
    return Object.fromEntries(
      Object.entries(configuration.parse(JSON.parse(text))).map(([key, { value }]) => [key, value]),
    );
  }

  /** The stack's state as JSON, secrets encrypted. */
  async exported(stack: string): Promise<string> {
    return this.run(["stack", "export", "--stack", stack]);
  }

  /** Puts a state, as `exported` gives it, in the place of the stack's. */
  async replaceState(stack: string, text: string): Promise<void> {
    const folder = await mkdtemp(path.join(tmpdir(), "cortex-state-"));
    try {
      const file = path.join(folder, "state.json");
      await writeFile(file, text, { mode: 0o600 });
      await this.run(["stack", "import", "--stack", stack, "--file", file]);
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  /** Reads what resources are like now, without running the program. */
  async refreshed(stack: string, urns: readonly string[]): Promise<void> {
    const targets = urns.flatMap((urn) => ["--target", urn]);
    await this.run(["refresh", "--yes", "--skip-preview", "--stack", stack, ...targets], liveTimeoutSeconds);
  }

  /** The last change of the stack, as a list of one in JSON. */
  async history(stack: string): Promise<string> {
    return this.run(["stack", "history", "--json", "--page-size", "1", "--page", "1", "--stack", stack]);
  }

  /** The stack's outputs, secrets in clear. */
  async outputs(stack: string): Promise<Record<string, unknown>> {
    const outputs: unknown = JSON.parse(
      await this.run(["stack", "output", "--json", "--show-secrets", "--stack", stack]),
    );
    if (typeof outputs !== "object" || outputs === null) return {};
    return { ...outputs };
  }
}

const shim = inProject("toolchain", "bin", "pulumi");

export const shimFolder = path.dirname(shim);

function isNamed(entry: unknown, name: string): boolean {
  if (typeof entry !== "object" || entry === null || !("name" in entry) || typeof entry.name !== "string") return false;
  // A service names its stacks organization/project/stack.
  return entry.name.split("/").at(-1) === name;
}
