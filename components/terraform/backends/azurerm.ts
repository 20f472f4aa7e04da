import { createHmac } from "node:crypto";
import { TerraformError } from "../error.ts";
import type { StateOutput } from "../state.ts";
import { byPulumi } from "./cloud.ts";
import { get, refused, urlOf } from "./get.ts";

/** Azure Blob Storage; outputs only: https://developer.hashicorp.com/terraform/language/backend/azurerm */
export interface AzureRmBackend {
  backend: "azurerm";
  storageAccountName: string;
  containerName: string;
  key: string;
  resourceGroupName?: string;
  /** Workspace; must exist. Default: `default`. */
  workspace?: string;
  /** URL of the account's blob service, where the cloud is another. Default: https://<account>.blob.core.windows.net. */
  blobEndpoint?: string;
  /** Default: ARM_ACCESS_KEY. Give it as a secret of the stack's configuration. */
  accessKey?: string;
  /** Default: ARM_SAS_TOKEN. Give it as a secret of the stack's configuration. */
  sasToken?: string;
}

/** Version of the service's interface that the signature below is for. */
const serviceVersion = "2021-12-02";

/** The blob of a workspace: Terraform, internal/backend/remote-state/azure/backend_state.go. */
export function azureRmKey({ key, workspace = "default" }: AzureRmBackend): string {
  return workspace === "default" ? key : `${key}env:${workspace}`;
}

/** The outputs of a state. Its blob must be there: @pulumi/terraform would lock a missing one and write an empty state. */
export async function azureRmOutputs(source: AzureRmBackend): Promise<Map<string, StateOutput>> {
  const what = `the blob ${source.containerName}/${azureRmKey(source)} of the storage account ${source.storageAccountName}`;
  const { url, headers } = question(source, what);
  const { status } = await get(url, headers, what);
  if (status !== 200) throw refused(status, what, "Check container, key and workspace.");
  const { storageAccountName, containerName, key, resourceGroupName, workspace, accessKey, sasToken } = source;
  const terraform = await import("@pulumi/terraform");
  return byPulumi(what, () =>
    terraform.state.getAzureRMReference({
      storageAccountName,
      containerName,
      key,
      ...(resourceGroupName === undefined ? {} : { resourceGroupName }),
      ...(workspace === undefined ? {} : { workspace }),
      ...(accessKey === undefined ? {} : { accessKey }),
      ...(sasToken === undefined ? {} : { sasToken }),
    }),
  );
}

/** A read of the blob's metadata, which tells whether it is there. */
function question(source: AzureRmBackend, what: string): { url: URL; headers: Record<string, string> } {
  const account = source.storageAccountName;
  const endpoint = source.blobEndpoint ?? `https://${account}.blob.core.windows.net`;
  const blob = [source.containerName, ...azureRmKey(source).split("/")].map(encodeURIComponent).join("/");
  const url = urlOf(`${endpoint.replace(/\/$/, "")}/${blob}?comp=metadata`);
  const headers = { "x-ms-date": new Date().toUTCString(), "x-ms-version": serviceVersion };
  const sasToken = source.sasToken ?? process.env["ARM_SAS_TOKEN"];
  const accessKey = source.accessKey ?? process.env["ARM_ACCESS_KEY"];
  if (accessKey !== undefined) {
    return {
      url,
      headers: { ...headers, authorization: `SharedKey ${account}:${signed(account, accessKey, url, headers)}` },
    };
  }
  if (sasToken !== undefined) {
    return { url: new URL(`${url.href}&${sasToken.replace(/^\?/, "")}`), headers };
  }
  throw new TerraformError(
    `Whether ${what} is there can be told with an access key or a SAS token only, and there is neither.`,
    "Set accessKey or sasToken (ARM_ACCESS_KEY, ARM_SAS_TOKEN), or read it as {backend: command, directory: ...} from an initialised folder.",
  );
}

/** https://learn.microsoft.com/en-us/rest/api/storageservices/authorize-with-shared-key, for a GET without a body. */
function signed(account: string, accessKey: string, url: URL, headers: Record<string, string>): string {
  const elevenEmpty = "\n".repeat(11);
  const ofMicrosoft = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const parameters = [...url.searchParams].map(([name, value]) => `\n${name}:${value}`);
  const text = `GET\n${elevenEmpty}${ofMicrosoft.join("")}/${account}${url.pathname}${parameters.join("")}`;
  return createHmac("sha256", Buffer.from(accessKey, "base64")).update(text, "utf8").digest("base64");
}
