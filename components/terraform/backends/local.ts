import { readFile } from "node:fs/promises";
import path from "node:path";
import { TerraformError } from "../error.ts";

/** A state in a file: https://developer.hashicorp.com/terraform/language/backend/local */
export interface LocalBackend {
  backend: "local";
  /** The state's file, relative to the project's folder or absolute. */
  path: string;
  /** Workspace. Default: `default`, whose state is `path` itself. */
  workspace?: string;
  /**
   * Folder of the other workspaces' states, each of which is `<workspace>/terraform.tfstate` there, whatever `path` is called.
   * Default: `terraform.tfstate.d` beside `path`; Terraform's is beside the configuration.
   */
  workspaceDir?: string;
}

/** The file that holds the workspace's state. */
export function localPath({ path: file, workspace = "default", workspaceDir }: LocalBackend): string {
  if (workspace === "default") return file;
  return path.join(
    workspaceDir ?? path.join(path.dirname(file), "terraform.tfstate.d"),
    workspace,
    "terraform.tfstate",
  );
}

/** The bytes of the state. */
export async function readLocal(source: LocalBackend): Promise<Buffer> {
  const file = localPath(source);
  try {
    return await readFile(file);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") {
      const workspace = source.workspace === undefined ? "" : ` for the workspace "${source.workspace}"`;
      throw new TerraformError(
        `There is no Terraform state${workspace} at ${file}.`,
        "Check the path, which counts from the folder of Pulumi.yaml, and the workspace (`terraform workspace list`).",
      );
    }
    if (code === "EACCES" || code === "EPERM") {
      throw new TerraformError(
        `The Terraform state at ${file} may not be read.`,
        "Give this user the right to read it.",
      );
    }
    if (code === "EISDIR") {
      throw new TerraformError(`${file} is a folder, not a state.`, "Name the file in it, as in terraform.tfstate.");
    }
    throw new TerraformError(`The Terraform state at ${file} could not be read (${String(code)}).`, "Check the path.");
  }
}
