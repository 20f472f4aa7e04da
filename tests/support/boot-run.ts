// Runs an instance's script on this machine: its paths moved into a folder, the commands that would touch a machine replaced.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { script, type ScriptName } from "../../components/aws/boot/script.ts";
import { onPath, run, type Ended } from "./process.ts";

/** The folders that scripts name; each stands below the run's own folder instead. */
const moved =
  /\/(etc\/cortex-platform|var\/log\/cortex-platform|var\/lib\/cortex-platform|proc\/net|etc\/sysusers\.d|etc\/tmpfiles\.d)/g;

export class BootRun {
  readonly folder = mkdtempSync(join(tmpdir(), "cortex-boot-"));
  private readonly bin = join(this.folder, "bin");
  private readonly scripts = join(this.folder, "scripts");

  constructor() {
    for (const folder of [this.bin, this.scripts, this.path("/etc/cortex-platform")]) {
      mkdirSync(folder, { recursive: true });
    }
    this.write("/calls", "");
  }

  /** Where a path of the instance is on this machine. */
  path(path: string): string {
    return join(this.folder, path);
  }

  write(path: string, content: string): void {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    writeFileSync(this.path(path), content);
  }

  read(path: string): string {
    return readFileSync(this.path(path), "utf8");
  }

  /** Puts a script where the instance has it. */
  script(name: ScriptName, as: string = name): void {
    const text = script(name).replaceAll(moved, `${this.folder}/$1`);
    writeFileSync(join(this.scripts, `${as}.sh`), text, { mode: 0o755 });
  }

  /** A command of this name that writes down how it was called, and then does this (bash). */
  command(name: string, body = ""): void {
    const file = join(this.bin, name);
    writeFileSync(file, `#!/bin/bash\necho "${name} $*" >>'${this.path("/calls")}'\n${body}\n`);
    chmodSync(file, 0o755);
  }

  /** Every call of a replaced command, in order. */
  calls(): string[] {
    return this.read("/calls").trimEnd().split("\n");
  }

  run(name: string, seconds = 20): Promise<Ended> {
    const bash = onPath("bash") ?? "/bin/bash";
    return run(bash, ["-c", `PATH='${this.bin}':"$PATH" exec '${join(this.scripts, name)}.sh'`], seconds);
  }

  end(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
