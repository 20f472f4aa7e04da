import path from "node:path";
import type { Plugin } from "./plugins.ts";
import { findPlugin, pluginNames } from "./plugins.ts";
import { findPulumiCli } from "./pulumi-cli.ts";
import { Pulumi, shimFolder } from "./pulumi.ts";
import { step } from "./steps.ts";
import { openWorkspace } from "./workspace.ts";

/** The Pulumi CLI with its plugins and its workspace. */
export interface PulumiTools {
  pulumi: Pulumi;
  /** What goes before PATH, first one first. */
  folders: string[];
  /** The other variables of its environment. */
  variables: Record<string, string>;
}

export async function preparePulumi(): Promise<PulumiTools> {
  const cli = await step("Pulumi CLI", "looking for it", async (progress) => {
    const { value, source } = await findPulumiCli(progress);
    progress(`${value.version}, ${source}`);
    return value;
  });
  const plugins: Plugin[] = [];
  for (const name of pluginNames) {
    const plugin = await step(`Pulumi plugin ${name}`, "looking for it", async (progress) => {
      const { value, source } = await findPlugin(name, cli, progress);
      progress(`${value.version}, ${source}`);
      return value;
    });
    plugins.push(plugin);
  }
  const workspace = await openWorkspace(plugins);
  const folders = [shimFolder, path.dirname(cli.executable), ...workspace.folders];
  const rest = (process.env["PATH"] ?? "").split(path.delimiter).filter((folder) => !folders.includes(folder));
  const PATH = [...folders, ...rest].join(path.delimiter);
  return { pulumi: new Pulumi({ ...workspace.env, PATH }), folders, variables: workspace.env };
}
