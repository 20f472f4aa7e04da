import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { z } from "zod";
import { CommandError, run } from "../../../toolchain/exec.ts";

const commandSeconds = 1200;
const mirrorPath = ["registry.terraform.io", "hashicorp", "aws"].join(sep);

const showJson = z.object({
  values: z.object({
    root_module: z.object({ resources: z.array(z.object({ mode: z.string(), type: z.string() })).default([]) }),
  }),
});

/** Terraform in a folder of its own, with the provider's executable that Pulumi's plugin serves too. */
export class Terraform {
  readonly folder = mkdtempSync(join(tmpdir(), "cortex-terraform-"));
  private readonly env: Record<string, string>;

  /**
   * @param executable of terraform-provider-aws, in a filesystem mirror.
   * @param variables of the configuration.
   */
  constructor(executable: string, variables: Record<string, unknown> = {}) {
    const [mirror, rest] = executable.split(`${sep}${mirrorPath}${sep}`);
    const version = rest?.split(sep)[0];
    if (mirror === undefined || version === undefined) throw new Error(`${executable} lies in no Terraform mirror.`);
    const settings = join(this.folder, "terraform.rc");
    writeFileSync(
      settings,
      `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`,
    );
    // Else Terraform would take the settings of the person who runs this.
    this.env = { TF_CLI_CONFIG_FILE: settings, TF_IN_AUTOMATION: "true", CHECKPOINT_DISABLE: "true" };
    for (const [name, value] of Object.entries(variables)) {
      this.env[`TF_VAR_${name}`] = typeof value === "string" ? value : JSON.stringify(value);
    }
    this.write("versions", { terraform: { required_providers: { aws: { source: "hashicorp/aws", version } } } });
  }

  write(name: string, content: object): void {
    writeFileSync(join(this.folder, `${name}.tf.json`), JSON.stringify(content, undefined, 2));
  }

  /** Takes a configuration's files from a folder. */
  copy(from: string): void {
    cpSync(from, this.folder, { recursive: true });
  }

  /** The state, which lies beside the configuration. */
  get stateFile(): string {
    return join(this.folder, "terraform.tfstate");
  }

  async init(): Promise<void> {
    await this.terraform(["init"]);
  }

  async schema(): Promise<string> {
    return this.terraform(["providers", "schema", "-json"]);
  }

  async apply(): Promise<void> {
    await this.terraform(["apply", "-auto-approve"]);
  }

  /** Whether there is something to change, and what Terraform says of it. */
  async plan(): Promise<{ changes: boolean; text: string }> {
    try {
      return { changes: false, text: await this.terraform(["plan", "-detailed-exitcode"]) };
    } catch (error) {
      if (error instanceof CommandError && error.exitCode === 2) return { changes: true, text: error.tail };
      throw error;
    }
  }

  async destroy(): Promise<void> {
    await this.terraform(["destroy", "-auto-approve"]);
  }

  /** Terraform's type to how many resources of it the state holds. */
  async counts(): Promise<Record<string, number>> {
    const { values } = showJson.parse(JSON.parse(await this.terraform(["show", "-json"])));
    const counts: Record<string, number> = {};
    for (const { mode, type } of values.root_module.resources) {
      if (mode === "managed") counts[type] = (counts[type] ?? 0) + 1;
    }
    return counts;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async terraform(args: string[]): Promise<string> {
    const [command = "", ...rest] = args;
    const plain = command === "show" || command === "providers" ? [] : ["-no-color", "-input=false"];
    // `destroy` has no question to be answered.
    const flags = command === "destroy" ? ["-no-color"] : plain;
    return run("terraform", [command, ...rest, ...flags], {
      cwd: this.folder,
      env: this.env,
      timeoutSeconds: commandSeconds,
    });
  }
}
