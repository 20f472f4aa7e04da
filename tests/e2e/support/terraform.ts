import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { z } from "zod";
import { CommandError, run } from "../../../toolchain/exec.ts";

const commandSeconds = 1200;

const showJson = z.object({
  values: z.object({
    root_module: z.object({ resources: z.array(z.object({ mode: z.string(), type: z.string() })).default([]) }),
  }),
});

const planJson = z.object({
  resource_changes: z.array(z.object({ change: z.object({ actions: z.array(z.string()) }) })).default([]),
});

/** A provider's executable, and what it is called in a configuration. */
export interface Provider {
  /** `kreuzwerker/docker`. */
  source: string;
  version: string;
  executable: string;
}

/** The provider that Pulumi's plugin serves too, by its place in a Terraform mirror. */
export function awsProvider(executable: string): Provider {
  const version = executable.split(`${sep}${["hashicorp", "aws"].join(sep)}${sep}`)[1]?.split(sep)[0];
  if (version === undefined) throw new Error(`${executable} lies in no Terraform mirror.`);
  return { source: "hashicorp/aws", version, executable };
}

const registry = "registry.terraform.io";
const architecture = process.arch === "x64" ? "amd64" : process.arch;

/** Terraform in a folder of its own, with one provider from a mirror of its own. */
export class Terraform {
  readonly folder = mkdtempSync(join(tmpdir(), "cortex-terraform-"));
  readonly #env: Record<string, string>;

  /** @param variables of the configuration. */
  constructor({ source, version, executable }: Provider, variables: Record<string, unknown> = {}) {
    const mirror = join(this.folder, "mirror");
    const [, name = ""] = source.split("/");
    const place = join(mirror, registry, source, version, `${process.platform}_${architecture}`);
    mkdirSync(place, { recursive: true });
    symlinkSync(executable, join(place, `terraform-provider-${name}_v${version}`));
    const settings = join(this.folder, "terraform.rc");
    writeFileSync(
      settings,
      `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`,
    );
    // Else Terraform would take the settings of the person who runs this.
    this.#env = { TF_CLI_CONFIG_FILE: settings, TF_IN_AUTOMATION: "true", CHECKPOINT_DISABLE: "true" };
    for (const [key, value] of Object.entries(variables)) {
      this.#env[`TF_VAR_${key}`] = typeof value === "string" ? value : JSON.stringify(value);
    }
    this.write("versions", { terraform: { required_providers: { [name]: { source, version } } } });
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
    await this.#run(["init"]);
  }

  async schema(): Promise<string> {
    return this.#run(["providers", "schema", "-json"]);
  }

  async apply(): Promise<void> {
    await this.#run(["apply", "-auto-approve"]);
  }

  /** Whether there is something to change, and what Terraform says of it. */
  async plan(): Promise<{ changes: boolean; text: string }> {
    try {
      return { changes: false, text: await this.#run(["plan", "-detailed-exitcode"]) };
    } catch (error) {
      if (error instanceof CommandError && error.exitCode === 2) return { changes: true, text: error.tail };
      throw error;
    }
  }

  /** What a plan would do, by kind of action, without what stays as it is; each once. */
  async actions(): Promise<string[]> {
    await this.#run(["plan", "-out=actions.tfplan"]);
    const { resource_changes: changes } = planJson.parse(
      JSON.parse(await this.#run(["show", "-json", "actions.tfplan"])),
    );
    return [...new Set(changes.flatMap(({ change }) => change.actions))].filter((action) => action !== "no-op").sort();
  }

  async destroy(): Promise<void> {
    await this.#run(["destroy", "-auto-approve"]);
  }

  /** Terraform's type to how many resources of it the state holds. */
  async counts(): Promise<Record<string, number>> {
    const { values } = showJson.parse(JSON.parse(await this.#run(["show", "-json"])));
    const counts: Record<string, number> = {};
    for (const { mode, type } of values.root_module.resources) {
      if (mode === "managed") counts[type] = (counts[type] ?? 0) + 1;
    }
    return counts;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #run(args: string[]): Promise<string> {
    const [command = "", ...rest] = args;
    const plain = command === "show" || command === "providers" ? [] : ["-no-color", "-input=false"];
    // `destroy` has no question to be answered.
    const flags = command === "destroy" ? ["-no-color"] : plain;
    return run("terraform", [command, ...rest, ...flags], {
      cwd: this.folder,
      env: this.#env,
      timeoutSeconds: commandSeconds,
    });
  }
}
