import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runSmoke } from "../smoke/main.ts";
import { parseOutputs, type Outputs } from "../smoke/outputs.ts";
import { TestStack } from "../tests/e2e/support/stack.ts";
import { plainContainers, removePlain, startPlain, type PlainContainer } from "./plain-docker.ts";

const prefix = "cortex-bench";
const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

/** The first query that Cortex answers through the gateway, with a login, as a client would ask it. */
async function firstAnswer({ gatewayUrl, logins }: Outputs): Promise<void> {
  const [login] = Object.values(logins);
  if (!login) throw new Error("the stack has no login");
  const authorization = `Basic ${Buffer.from(`${login.username}:${login.password}`).toString("base64")}`;
  const until = Date.now() + 180_000;
  for (;;) {
    const answer = await fetch(`${gatewayUrl}/prometheus/api/v1/query?query=up`, {
      headers: { authorization },
      signal: AbortSignal.timeout(5_000),
    }).catch(() => undefined);
    if (answer?.ok) return;
    if (Date.now() > until)
      throw new Error(`no query was answered in 180 s; the last status was ${answer?.status ?? "none"}`);
    await sleep(100);
  }
}

/**
 * From the start of `pulumi up`, images present, to the first query answered through the gateway and to the end of the
 * smoke check; and the same containers with plain `docker run`, in the same run of this program.
 */
async function benchUp(): Promise<void> {
  const stack = new TestStack("bench", {
    platform: "docker",
    prefix,
    ports: { gateway: 28080, grafana: 23000, prometheus: [29090, 29091] },
    grafana: { enabled: "never" },
  });
  const folder = mkdtempSync(join(tmpdir(), "cortex-bench-"));
  try {
    await stack.create();
    const started = Date.now();
    // The clock runs until `up` has ended: a password to ask with is told only then.
    await stack.up();
    const upEnded = Date.now();
    const raw = await stack.outputs();
    const outputs = parseOutputs(raw);
    await firstAnswer(outputs);
    const pulumi = Date.now() - started;
    const smokeStarted = Date.now();
    const { failed } = await runSmoke({ outputs: raw, stackName: stack.name });
    const smoke = Date.now() - smokeStarted;

    const containers = await plainContainers(stack.name, folder);
    await stack.pulumi(["destroy", "--yes", "--skip-preview"], 300);

    const plain = await timePlain(containers, outputs);
    console.log(`pulumi up ended after                ${seconds(upEnded - started)}`);
    console.log(`first query, from pulumi up's start  ${seconds(pulumi)}`);
    console.log(`smoke check after that               ${seconds(smoke)}${failed ? `, ${failed} checks FAILED` : ""}`);
    console.log(`first query, plain docker run        ${seconds(plain)}`);
    console.log(`ratio                                ${(pulumi / plain).toFixed(2)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await stack.destroy();
  }
}

async function timePlain(containers: PlainContainer[], outputs: Outputs): Promise<number> {
  const network = `${prefix}-network`;
  const started = Date.now();
  try {
    await startPlain(containers, network);
    await firstAnswer(outputs);
    return Date.now() - started;
  } finally {
    await removePlain(containers, network);
  }
}

await benchUp();
