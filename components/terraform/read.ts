import { azureRmKey, azureRmOutputs, type AzureRmBackend } from "./backends/azurerm.ts";
import { remoteOutputs, type RemoteBackend } from "./backends/cloud.ts";
import { readByCommand, type CommandBackend } from "./backends/command.ts";
import { consulKey, readConsul, type ConsulBackend } from "./backends/consul.ts";
import { urlOf } from "./backends/get.ts";
import { readHttp, type HttpBackend } from "./backends/http.ts";
import { localPath, readLocal, type LocalBackend } from "./backends/local.ts";
import { readS3, s3Key, type S3Backend } from "./backends/s3.ts";
import { parseState, type StateOutput, type TerraformState } from "./state.ts";

/** Backends whose whole state is read: outputs and resources. */
export type StateBackend = LocalBackend | S3Backend | HttpBackend | ConsulBackend | CommandBackend;

/** Backends that give their outputs only, all of them as secrets. */
export type OutputsBackend = RemoteBackend | AzureRmBackend;

/** Where a Terraform state is. */
export type Backend = StateBackend | OutputsBackend;

/** Where the state is, as messages name it; holds no credentials. */
export function originOf(source: Backend): string {
  switch (source.backend) {
    case "local":
      return localPath(source);
    case "s3":
      return `s3://${source.bucket}/${s3Key(source)}`;
    case "http": {
      const { origin, pathname } = urlOf(source.address);
      return `${origin}${pathname}`;
    }
    case "consul":
      return `the Consul key ${consulKey(source)}`;
    case "command":
      return `${source.directory} (${source.command ?? "terraform"} state pull)`;
    case "remote":
      return `${source.hostname ?? "app.terraform.io"}/${source.organization}/${source.workspace}`;
    case "azurerm":
      return `${source.storageAccountName}/${source.containerName}/${azureRmKey(source)}`;
  }
}

/**
 * Reads a state. Never writes, never locks.
 * @throws {TerraformError} That says what is wrong, where, and what to do.
 */
export async function readState(source: StateBackend): Promise<TerraformState> {
  return parseState(await bytesOf(source), originOf(source));
}

/** The outputs of a state, whichever its backend. */
export async function readOutputs(source: Backend): Promise<ReadonlyMap<string, StateOutput>> {
  if (source.backend === "remote") return remoteOutputs(source);
  if (source.backend === "azurerm") return azureRmOutputs(source);
  return (await readState(source)).outputs;
}

function bytesOf(source: StateBackend): Promise<Buffer> {
  switch (source.backend) {
    case "local":
      return readLocal(source);
    case "s3":
      return readS3(source);
    case "http":
      return readHttp(source);
    case "consul":
      return readConsul(source);
    case "command":
      return readByCommand(source);
  }
}
