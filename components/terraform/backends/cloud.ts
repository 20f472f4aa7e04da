import { TerraformError } from "../error.ts";
import type { StateOutput } from "../state.ts";
import { get, refused } from "./get.ts";

/** Terraform Cloud, HCP Terraform, Terraform Enterprise; outputs only. */
export interface RemoteBackend {
  backend: "remote";
  /** Default: app.terraform.io. */
  hostname?: string;
  organization: string;
  workspace: string;
  /** API token; give it as a secret of the stack's configuration. */
  token: string;
}

/** Azure Blob Storage; outputs only. Credentials as @pulumi/terraform takes them from the environment (ARM_*). */
export interface AzureRmBackend {
  backend: "azurerm";
  storageAccountName: string;
  containerName: string;
  key: string;
  resourceGroupName?: string;
  /** Workspace. Default: `default`. */
  workspace?: string;
  /** Give it as a secret of the stack's configuration. */
  accessKey?: string;
  /** Give it as a secret of the stack's configuration. */
  sasToken?: string;
}

/** @pulumi/terraform drops which output is sensitive: all count as it. */
function allSensitive(outputs: Record<string, unknown>): Map<string, StateOutput> {
  return new Map(Object.entries(outputs).map(([name, value]) => [name, { value, sensitive: true }]));
}

/** The outputs of a workspace. It must exist: @pulumi/terraform would make a missing one. */
export async function remoteOutputs(source: RemoteBackend): Promise<Map<string, StateOutput>> {
  const { hostname = "app.terraform.io", organization, workspace, token } = source;
  const name = `${encodeURIComponent(organization)}/workspaces/${encodeURIComponent(workspace)}`;
  const url = new URL(`https://${hostname}/api/v2/organizations/${name}`);
  const what = `the workspace ${organization}/${workspace} of ${hostname}`;
  const { status } = await get(url, { authorization: `Bearer ${token}` }, what);
  if (status !== 200) throw refused(status, what, "Check organization and workspace, and that the token may read it.");
  const terraform = await import("@pulumi/terraform");
  const { outputs } = await terraform.state.getRemoteReference({
    hostname,
    organization,
    token,
    workspaces: { name: workspace },
  });
  return allSensitive(outputs);
}

/** The outputs of a state in Azure Blob Storage. */
export async function azureRmOutputs({ backend, ...args }: AzureRmBackend): Promise<Map<string, StateOutput>> {
  try {
    const terraform = await import("@pulumi/terraform");
    return allSensitive((await terraform.state.getAzureRMReference(args)).outputs);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const place = `${args.storageAccountName}/${args.containerName}/${args.key} (${backend})`;
    throw new TerraformError(
      `The Terraform state at ${place} could not be read: ${reason}.`,
      "Check its place and the credentials.",
    );
  }
}
