import { execFile } from "node:child_process";
import { TerraformError } from "../error.ts";

/** Any other backend (PostgreSQL, GCS, Kubernetes, ...), and encrypted OpenTofu states: asked of the program itself. */
export interface CommandBackend {
  backend: "command";
  /** Program. Default: terraform. */
  command?: "terraform" | "tofu";
  /** Folder of a configuration in which `init` has run. */
  directory: string;
  /** Workspace; must exist. Default: the one that is selected there. */
  workspace?: string;
}

/** Longest time of one command, milliseconds. */
const timeoutMilliseconds = 300_000;
/** A state of this size, bytes, and no larger. */
const most = 2 ** 30;

/** What `terraform state pull` prints; it takes no lock. */
export async function readByCommand({ command = "terraform", directory, workspace }: CommandBackend): Promise<Buffer> {
  if (workspace !== undefined) {
    // TF_WORKSPACE with an unknown name can make that workspace: looked up first.
    const listed = await run(command, directory, ["workspace", "list"], {});
    const names = listed
      .toString("utf8")
      .split("\n")
      .map((line) => line.replace(/^\*/, "").trim())
      .filter((line) => line !== "");
    if (!names.includes(workspace)) {
      throw new TerraformError(
        `${directory} has no workspace "${workspace}".`,
        `Name one of these: ${names.join(", ")}.`,
      );
    }
  }
  const bytes = await run(
    command,
    directory,
    ["state", "pull"],
    workspace === undefined ? {} : { TF_WORKSPACE: workspace },
  );
  if (bytes.length > 0) return bytes;
  throw new TerraformError(
    `\`${command} state pull\` in ${directory} printed nothing: there is no state.`,
    "Check the folder and the workspace.",
  );
}

function run(command: string, directory: string, args: string[], variables: Record<string, string>): Promise<Buffer> {
  const shown = `\`${command} ${args.join(" ")}\` in ${directory}`;
  return new Promise((resolve, reject) => {
    const env = { ...process.env, TF_IN_AUTOMATION: "1", TF_INPUT: "0", ...variables };
    execFile(
      command,
      args,
      { cwd: directory, env, encoding: "buffer", timeout: timeoutMilliseconds, maxBuffer: most },
      (error, stdout, stderr) => {
        if (error === null) {
          resolve(stdout);
          return;
        }
        const missing = "code" in error && error.code === "ENOENT";
        const last = stderr.toString("utf8").trim().split("\n").slice(-6).join("\n");
        reject(
          missing
            ? new TerraformError(
                `${shown} could not be started.`,
                `Check that the folder is there and install ${command}.`,
              )
            : new TerraformError(
                `${shown} failed:\n${last}\n`,
                "Run it there by hand; the folder must be initialised (`init`).",
              ),
        );
      },
    );
  });
}
