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

/**
 * What `terraform state pull` prints. Of a workspace that is not there it would write an empty state: looked up first.
 * On the Consul backend Terraform locks a workspace other than default for the moment of the pull; `{backend: consul}` does not.
 */
export async function readByCommand({ command = "terraform", directory, workspace }: CommandBackend): Promise<Buffer> {
  const { names, selected } = await workspaces(command, directory, workspace !== undefined);
  const wanted = workspace ?? selected;
  if (wanted === undefined || (names !== undefined && !names.includes(wanted))) {
    const known = names === undefined ? "" : names.join(", ");
    throw workspace === undefined
      ? new TerraformError(
          `The workspace that is selected in ${directory} does not exist.`,
          `Select another one there, or name one of these: ${known}.`,
        )
      : new TerraformError(`${directory} has no workspace "${workspace}".`, `Name one of these: ${known}.`);
  }
  const variables = workspace === undefined ? {} : { TF_WORKSPACE: workspace };
  const bytes = stateIn(await run(command, directory, ["state", "pull"], variables));
  if (bytes.length > 0) return bytes;
  throw new TerraformError(
    `\`${command} state pull\` in ${directory} printed no state: there is none.`,
    "Check the folder and the workspace.",
  );
}

interface Workspaces {
  /** Undefined where the backend knows no workspaces. */
  names?: string[];
  /** Undefined where the one that is selected does not exist. */
  selected?: string;
}

/** @param needed Whether one was named, so that a backend without workspaces is an error. */
async function workspaces(command: string, directory: string, needed: boolean): Promise<Workspaces> {
  let listed: string;
  try {
    listed = (await run(command, directory, ["workspace", "list"], {})).toString("utf8");
  } catch (error) {
    if (needed || !(error instanceof TerraformError && error.message.includes("workspaces not supported"))) throw error;
    return { selected: "default" };
  }
  // Warnings may stand around the list.
  const lines = [...listed.matchAll(/^([* ]) (\S+)$/gm)];
  const names = lines.map(([, , name = ""]) => name);
  const selected = lines.find(([, mark]) => mark === "*")?.[2];
  return { names, ...(selected === undefined ? {} : { selected }) };
}

/** The state in what was printed: OpenTofu prints its warnings before it. */
function stateIn(printed: Buffer): Buffer {
  if (printed[0] === 0x7b) return printed;
  const start = printed.indexOf("\n{");
  return start < 0 ? Buffer.alloc(0) : printed.subarray(start + 1);
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
