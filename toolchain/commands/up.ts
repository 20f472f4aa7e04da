import { runSmoke } from "../../smoke/main.ts";
import { importForStack } from "../adopt/import.ts";
import { parseOptions } from "../arguments.ts";
import { preparePlatform } from "../prepare-platform.ts";
import { preparePulumi } from "../prepare-pulumi.ts";
import { readSettings } from "../stack-config.ts";
import type { Row } from "../standing.ts";
import { step, stepTable } from "../steps.ts";
import { addressRows, rowsText } from "../summary.ts";

/** Tools, stack, `pulumi up`, smoke check: the whole platform from nothing. A second run changes nothing. */
export async function run(args: string[]): Promise<number> {
  const { stack } = parseOptions(args);
  const settings = await readSettings(stack);
  const { pulumi } = await preparePulumi(settings);
  const { images, empty } = await preparePlatform(settings);
  await step("Stack", `selecting ${stack}`, () => pulumi.selectStack(stack));
  await importForStack(stack, settings, pulumi);
  await step(
    "pulumi up",
    `building the stack ${stack}`,
    // Without a preview: nobody is asked, and it would run the whole program once more.
    // What an emulator held is gone when it is started anew: the refresh notices.
    () => pulumi.live(["up", "--yes", "--skip-preview", ...(empty ? ["--refresh"] : []), "--stack", stack]),
    { ownOutput: true },
  );
  const outputs = await step("Outputs", "reading them", () => pulumi.outputs(stack));
  const standing: Row[] = [];
  if (settings.platform === "aws") {
    await step("What stands", "asking AWS", async (progress) => {
      const { idsByType, whatStands } = await import("../standing.ts");
      standing.push(...(await whatStands(idsByType(await pulumi.exported(stack)), settings)));
      progress("instances, targets and load balancers asked");
    });
  }
  const unreachable = settings.platform === "docker" ? undefined : await whyUnreachable(outputs["gatewayUrl"]);
  const checked =
    unreachable === undefined
      ? await step(
          "Smoke check",
          "asking the running platform",
          async (progress) => {
            const result = await runSmoke({ outputs, stackName: stack });
            progress(`${result.passed} passed, ${result.failed} failed`);
            return result;
          },
          { ownOutput: true },
        )
      : undefined;

  console.log(`\n${stepTable()}\n`);
  for (const { image, source, detail } of images) {
    if (source === "unavailable") console.log(`Without ${image}: ${detail}`);
  }
  console.log(rowsText([...addressRows(outputs, settings, stack), ...standing]));
  if (checked === undefined) {
    console.log(`\nNot checked: the gateway is not reached from here (${unreachable}). The stack is built.`);
    return 0;
  }
  console.log(`\n${checked.passed} passed, ${checked.failed} failed`);
  return checked.failed === 0 ? 0 : 1;
}

/** A load balancer inside a VPC, or an emulated one, does not answer everywhere; undefined if it does. */
async function whyUnreachable(gatewayUrl: unknown): Promise<string | undefined> {
  if (typeof gatewayUrl !== "string") return "the stack has no gatewayUrl";
  try {
    const answer = await fetch(`${gatewayUrl}/ready`, { signal: AbortSignal.timeout(5_000) });
    await answer.arrayBuffer();
    return answer.ok ? undefined : `${gatewayUrl}/ready says ${answer.status}`;
  } catch {
    return `nothing answers at ${gatewayUrl}/ready`;
  }
}
