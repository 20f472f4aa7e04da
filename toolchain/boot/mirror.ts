// A folder of artifacts as their publishers release them, made from what the toolchain builds or unpacks.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { copyFile, cp, mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { artifacts, imageParts, type ReleaseArchitecture } from "../../components/cortex/releases.ts";
import type { Engine } from "../../settings.ts";
import { cached, contentKey } from "../cache.ts";
import { run } from "../exec.ts";
import { debianPackages, unpackPackages, upstreamVersion } from "../images/debian.ts";
import { goProgram } from "../images/go-program.ts";
import type { GoIngredient, Recipe } from "../images/recipe.ts";
import { consul } from "../images/recipes/consul.ts";
import { cortex } from "../images/recipes/cortex.ts";
import { ensureTool } from "../images/tools.ts";
import type { Progress } from "../sources.ts";
import { UserError } from "../sources.ts";

/** Where a release's files come from here; versions as in the release's name, without a `v`. */
export interface MirrorParts {
  cortex: { version: string; program: string };
  consul: { version: string; program: string };
  /** A root in which Debian's package is unpacked. */
  prometheus: { version: string; root: string };
}

/** Raised when the code below changes what comes out. */
const builderVersion = "1";

/** Processor architecture of this machine, as release files name it. */
export function machineArchitecture(): ReleaseArchitecture {
  return process.arch === "arm64" ? "arm64" : "amd64";
}

/**
 * The artifacts of a stack with this engine, made once: Cortex, Consul and Prometheus. Grafana and the CloudWatch agent
 * are on no package registry.
 */
export async function artifactMirror(engine: Engine, progress: Progress): Promise<string> {
  const cortexPart = goIngredient(cortex[engine]);
  const consulPart = goIngredient(consul);
  const version = (tag: string): string => tag.replace(/^v/, "");
  const key = contentKey(builderVersion, process.arch, JSON.stringify([cortexPart, consulPart, imageParts.debian]));
  return cached("mirrors", key, async (dir) => {
    const root = path.join(dir, "prometheus-root");
    await fillMirror(
      dir,
      machineArchitecture(),
      {
        cortex: { version: version(cortexPart.version), program: await goProgram(cortexPart, progress) },
        consul: { version: version(consulPart.version), program: await goProgram(consulPart, progress) },
        prometheus: { version: await debianPrometheus(root, progress), root },
      },
      progress,
    );
    await rm(root, { recursive: true });
  });
}

/** Writes each file of the releases, and its checksum file, under their own names. */
export async function fillMirror(
  folder: string,
  architecture: ReleaseArchitecture,
  parts: MirrorParts,
  progress: Progress,
): Promise<void> {
  for (const name of ["cortex", "consul", "prometheus"] as const) {
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
        await packPrometheus(parts.prometheus.root, target);
        break;
    }
    const hash = await sha256(target);
    // Cortex' Makefile leaves the hash alone; the others name the file, as sha256sum does.
    const text = name === "cortex" ? hash : `${hash}  ${file}`;
    await writeFile(path.join(folder, artifacts[name].checksums(version, architecture)), `${text}\n`);
  }
}

function goIngredient({ image, ingredients }: Recipe): GoIngredient {
  const found = ingredients.find((ingredient) => ingredient.kind === "go");
  if (found === undefined) throw new UserError(`The recipe of ${image} builds no Go program.`);
  return found;
}

/** Unpacks Debian's package; gives the version that its release has. */
async function debianPrometheus(root: string, progress: Progress): Promise<string> {
  progress("Prometheus from Debian's package");
  const files = await debianPackages(["prometheus"], false);
  await mkdir(root);
  await unpackPackages(files, root);
  // Debian's "+ds": without the sources that Debian does not want.
  return (await upstreamVersion(files[0] ?? "")).replace(/\+ds.*$/, "");
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
async function packPrometheus(root: string, target: string): Promise<void> {
  const folder = `${target}.folder`;
  const name = path.basename(target, ".tar.gz");
  const inside = path.join(folder, name);
  await mkdir(inside, { recursive: true });
  for (const program of ["prometheus", "promtool"]) {
    await copyFile(path.join(root, "usr/bin", program), path.join(inside, program));
  }
  for (const consoles of ["consoles", "console_libraries"]) {
    await cp(path.join(root, "etc/prometheus", consoles), path.join(inside, consoles), { recursive: true });
  }
  await run("tar", ["-c", "-z", "-f", `${target}.new`, "--owner=0", "--group=0", "-C", folder, name]);
  await rename(`${target}.new`, target);
  await rm(folder, { recursive: true });
}

async function sha256(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}
