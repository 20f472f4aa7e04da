// A folder of artifacts as their publishers release them, made from what the toolchain builds.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { artifacts, imageParts, type ReleaseArchitecture } from "../../components/cortex/releases.ts";
import type { Engine } from "../../settings.ts";
import { cached, contentKey } from "../cache.ts";
import { run } from "../exec.ts";
import { goProgram } from "../images/go-program.ts";
import type { GoIngredient, Recipe } from "../images/recipe.ts";
import { consul } from "../images/recipes/consul.ts";
import { cortex } from "../images/recipes/cortex.ts";
import { ensureTool } from "../images/tools.ts";
import type { Progress } from "../sources.ts";
import { UserError } from "../sources.ts";

type MirroredName = "cortex" | "consul" | "prometheus";

/** The executable that a release holds; its version as in the release's name, without a `v`. */
export type MirrorParts = Record<MirroredName, { version: string; program: string }>;

/** Raised when the code below changes what comes out. */
const builderVersion = "1";

/** Processor architecture of this machine, as release files name it. */
export function machineArchitecture(): ReleaseArchitecture {
  return process.arch === "arm64" ? "arm64" : "amd64";
}

/** Prometheus with every discovery, as its release has it, without the pages of its own; a version 0.42.0 of the module is 2.42.0. */
const prometheus: GoIngredient = {
  kind: "go",
  module: imageParts.prometheus.module,
  version: imageParts.prometheus.version,
  package: "./cmd/prometheus",
  tags: ["netgo"],
  // It reads names of Go's runtime that linkers since Go 1.23 refuse to give away.
  ldflags: ["-checklinkname=0", "-X github.com/prometheus/common/version.Version=2.42.0"],
  at: "/bin/prometheus",
};

/**
 * The artifacts of a stack with this engine, made once: Cortex, Consul and Prometheus. Grafana and the CloudWatch agent
 * are on no package registry.
 */
export async function artifactMirror(engine: Engine, progress: Progress): Promise<string> {
  const programs = { cortex: goIngredient(cortex[engine]), consul: goIngredient(consul), prometheus };
  const key = contentKey(builderVersion, process.arch, JSON.stringify(programs));
  const part = async (name: MirroredName): Promise<MirrorParts[MirroredName]> => ({
    version: releaseVersion(programs[name].version),
    program: await goProgram(programs[name], progress),
  });
  return cached("mirrors", key, async (dir) => {
    const parts = { cortex: await part("cortex"), consul: await part("consul"), prometheus: await part("prometheus") };
    await fillMirror(dir, machineArchitecture(), parts, progress);
  });
}

/** `v1.21.1` is 1.21.1, and `v0.42.0`, of a module whose releases are 2.x, is 2.42.0. */
function releaseVersion(moduleVersion: string): string {
  return moduleVersion.replace(/^v/, "").replace(/^0\./, "2.");
}

/** Writes each file of the releases, and its checksum file, under their own names. */
export async function fillMirror(
  folder: string,
  architecture: ReleaseArchitecture,
  parts: MirrorParts,
  progress: Progress,
): Promise<void> {
  for (const name of ["cortex", "consul", "prometheus"] as const satisfies MirroredName[]) {
    const { version } = parts[name];
    const file = artifacts[name].file(version, architecture);
    const target = path.join(folder, file);
    progress(`packing ${file}`);
    switch (name) {
      case "cortex":
        await copyFile(parts.cortex.program, target);
        break;
      case "consul":
        await zipConsul(parts.consul.program, target, progress);
        break;
      case "prometheus":
        await packPrometheus(parts.prometheus.program, target);
        break;
    }
    const hash = await sha256(target);
    // Cortex' Makefile leaves the hash alone; the others name the file, as sha256sum does.
    const text = name === "cortex" ? hash : `${hash}  ${file}`;
    await writeFile(path.join(folder, artifacts[name].checksums(version, architecture)), `${text}\n`);
  }
}

/** The Go program of an image. */
export function goIngredient({ image, ingredients }: Recipe): GoIngredient {
  const found = ingredients.find((ingredient) => ingredient.kind === "go");
  if (found === undefined) throw new UserError(`The recipe of ${image} builds no Go program.`);
  return found;
}

async function zipConsul(program: string, target: string, progress: Progress): Promise<void> {
  await ensureTool("zip", "zip", progress);
  const folder = `${target}.folder`;
  await mkdir(folder);
  await copyFile(program, path.join(folder, "consul"));
  await run("zip", ["-q", "-1", "-X", target, "consul"], { cwd: folder });
  await rm(folder, { recursive: true });
}

/** An archive with one folder of its own name. */
async function packPrometheus(program: string, target: string): Promise<void> {
  const folder = `${target}.folder`;
  const name = path.basename(target, ".tar.gz");
  await mkdir(path.join(folder, name), { recursive: true });
  await copyFile(program, path.join(folder, name, "prometheus"));
  await run("tar", ["-c", "-z", "-f", target, "--owner=0", "--group=0", "-C", folder, name]);
  await rm(folder, { recursive: true });
}

async function sha256(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}
