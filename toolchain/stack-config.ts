import { readFile } from "node:fs/promises";
import { parseDocument } from "yaml";
import { withReferences } from "../components/terraform/configuration.ts";
import { TerraformError } from "../components/terraform/error.ts";
import type { Settings } from "../settings.ts";
import { SettingsError, parseSettings } from "../settings.ts";
import { inProject } from "./project.ts";
import { UserError } from "./sources.ts";

export const defaultStack = "local";

/** The stack on AWS that is built at the emulator. */
export const emulatedStack = "aws-emulated";

export function stackFile(stack: string): string {
  return inProject(`Pulumi.${stack}.yaml`);
}

/**
 * The stack's configuration as the program gets it from the engine: full keys (`cortex:engine`), texts as they are,
 * everything else as JSON, secrets in clear.
 */
export async function readStackConfig(stack: string): Promise<Record<string, string>> {
  const file = stackFile(stack);
  const text = await readFile(file, "utf8").catch(() => {
    throw new UserError(
      `There is no ${file}, so there is no stack "${stack}". Write that file, or name another stack.`,
    );
  });
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) throw new UserError(`${file} is no valid YAML: ${error.message}`);
  const content: unknown = document.toJS();
  if (!isRecord(content) || !isRecord(content["config"])) return {};
  const { config } = content;
  if (holdsSecret(config)) {
    const { clearConfig } = await import("./stack-secrets.ts");
    return clearConfig(stack, file);
  }
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}

/** Whether something in it was set with `pulumi config set --secret`. */
function holdsSecret(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsSecret);
  if (!isRecord(value)) return false;
  return typeof value["secure"] === "string" || Object.values(value).some(holdsSecret);
}

/** @throws UserError that names every wrong setting of the stack. */
export async function readSettings(stack: string): Promise<Settings> {
  const values = await readStackConfig(stack);
  try {
    return parseSettings(await withReferences(values));
  } catch (error) {
    if (error instanceof SettingsError || error instanceof TerraformError)
      throw new UserError(`${stackFile(stack)}: ${error.message}`);
    throw error;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
