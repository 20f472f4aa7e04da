import { randomBytes } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { run } from "../../../toolchain/exec.ts";

const project = new URL("../../..", import.meta.url).pathname;

/** One step of a plan, as `pulumi preview --json` tells it. */
export interface PlannedStep {
  op: string;
  urn: string;
}

/** One resource of a stack's state. */
export interface StateResource {
  urn: string;
  type: string;
  id?: string;
  protect?: boolean;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
}

/** What a command of the CLI printed and how it ended. */
export interface Outcome {
  ok: boolean;
  text: string;
}

/**
 * A stack of its own on the real engine: state, passphrase and configuration lie in a temporary folder, so that neither
 * the project folder nor a stack of the person who runs the tests is touched.
 */
export class TestStack {
  readonly name: string;
  private readonly folder = mkdtempSync(join(tmpdir(), "cortex-e2e-"));
  private readonly passphrase = randomBytes(24).toString("base64");
  private config: Record<string, unknown>;
  private readonly commandSeconds: number;
  private readonly program: string;

  /**
   * @param commandSeconds bound of a command that builds, looks or destroys.
   * @param program folder of the program's Pulumi.yaml.
   */
  constructor(name: string, config: Record<string, unknown>, commandSeconds = 420, program = project) {
    this.name = name;
    this.config = config;
    this.commandSeconds = commandSeconds;
    this.program = program;
  }

  private get configFile(): string {
    return join(this.folder, `Pulumi.${this.name}.yaml`);
  }

  private get environment(): Record<string, string> {
    return {
      PULUMI_BACKEND_URL: `file://${join(this.folder, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: this.passphrase,
      PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
  }

  async create(): Promise<void> {
    const empty = join(this.folder, "project");
    mkdirSync(join(this.folder, "state"));
    mkdirSync(empty);
    // `stack init` writes into the project folder: give it one that may be written.
    cpSync(join(this.program, "Pulumi.yaml"), join(empty, "Pulumi.yaml"));
    await run("pulumi", ["-C", empty, "stack", "init", this.name], { env: this.environment, timeoutSeconds: 60 });
    this.configure({});
  }

  /** Changes some keys (without the namespace) of the stack's configuration; undefined removes one. */
  configure(changes: Record<string, unknown>): void {
    this.config = { ...this.config, ...changes };
    const entries = Object.entries(this.config).filter(([, value]) => value !== undefined);
    writeFileSync(
      this.configFile,
      stringify({ config: Object.fromEntries(entries.map(([key, value]) => [`cortex:${key}`, value])) }),
    );
  }

  /** The configuration as the program gets it: namespaced keys, objects as JSON. */
  settings(): Record<string, string> {
    const entries = Object.entries(this.config).filter(([, value]) => value !== undefined);
    return Object.fromEntries(
      entries.map(([key, value]) => [`cortex:${key}`, typeof value === "string" ? value : JSON.stringify(value)]),
    );
  }

  /** `pulumi <command>` on this stack; throws with the end of its output when it fails. */
  async pulumi(
    command: string[],
    timeoutSeconds = this.commandSeconds,
    env: Record<string, string> = {},
    onOutput: (text: string) => void = () => undefined,
  ): Promise<string> {
    const withConfig = ["up", "preview", "refresh", "destroy"].includes(command[0] ?? "");
    const complaints = new Set<string>();
    try {
      return await run(
        "pulumi",
        [
          ...command,
          "--stack",
          this.name,
          "--non-interactive",
          ...(withConfig ? ["--config-file", this.configFile] : []),
        ],
        {
          cwd: this.program,
          env: { ...this.environment, ...env },
          timeoutSeconds,
          onOutput: (text) => {
            onOutput(text);
            for (const [line] of text.matchAll(/^.*\berror: .*$/gm)) complaints.add(line.trim());
          },
        },
      );
    } catch (error) {
      // The last lines are a stack's outputs; what went wrong stands above them.
      if (error instanceof Error && complaints.size > 0) error.message += `\n${[...complaints].join("\n")}`;
      throw error;
    }
  }

  /** The same for a command that may fail: all that it printed, on either stream, and whether it succeeded. */
  async attempt(
    command: string[],
    timeoutSeconds = this.commandSeconds,
    env: Record<string, string> = {},
  ): Promise<Outcome> {
    let text = "";
    try {
      await this.pulumi(command, timeoutSeconds, env, (part) => (text += part));
      return { ok: true, text };
    } catch (error) {
      return { ok: false, text: `${text}\n${error instanceof Error ? error.message : String(error)}` };
    }
  }

  async up(...flags: string[]): Promise<string> {
    return this.pulumi(["up", "--yes", "--skip-preview", ...flags]);
  }

  async refresh(...flags: string[]): Promise<string> {
    return this.pulumi(["refresh", "--yes", "--skip-preview", ...flags]);
  }

  async outputs(): Promise<Record<string, unknown>> {
    return JSON.parse(await this.pulumi(["stack", "output", "--json", "--show-secrets"], 60)) as Record<
      string,
      unknown
    >;
  }

  /** What an `up` would do, steps that leave a resource as it is left out. */
  async plan(...flags: string[]): Promise<PlannedStep[]> {
    const plan = JSON.parse(await this.pulumi(["preview", "--json", ...flags])) as { steps?: PlannedStep[] };
    return (plan.steps ?? []).filter(({ op }) => op !== "same" && op !== "read").map(({ op, urn }) => ({ op, urn }));
  }

  /** The resources of the state, as `pulumi stack export` tells them. */
  async resources(): Promise<StateResource[]> {
    const state = JSON.parse(await this.pulumi(["stack", "export"], 60)) as {
      deployment?: { resources?: StateResource[] };
    };
    return state.deployment?.resources ?? [];
  }

  /** Puts a state, as `pulumi stack export` gives it, in the place of the stack's. */
  async importState(text: string): Promise<void> {
    const file = join(this.folder, "import.json");
    writeFileSync(file, text, { mode: 0o600 });
    await this.pulumi(["stack", "import", "--file", file], 60);
    rmSync(file);
  }

  /** The bytes of every file of the state backend, history and backups included. */
  stateText(): string {
    const texts: string[] = [];
    const visit = (folder: string): void => {
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) visit(path);
        else texts.push(readFileSync(path, "latin1"));
      }
    };
    visit(join(this.folder, "state"));
    return texts.join("\n");
  }

  /** Forgets the stack without ending what it made: for one whose whole world goes away. */
  forget(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Ends what the stack made; the folder goes only when nothing was left. */
  async destroy(): Promise<void> {
    if (!existsSync(join(this.folder, "project"))) return;
    await this.pulumi(["destroy", "--yes", "--skip-preview"]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
