import { cp, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { cached, contentKey } from "../cache.ts";
import { run } from "../exec.ts";
import { UserError } from "../sources.ts";
import type { GoIngredient } from "./recipe.ts";
import { onPath } from "./tools.ts";

/** A cold build of Consul took 6 min on 2 cores with other builds beside. */
const buildTimeoutSeconds = 1800;
const downloadTimeoutSeconds = 600;

/** Builds a static Go program, once for each content, and gives the file. */
export async function goProgram(program: GoIngredient, progress: (text: string) => void): Promise<string> {
  if (!(await onPath("go"))) {
    throw new UserError(
      `Go is needed to build ${program.module} and is not on PATH. Install Go 1.21 or newer (it fetches the version ` +
        `that the module asks for by itself) and run again.`,
    );
  }
  const key = contentKey(JSON.stringify(program), process.arch);
  const folder = await cached("go-programs", key, async (dir) => {
    const source = path.join(dir, "source");
    progress(`downloading ${program.module} ${program.version}`);
    await prepareSource(program, source);
    progress(`compiling ${program.module} ${program.version}`);
    await build(program, source, path.join(dir, "program"));
    await makeWritable(source);
    await rm(source, { recursive: true });
  });
  return path.join(folder, "program");
}

async function prepareSource(program: GoIngredient, source: string): Promise<void> {
  if (program.wrapper !== undefined) {
    await mkdir(source);
    for (const [name, text] of Object.entries(program.wrapper.files)) await writeFile(path.join(source, name), text);
    return;
  }
  const answer: unknown = JSON.parse(
    await run("go", ["mod", "download", "-json", `${program.module}@${program.version}`], {
      timeoutSeconds: downloadTimeoutSeconds,
    }),
  );
  if (typeof answer !== "object" || answer === null || !("Dir" in answer) || typeof answer.Dir !== "string") {
    throw new UserError(`go mod download gave no folder for ${program.module}@${program.version}.`);
  }
  await cp(answer.Dir, source, { recursive: true });
  await makeWritable(source);
}

/** The module cache is read-only, and so is a copy of it. */
async function makeWritable(folder: string): Promise<void> {
  if ((await readdir(folder)).length > 0) await run("chmod", ["-R", "u+w", folder]);
}

async function build(program: GoIngredient, source: string, target: string): Promise<void> {
  const tags = program.tags === undefined ? [] : ["-tags", program.tags.join(",")];
  const ldflags = ["-s", "-w", ...(program.ldflags ?? [])].join(" ");
  // A wrapper's go.sum is complete; a module's own may lack lines that its vendor folder made needless.
  const mode = program.wrapper === undefined ? "-mod=mod" : "-mod=readonly";
  const args = [
    "build",
    mode,
    "-trimpath",
    "-buildvcs=false",
    ...tags,
    "-ldflags",
    ldflags,
    "-o",
    target,
    program.package,
  ];
  const env: Record<string, string> = { CGO_ENABLED: "0", GOOS: "linux", GOFLAGS: "", GOWORK: "off" };
  if (program.noSumDatabase !== undefined) env["GONOSUMDB"] = program.noSumDatabase;
  await run("go", args, { cwd: source, env, timeoutSeconds: buildTimeoutSeconds });
}
