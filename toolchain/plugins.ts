import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { z } from "zod";
import { tools } from "../components/cortex/releases.ts";
import type { Settings } from "../settings.ts";
import { alreadyMade, cached, contentKey } from "./cache.ts";
import { whyUnreachable } from "./download.ts";
import { executablesNamed, isExecutable } from "./executables.ts";
import { run } from "./exec.ts";
import { goSources, type GoProgram } from "./go-build.ts";
import { inProject } from "./project.ts";
import type { PulumiCli } from "./pulumi-cli.ts";
import type { Found, Progress, Source } from "./sources.ts";
import { firstThatWorks, unavailable } from "./sources.ts";
import { overTerraformProvider } from "./terraform-provider.ts";

/** The plugins of the npm packages that the program imports. */
export type PluginName = "docker" | "random" | "aws" | "terraform";

/** The plugins that a stack with these settings needs. */
export function pluginsOf({ platform, terraform }: Pick<Settings, "platform" | "terraform">): PluginName[] {
  const byPulumi = Object.values(terraform.states).some(({ backend }) => backend === "remote" || backend === "azurerm");
  return [platform, "random", ...(byPulumi ? (["terraform"] as const) : [])];
}

export interface Plugin {
  name: PluginName;
  /** Without a leading v; the same as that of the installed npm package. */
  version: string;
  executable: string;
}

const packageJson = z.object({ pulumi: z.object({ version: z.string() }) });
const installKind = "plugin";

/** Compose is the largest part of the Docker provider, and nothing in @pulumi/docker uses it. */
const buildTags: Partial<Record<PluginName, string[]>> = { docker: ["no_compose"] };

/** The plugin, at the version of its npm package, from the first source that works. */
export async function findPlugin(name: PluginName, cli: PulumiCli, progress: Progress): Promise<Found<Plugin>> {
  const text = await readFile(inProject("node_modules", "@pulumi", name, "package.json"), "utf8");
  const version = packageJson.parse(JSON.parse(text)).pulumi.version.replace(/^v/, "");
  const file = `pulumi-resource-${name}`;
  const program = { name: file, module: name, variables: { "main.Version": version }, tags: buildTags[name] ?? [] };
  const found = await firstThatWorks(
    {
      what: `The Pulumi plugin ${name} ${version}`,
      remedy: `run \`pulumi plugin install resource ${name} ${version}\` where the network allows it, or install Go and let this command build it.`,
    },
    [
      onPath(file, version),
      inPulumiHome(name, version),
      installedBefore(name, version),
      official(name, version, cli),
      ...ownSources(name, program),
    ],
    progress,
  );
  return { source: found.source, value: { name, version, executable: found.value } };
}

/** What this project makes where there is no official plugin. */
function ownSources(name: PluginName, program: GoProgram): Source<string>[] {
  switch (name) {
    case "terraform":
      return [overTerraform(program.name)];
    case "aws":
      return overTerraformProvider(goSources(program));
    case "docker":
    case "random":
      return goSources(program);
  }
}

function overTerraform(file: string): Source<string> {
  return {
    name: "this project's own, over the terraform executable",
    attempt: async () =>
      (await executablesNamed("terraform")).length === 0
        ? unavailable("terraform is not on PATH")
        : inProject("toolchain", "plugins", "nodejs", file),
  };
}

export function onPath(file: string, version: string): Source<string> {
  return {
    name: `${file} on PATH`,
    attempt: async () => {
      const reasons: string[] = [];
      for (const executable of await executablesNamed(file)) {
        const found = (await run(executable, ["-version"], { timeoutSeconds: 30 })).trim().replace(/^v/, "");
        if (found === version) return executable;
        reasons.push(`${executable} has version ${found}, the npm package needs ${version}`);
      }
      return unavailable(reasons.length === 0 ? "there is none" : reasons.join("; "));
    },
  };
}

function inPulumiHome(name: PluginName, version: string): Source<string> {
  const home = process.env["PULUMI_HOME"] ?? path.join(homedir(), ".pulumi");
  return {
    name: `the plugins in ${home}`,
    attempt: async () => pluginIn(home, name, version),
  };
}

function installedBefore(name: PluginName, version: string): Source<string> {
  return {
    name: "an earlier `pulumi plugin install`",
    attempt: async () => {
      const home = await alreadyMade(installKind, installKey(name, version));
      return home === undefined ? unavailable("there is none") : pluginIn(home, name, version);
    },
  };
}

function official(name: PluginName, version: string, cli: PulumiCli): Source<string> {
  return {
    name: "`pulumi plugin install`",
    attempt: async (progress) => {
      const reasons = await Promise.all(tools.plugins.hosts.map(whyUnreachable));
      if (reasons.every((reason) => reason !== undefined)) return unavailable(reasons.join("; "));
      progress(`installing the plugin ${name} ${version}`);
      const home = await cached(installKind, installKey(name, version), async (dir) => {
        await run(cli.executable, ["plugin", "install", "resource", name, version, "--exact"], {
          env: { PULUMI_HOME: dir, PULUMI_SKIP_UPDATE_CHECK: "true" },
          timeoutSeconds: 300,
        });
      });
      return pluginIn(home, name, version);
    },
  };
}

function installKey(name: PluginName, version: string): string {
  return contentKey(name, version, process.platform, process.arch);
}

async function pluginIn(home: string, name: PluginName, version: string) {
  const executable = path.join(home, "plugins", `resource-${name}-v${version}`, `pulumi-resource-${name}`);
  return (await isExecutable(executable)) ? executable : unavailable(`version ${version} is not there`);
}
