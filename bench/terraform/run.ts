// The aws stack by Pulumi and the same resources by Terraform, one after the other against the same emulator, with the same
// provider executable and the same settings of it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { parseSettings } from "../../settings.ts";
import { emulatorAddress, awsStack } from "../../tests/e2e/aws/support/stack.ts";
import type { TestStack } from "../../tests/e2e/support/stack.ts";
import { resetEmulator } from "../../toolchain/emulator.ts";
import { inProject } from "../../toolchain/project.ts";
import { providerVariable } from "../../toolchain/terraform-provider.ts";
import { convert, typesIn, type Converted } from "./configuration.ts";
import { readNames } from "../../components/terraform/names.ts";
import { questions } from "./questions.ts";
import { ratios, table, type Times } from "./report.ts";
import { readSchema } from "./schema.ts";
import { readState } from "./state.ts";
import { Terraform } from "../../tests/e2e/support/terraform.ts";

/** At most these: deploying, and asking with nothing to change. */
const bounds = { deploy: 1.2, nothingToChange: 1.3 };

const rounds = Number(process.argv[2] ?? "1");

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

async function pulumi(stack: TestStack): Promise<{ times: Times; state: string }> {
  const deploy = await timed(() => stack.up());
  const nothingToChange = await timed(() => stack.pulumi(["preview", "--expect-no-changes"]));
  const state = await stack.pulumi(["stack", "export", "--show-secrets"], 60);
  const destroy = await timed(() => stack.pulumi(["destroy", "--yes", "--skip-preview"]));
  return { times: { deploy, nothingToChange, destroy }, state };
}

async function terraform(tool: Terraform, counts: Converted["counts"]): Promise<Times> {
  const deploy = await timed(() => tool.apply());
  assert.deepEqual(await tool.counts(), counts, "both make the same resources");
  const asked = performance.now();
  const { changes, text } = await tool.plan();
  const nothingToChange = (performance.now() - asked) / 1000;
  if (changes) console.log(`terraform plan finds changes after terraform apply:\n${text}`);
  return { deploy, nothingToChange, destroy: await timed(() => tool.destroy()) };
}

async function bench(): Promise<boolean> {
  const port = Number(new URL(emulatorAddress()).port);
  const executable = process.env[providerVariable];
  if (executable === undefined) throw new Error(`${providerVariable} is not set: run this by \`npm run bench:aws\`.`);
  const names = readNames(readFileSync(inProject("toolchain", "plugins", "go", "aws", "types.json"), "utf8"));
  const stack = awsStack("bench", { prefix: "cbench" });
  const tool = new Terraform(executable);
  const all: { pulumi: Times; terraform: Times }[] = [];
  try {
    await stack.create();
    await tool.init();
    const schema = await tool.schema();
    for (let round = 1; round <= rounds; round++) {
      await resetEmulator(port);
      const { times, state } = await pulumi(stack);
      const made = readState(state);
      const { configuration, counts } = convert(made, names, readSchema(schema, "hashicorp/aws", typesIn(made, names)));
      tool.write("main", { ...configuration, data: questions(parseSettings(stack.settings()).aws) });
      await resetEmulator(port);
      all.push({ pulumi: times, terraform: await terraform(tool, counts) });
      const number = Object.values(counts).reduce((sum, count) => sum + count, 0);
      console.log(`round ${round}: ${number} resources of ${Object.keys(counts).length} types`);
    }
  } finally {
    tool.remove();
    stack.forget(); // the emulator goes with all that was made
  }
  console.log(table(all));
  const { deploy, nothingToChange } = ratios(all);
  return deploy <= bounds.deploy && nothingToChange <= bounds.nothingToChange;
}

if (!(await bench())) {
  console.log(`More than ${bounds.deploy} times (deploy) or ${bounds.nothingToChange} times (nothing to change).`);
  process.exitCode = 1;
}
