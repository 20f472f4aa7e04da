import { readdir, readFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { isExecutable } from "./executables.ts";
import { unavailable, type Source, type Unavailable } from "./sources.ts";

/** The variable that names the executable; the plugin built here reads it too. */
export const providerVariable = "TERRAFORM_PROVIDER_AWS";

const registry = path.join("registry.terraform.io", "hashicorp", "aws");

/** Node's names of platforms in Go's words. */
function platformFolder(): string {
  const arch = process.arch === "x64" ? "amd64" : process.arch;
  return `${process.platform}_${arch}`;
}

/**
 * Folders that Terraform's own CLI configuration names as mirrors or as its plugin cache
 * (https://developer.hashicorp.com/terraform/cli/config/config-file).
 */
async function configuredFolders(userEnv: NodeJS.ProcessEnv): Promise<string[]> {
  const file = userEnv["TF_CLI_CONFIG_FILE"] ?? path.join(homedir(), ".terraformrc");
  const text = (await readFile(file, "utf8").catch(() => "")).replace(/^\s*(#|\/\/).*$/gm, "");
  const mirrors = [...text.matchAll(/filesystem_mirror\s*\{[^}]*?\bpath\s*=\s*"([^"]+)"/g)];
  const caches = [...text.matchAll(/^\s*plugin_cache_dir\s*=\s*"([^"]+)"/gm)];
  return [...mirrors, ...caches].flatMap(([, folder]) => folder?.replace(/^\$HOME(?=\/)/, homedir()) ?? []);
}

/**
 * Folders that may hold a Terraform filesystem mirror: those that Terraform itself looks into
 * (https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories) and what lies below /opt.
 */
export async function mirrorFolders(userEnv: NodeJS.ProcessEnv = process.env): Promise<string[]> {
  const home = homedir();
  const data = userEnv["XDG_DATA_HOME"] ?? path.join(home, ".local", "share");
  const shared = (userEnv["XDG_DATA_DIRS"] ?? "/usr/local/share:/usr/share").split(":");
  const optional = await readdir("/opt").catch(() => []);
  return [
    ...(await configuredFolders(userEnv)),
    ...(userEnv["TF_PLUGIN_CACHE_DIR"] === undefined ? [] : [userEnv["TF_PLUGIN_CACHE_DIR"]]),
    path.join(home, ".terraform.d", "plugins"),
    path.join(data, "terraform", "plugins"),
    ...shared.filter((folder) => folder !== "").map((folder) => path.join(folder, "terraform", "plugins")),
    ...optional.map((folder) => path.join("/opt", folder)),
  ];
}

/** The newest provider executable in a mirror folder of the unpacked layout; undefined if there is none. */
export async function providerIn(folder: string): Promise<string | undefined> {
  const versions = await readdir(path.join(folder, registry)).catch(() => []);
  const newest = versions.sort((one, other) => other.localeCompare(one, "en", { numeric: true }));
  for (const version of newest) {
    const place = path.join(folder, registry, version, platformFolder());
    for (const name of await readdir(place).catch(() => [])) {
      const file = path.join(place, name);
      if (name.startsWith("terraform-provider-aws") && (await isExecutable(file))) return file;
    }
  }
  return undefined;
}

/** The executable of terraform-provider-aws on this machine, or why there is none. */
export async function findTerraformProvider(userEnv: NodeJS.ProcessEnv = process.env): Promise<string | Unavailable> {
  const named = userEnv[providerVariable];
  if (named !== undefined && named !== "") {
    return (await isExecutable(named)) ? named : unavailable(`${providerVariable} is ${named}, which is no executable`);
  }
  const folders = await mirrorFolders(userEnv);
  for (const folder of folders) {
    const found = await providerIn(folder);
    if (found !== undefined) return found;
  }
  return unavailable(
    `no terraform-provider-aws for ${platformFolder()} was found in ${registry} below ${folders.join(", ")}, and ${providerVariable} names none`,
  );
}

/** The same sources, each only where the provider that they serve is there. */
export function overTerraformProvider(sources: Source<string>[]): Source<string>[] {
  return sources.map((source) => ({
    name: `${source.name} over terraform-provider-aws`,
    attempt: async (progress) => {
      const provider = await findTerraformProvider();
      return typeof provider === "string" ? source.attempt(progress) : provider;
    },
  }));
}
