import path from "node:path";
import type { Settings } from "../settings.ts";
import { emulatorPort, emulatorVariables } from "./emulator.ts";
import type { Plugin } from "./plugins.ts";
import { findPlugin, pluginsOf } from "./plugins.ts";
import { findPulumiCli, type PulumiCli } from "./pulumi-cli.ts";
import { Pulumi, shimFolder } from "./pulumi.ts";
import { step } from "./steps.ts";
import { findTerraformProvider, providerVariable } from "./terraform-provider.ts";
import { openWorkspace, type Workspace } from "./workspace.ts";

/** The Pulumi CLI with its plugins and its workspace. */
export interface PulumiTools {
  pulumi: Pulumi;
  /** What goes before PATH, first one first. */
  folders: string[];
  /** The other variables of its environment. */
  variables: Record<string, string>;
}

/** Everything that a stack with these settings needs. */
export async function preparePulumi({ platform, aws, terraform }: Settings): Promise<PulumiTools> {
  const cli = await pulumiCli();
  const plugins: Plugin[] = [];
  for (const name of pluginsOf({ platform, terraform })) {
    const plugin = await step(`Pulumi plugin ${name}`, "looking for it", async (progress) => {
      const { value, source } = await findPlugin(name, cli, progress);
      progress(`${value.version}, ${source}`);
      return value;
    });
    plugins.push(plugin);
  }
  return toolsOf(cli, await openWorkspace(plugins), platform === "aws" ? await awsVariables(aws) : {});
}

/** The CLI alone, for what needs no plugin. */
export async function pulumiWithoutPlugins(): Promise<Pulumi> {
  return toolsOf(await pulumiCli(), await openWorkspace([]), {}).pulumi;
}

function pulumiCli(): Promise<PulumiCli> {
  return step("Pulumi CLI", "looking for it", async (progress) => {
    const { value, source } = await findPulumiCli(progress);
    progress(`${value.version}, ${source}`);
    return value;
  });
}

function toolsOf(cli: PulumiCli, workspace: Workspace, more: Record<string, string>): PulumiTools {
  const folders = [shimFolder, path.dirname(cli.executable), ...workspace.folders];
  const variables = { ...workspace.env, ...more };
  const rest = (process.env["PATH"] ?? "").split(path.delimiter).filter((folder) => !folders.includes(folder));
  const PATH = [...folders, ...rest].join(path.delimiter);
  return { pulumi: new Pulumi({ ...variables, PATH }), folders, variables };
}

/** Where the plugin that is built here finds what it serves (the official one needs nothing), and the emulator's keys. */
async function awsVariables(aws: Settings["aws"]): Promise<Record<string, string>> {
  const provider = await findTerraformProvider();
  return {
    ...(typeof provider === "string" ? { [providerVariable]: provider } : {}),
    ...(emulatorPort(aws) === undefined ? {} : emulatorVariables),
  };
}
