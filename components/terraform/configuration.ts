import { read } from "../../settings/read.ts";
import { completeTerraform, terraformSchema } from "../../settings/terraform.ts";
import { resolveReferences } from "./references.ts";

/**
 * The configuration with every reference to Terraform replaced by what the states hold; the same configuration where there is
 * none, and where `cortex:terraform` itself is wrong, which the settings' own check then tells.
 * @param values What `pulumi.runtime.allConfig()` gives.
 * @throws {TerraformError} That names every reference that leads nowhere.
 */
export async function withReferences(values: Record<string, string>): Promise<Record<string, string>> {
  if (!Object.values(values).some((text) => text.includes('"fromTerraform"'))) return values;
  const parsed = terraformSchema.safeParse(read(values)["terraform"]);
  return parsed.success ? resolveReferences(values, completeTerraform(parsed.data).states) : values;
}
