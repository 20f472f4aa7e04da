// Reading a large state beside JSON.parse and `terraform show -json` of the same file, each in a process of its own.
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { inProject } from "../../toolchain/project.ts";
import { median } from "../median.ts";
import { writeState } from "./generate.ts";
import { measure, type Measured } from "./measure.ts";
import { claims, growth, growthTable, table, type Claim, type Round, type Size } from "./report.ts";

const largeState = 100_000;
/** The last one is over 512 MiB, the longest text that Node can hold. */
const sizes = [1_000, 10_000, largeState, 500_000, 720_000];
const rounds = Number(process.argv[2] ?? "5");

const spent = z.object({ seconds: z.number() });

const folder = mkdtempSync(join(tmpdir(), "cortex-bench-state-"));

function stateOf(resources: number): { file: string; megabytes: number } {
  const file = join(folder, `${resources}.tfstate`);
  writeState(file, resources);
  return { file, megabytes: statSync(file).size / 1e6 };
}

const ours = (file: string, resources: number): Promise<Measured> =>
  measure(process.execPath, ["--import", "tsx", inProject("bench", "state", "read.ts"), file, String(resources)]);

async function compare(): Promise<Claim[]> {
  const { file, megabytes } = stateOf(largeState);
  console.log(
    `A state of ${largeState.toLocaleString("en")} resources, ${megabytes.toFixed(1)} MB; ${rounds} rounds.\n`,
  );
  const all: Round[] = [];
  for (let round = 0; round < rounds; round++) {
    all.push({
      ours: await ours(file, largeState),
      parse: await measure(process.execPath, [inProject("bench", "state", "parse.mjs"), file, String(largeState)]),
      show: await measure("terraform", ["show", "-json", file]),
    });
  }
  console.log(`${table(all)}\n`);
  return claims(all);
}

async function grow(): Promise<Claim[]> {
  const measured: Size[] = [];
  for (const resources of sizes) {
    const { file, megabytes } = stateOf(resources);
    const runs: Measured[] = [];
    for (let round = 0; round < rounds; round++) runs.push(await ours(file, resources));
    rmSync(file);
    measured.push({
      resources,
      megabytes,
      process: median(runs.map(({ seconds }) => seconds)),
      reading: median(runs.map(({ output }) => spent.parse(JSON.parse(output)).seconds)),
    });
  }
  console.log(`${growthTable(measured)}\n`);
  return growth(measured);
}

try {
  const all = [...(await compare()), ...(await grow())];
  for (const { text, holds } of all) console.log(`${holds ? "holds" : "DOES NOT HOLD"}: ${text}`);
  if (all.some(({ holds }) => !holds)) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
