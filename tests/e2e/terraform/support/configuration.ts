import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../../../toolchain/exec.ts";

const commandSeconds = 120;

/** What the configuration holds besides its backend. */
export interface Content {
  /** `terraform.backend`: its name and its settings. Default: local. */
  backend?: [string, Record<string, unknown>];
  /** `terraform.encryption` of OpenTofu. */
  encryption?: Record<string, unknown>;
  /** The value of a sensitive output, and of a resource: makes the state as large as it is. */
  secret: string;
}

/**
 * A configuration without any provider, in a folder of its own, for the real `terraform` or `tofu`: instances by count
 * and for_each, modules, a data source, outputs plain and sensitive.
 */
export class Configuration {
  readonly folder = mkdtempSync(join(tmpdir(), "cortex-terraform-"));
  readonly #program: "terraform" | "tofu";
  readonly #env: Record<string, string>;

  constructor(program: "terraform" | "tofu", content: Content, env: Record<string, string> = {}) {
    this.#program = program;
    // Else it would take the settings of the person who runs this, and ask its maker for updates.
    const settings = join(this.folder, "empty.rc");
    writeFileSync(settings, "");
    this.#env = { TF_CLI_CONFIG_FILE: settings, TF_IN_AUTOMATION: "true", CHECKPOINT_DISABLE: "true", ...env };
    this.write(content);
  }

  write({ backend, encryption, secret }: Content): void {
    const other = join(this.folder, "other.json");
    writeFileSync(other, JSON.stringify({ version: 4, serial: 1, lineage: "other", outputs: {}, resources: [] }));
    mkdirSync(join(this.folder, "zone"), { recursive: true });
    this.#file(join("zone", "zone.tf.json"), {
      variable: { name: {} },
      resource: { terraform_data: { this: { input: "${var.name}" } } },
      output: { id: { value: "${terraform_data.this.id}" } },
    });
    this.#file("main.tf.json", {
      terraform: {
        ...(backend === undefined ? {} : { backend: { [backend[0]]: backend[1] } }),
        ...(encryption === undefined ? {} : { encryption }),
      },
      data: { terraform_remote_state: { other: { backend: "local", config: { path: other } } } },
      resource: {
        terraform_data: {
          one: { input: { name: "one", workspace: "${terraform.workspace}" } },
          counted: { count: 2, input: "${count.index}" },
          keyed: { for_each: { 'with "quotes"': 1, b: 2 }, input: "${each.value}" },
          hidden: { input: secret },
        },
      },
      module: { zone: { source: "./zone", for_each: { a: "x", b: "y" }, name: "${each.key}" } },
      output: {
        workspace: { value: "${terraform.workspace}" },
        zones: { value: '${[for key in ["a", "b"] : module.zone[key].id]}' },
        password: { value: secret, sensitive: true },
      },
    });
  }

  /** `init` and `apply`. */
  async apply(): Promise<void> {
    await this.run("init", "-input=false", "-no-color");
    await this.run("apply", "-input=false", "-no-color", "-auto-approve");
  }

  /** A new workspace, selected and applied. */
  async applyWorkspace(name: string): Promise<void> {
    await this.run("workspace", "new", "-no-color", name);
    await this.run("apply", "-input=false", "-no-color", "-auto-approve");
  }

  async select(workspace: string): Promise<void> {
    await this.run("workspace", "select", "-no-color", workspace);
  }

  /** The addresses that `state list` prints, sorted. */
  async addresses(): Promise<string[]> {
    return (await this.run("state", "list")).trim().split("\n").sort();
  }

  run(...args: string[]): Promise<string> {
    return run(this.#program, args, { cwd: this.folder, env: this.#env, timeoutSeconds: commandSeconds });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #file(name: string, content: object): void {
    writeFileSync(join(this.folder, name), JSON.stringify(content, undefined, 2));
  }
}
