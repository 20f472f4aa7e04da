import path from "node:path";
import { parseOptions } from "../arguments.ts";
import { endpointVariable, withOwnEmulator } from "../own-emulator.ts";
import { prepareDocker } from "../prepare-docker.ts";
import { preparePulumi } from "../prepare-pulumi.ts";
import { defaultStack, emulatedStack, readSettings } from "../stack-config.ts";
import { step, stepTable } from "../steps.ts";
import { runSuite } from "../suite.ts";
import { dockerProviderVariable, terraformDockerProvider } from "../terraform-docker-provider.ts";
import { terraformTools } from "../terraform-tools.ts";

/**
 * The tests in tests/e2e/terraform: states written by the real Terraform and OpenTofu, read by this program, and what the real
 * Terraform made on Docker and on AWS taken over.
 */
export async function run(args: string[]): Promise<number> {
  parseOptions(args);
  const settings = await readSettings(emulatedStack);
  const local = await readSettings(defaultStack);
  await preparePulumi(local); // the plugin of docker
  // For the plugin of @pulumi/terraform.
  const cloud = { backend: "remote", organization: "any", workspace: "any", token: "any" } as const;
  const { pulumi } = await preparePulumi({ ...settings, terraform: { ...settings.terraform, states: { cloud } } });
  const folders = await terraformTools();
  await prepareDocker(local);
  const { value: dockerProvider } = await step("Terraform provider docker", "looking for it", async (progress) => {
    const found = await terraformDockerProvider(progress);
    progress(found.source);
    return found;
  });
  const PATH = [...folders, pulumi.env["PATH"] ?? ""].join(path.delimiter);
  return withOwnEmulator((endpoint) => {
    console.error(`\n${stepTable()}\n`);
    return runSuite({
      command: "e2e:terraform",
      files: "tests/e2e/terraform/**/*.test.ts",
      testMinutes: 10,
      minutes: 40,
      env: { ...pulumi.env, PATH, [endpointVariable]: endpoint, [dockerProviderVariable]: dockerProvider },
    });
  });
}
