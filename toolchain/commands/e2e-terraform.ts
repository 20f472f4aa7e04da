import path from "node:path";
import { parseOptions } from "../arguments.ts";
import { endpointVariable, withOwnEmulator } from "../own-emulator.ts";
import { preparePulumi } from "../prepare-pulumi.ts";
import { emulatedStack, readSettings } from "../stack-config.ts";
import { stepTable } from "../steps.ts";
import { runSuite } from "../suite.ts";
import { terraformTools } from "../terraform-tools.ts";

/** The tests in tests/e2e/terraform: states written by the real Terraform and OpenTofu, read by this program. */
export async function run(args: string[]): Promise<number> {
  parseOptions(args);
  const settings = await readSettings(emulatedStack);
  // For the plugin of @pulumi/terraform.
  const cloud = { backend: "remote", organization: "any", workspace: "any", token: "any" } as const;
  const { pulumi } = await preparePulumi({ ...settings, terraform: { ...settings.terraform, states: { cloud } } });
  const folders = await terraformTools();
  const PATH = [...folders, pulumi.env["PATH"] ?? ""].join(path.delimiter);
  return withOwnEmulator((endpoint) => {
    console.error(`\n${stepTable()}\n`);
    return runSuite({
      command: "e2e:terraform",
      files: "tests/e2e/terraform/**/*.test.ts",
      testMinutes: 10,
      minutes: 40,
      env: { ...pulumi.env, PATH, [endpointVariable]: endpoint },
    });
  });
}
