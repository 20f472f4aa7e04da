import { runSmoke } from "../../smoke/main.ts";
import type { Settings } from "../../settings.ts";
import { parseOptions } from "../arguments.ts";
import { preparePlatform } from "../prepare-platform.ts";
import { preparePulumi } from "../prepare-pulumi.ts";
import { readSettings } from "../stack-config.ts";
import { step, stepTable } from "../steps.ts";

/** Tools, stack, `pulumi up`, smoke check: the whole platform from nothing. A second run changes nothing. */
export async function run(args: string[]): Promise<number> {
  const { stack } = parseOptions(args);
  const settings = await readSettings(stack);
  const { pulumi } = await preparePulumi(settings);
  const images = await preparePlatform(settings);
  await step("Stack", `selecting ${stack}`, () => pulumi.selectStack(stack));
  await step(
    "pulumi up",
    `building the stack ${stack}`,
    // Without a preview: nobody is asked, and it would run the whole program once more.
    () => pulumi.live(["up", "--yes", "--skip-preview", "--stack", stack]),
    { ownOutput: true },
  );
  const outputs = await step("Outputs", "reading them", () => pulumi.outputs(stack));
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
  console.log(addresses(outputs, settings, stack));
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

function addresses(outputs: Record<string, unknown>, settings: Settings, stack: string): string {
  const { gatewayUrl, prometheusUrls, grafanaUrl } = outputs;
  const lines: [string, string][] = [["Gateway", show(gatewayUrl)]];
  lines.push([
    "Prometheus",
    Array.isArray(prometheusUrls) ? prometheusUrls.map(show).join(", ") : show(prometheusUrls),
  ]);
  if (grafanaUrl !== undefined && grafanaUrl !== null) lines.push(["Grafana", show(grafanaUrl)]);
  const environment = 'eval "$(npm run --silent env)"';
  lines.push(["Tenants", Object.keys(settings.tenants).join(", ")]);
  lines.push(["Logins", `${environment}; pulumi stack output logins --show-secrets --stack ${stack}`]);
  if (grafanaUrl !== undefined && grafanaUrl !== null) {
    lines.push(["", `pulumi stack output grafanaLogin --show-secrets --stack ${stack}`]);
  }
  return lines.map(([name, value]) => `${name.padEnd(12)}${value}`).join("\n");
}

function show(value: unknown): string {
  return typeof value === "string" ? value : "not among the stack's outputs";
}
