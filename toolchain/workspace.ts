import { randomBytes } from "node:crypto";
import { mkdir, readlink, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { inProject } from "./project.ts";
import type { Plugin } from "./plugins.ts";

const passphraseBytes = 32;

export interface Workspace {
  /** What the Pulumi CLI needs in its environment, on top of this process's own. */
  env: Record<string, string>;
  /** Whether the embedded backend is used. */
  embedded: boolean;
  /** Folders with plugins that PATH must have. */
  folders: string[];
}

/**
 * The embedded default: state in .pulumi/state, a generated passphrase in .pulumi/passphrase, and a Pulumi home of the
 * project's own, so that plugins made here never mix with a user's. What the user chose stays: with PULUMI_BACKEND_URL
 * or PULUMI_ACCESS_TOKEN nothing is embedded; PULUMI_CONFIG_PASSPHRASE, its _FILE and PULUMI_HOME replace their part.
 */
export async function openWorkspace(
  plugins: Plugin[],
  userEnv: NodeJS.ProcessEnv = process.env,
  folder: string = inProject(".pulumi"),
): Promise<Workspace> {
  const backend = `file://${path.join(folder, "state")}`;
  const passphraseFile = path.join(folder, "passphrase");
  const home = path.join(folder, "home");
  const pluginFolders = plugins.map(({ executable }) => path.dirname(executable));
  const env: Record<string, string> = { PULUMI_SKIP_UPDATE_CHECK: "true" };

  if (!isUnsetOr(userEnv["PULUMI_BACKEND_URL"], backend) || !isUnsetOr(userEnv["PULUMI_ACCESS_TOKEN"])) {
    return { env, embedded: false, folders: pluginFolders };
  }
  await mkdir(path.join(folder, "state"), { recursive: true, mode: 0o700 });
  env["PULUMI_BACKEND_URL"] = backend;
  // The salt of the passphrase is then read from the state, not from the committed Pulumi.<stack>.yaml.
  env["PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER"] = "true";
  if (
    isUnsetOr(userEnv["PULUMI_CONFIG_PASSPHRASE"]) &&
    isUnsetOr(userEnv["PULUMI_CONFIG_PASSPHRASE_FILE"], passphraseFile)
  ) {
    await ensurePassphrase(passphraseFile);
    env["PULUMI_CONFIG_PASSPHRASE_FILE"] = passphraseFile;
  }
  if (!isUnsetOr(userEnv["PULUMI_HOME"], home)) return { env, embedded: true, folders: pluginFolders };
  env["PULUMI_HOME"] = home;
  for (const plugin of plugins) await linkPlugin(home, plugin);
  return { env, embedded: true, folders: [] };
}

/** In a shell that took `npm run env` the embedded values stand in the environment, and are no choice of the user's. */
function isUnsetOr(value: string | undefined, own?: string): boolean {
  return value === undefined || value === "" || value === own;
}

/** Written once: what the state holds can be read only with it. */
async function ensurePassphrase(file: string): Promise<void> {
  try {
    await writeFile(file, randomBytes(passphraseBytes).toString("base64url"), { mode: 0o600, flag: "wx" });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
}

/** Puts the plugin where the CLI looks for it by version; from PATH it would be taken with a warning every time. */
async function linkPlugin(home: string, plugin: Plugin): Promise<void> {
  const folder = path.join(home, "plugins", `resource-${plugin.name}-v${plugin.version}`);
  const link = path.join(folder, path.basename(plugin.executable));
  if (link === plugin.executable) return;
  await mkdir(folder, { recursive: true });
  if ((await readlink(link).catch(() => undefined)) === plugin.executable) return;
  await rm(link, { force: true });
  await symlink(plugin.executable, link);
}
