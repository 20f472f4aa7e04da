// Secrets in a stack's file: only the CLI has the key.
import { CommandError } from "./exec.ts";
import { pulumiWithoutPlugins } from "./prepare-pulumi.ts";
import { UserError } from "./sources.ts";

/**
 * The stack's configuration with its secrets in clear. Makes the stack where there is none: the key belongs to it.
 * @throws {UserError} Where the key is another one.
 */
export async function clearConfig(stack: string, file: string): Promise<Record<string, string>> {
  const pulumi = await pulumiWithoutPlugins();
  try {
    if (!(await pulumi.hasStack(stack))) await pulumi.selectStack(stack);
    return await pulumi.config(stack);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new UserError(
      `${file} holds secrets that cannot be read here: ${error.tail.trim()}\n` +
        "They open with the passphrase (PULUMI_CONFIG_PASSPHRASE) or the backend (PULUMI_BACKEND_URL) that they were set with; " +
        "or set them anew with `pulumi config set --secret`.",
    );
  }
}
