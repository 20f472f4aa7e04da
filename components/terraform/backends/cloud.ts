import { TerraformError } from "../error.ts";
import type { StateOutput } from "../state.ts";
import { get, refused, urlOf } from "./get.ts";

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

/**
 * What @pulumi/terraform reads. It drops which output is sensitive: all count as it.
 * @param what What is read, as a message names it; holds no credentials.
 */
export async function byPulumi(
  what: string,
  read: () => Promise<{ outputs: Record<string, unknown> }>,
): Promise<Map<string, StateOutput>> {
  try {
    const { outputs } = await read();
    return new Map(Object.entries(outputs).map(([name, value]) => [name, { value, sensitive: true }]));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TerraformError(`The outputs of ${what} could not be read: ${reason}`, "Check the credentials.");
  }
}

/** The outputs of a workspace. It must exist: @pulumi/terraform would make a missing one. */
export async function remoteOutputs(source: RemoteBackend): Promise<Map<string, StateOutput>> {
  const { hostname = "app.terraform.io", organization, workspace, token } = source;
  const name = `${encodeURIComponent(organization)}/workspaces/${encodeURIComponent(workspace)}`;
  const url = urlOf(`https://${hostname}/api/v2/organizations/${name}`);
  const what = `the workspace ${organization}/${workspace} of ${hostname}`;
  const { status } = await get(url, { authorization: `Bearer ${token}` }, what);
  if (status !== 200) throw refused(status, what, "Check organization and workspace, and that the token may read it.");
  const terraform = await import("@pulumi/terraform");
  return byPulumi(what, () =>
    terraform.state.getRemoteReference({ hostname, organization, token, workspaces: { name: workspace } }),
  );
}
