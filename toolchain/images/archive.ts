import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { run } from "../exec.ts";
import type { Contract } from "./contracts.ts";
import type { Owner } from "./recipe.ts";

/** The label that says that an image was built here, and from what: its recipe's content key. */
export const builtLabel = "cortex.platform.built";

/** The engine's names for the processors that Node names. */
const architectures: Record<string, string> = { x64: "amd64", arm64: "arm64" };

/** Nothing in an image depends on when it was built, so that the same content gives the same layer. */
const epoch = "1970-01-01T00:00:00Z";

/**
 * Writes an image of one layer as the archive that `docker load` reads (the format of `docker save`). `docker import`
 * would do, but takes neither a stop signal nor labels in every engine (20.10 refuses).
 */
export async function writeImageArchive(
  root: string,
  owners: Owner[],
  contract: Contract,
  reference: string,
  key: string,
  target: string,
): Promise<void> {
  const folder = path.dirname(target);
  const layer = path.join(folder, "layer.tar");
  await writeLayer(root, owners, layer);
  const hash = createHash("sha256");
  await pipeline(createReadStream(layer), hash);
  const config = {
    architecture: architectures[process.arch] ?? process.arch,
    os: "linux",
    created: epoch,
    config: engineConfig(contract, key),
    rootfs: { type: "layers", diff_ids: [`sha256:${hash.digest("hex")}`] },
    history: [{ created: epoch, created_by: "cortex-platform: built from package registries" }],
  };
  const manifest = [{ Config: "config.json", RepoTags: [reference], Layers: ["layer.tar"] }];
  await writeFile(path.join(folder, "config.json"), JSON.stringify(config));
  await writeFile(path.join(folder, "manifest.json"), JSON.stringify(manifest));
  await run("tar", ["-c", "-f", target, "-C", folder, "manifest.json", "config.json", "layer.tar"]);
  for (const file of ["manifest.json", "config.json", "layer.tar"]) await rm(path.join(folder, file));
}

/** What the engine keeps with an image: the contract, in its own spelling. */
function engineConfig(contract: Contract, key: string): Record<string, unknown> {
  const keys = (values: string[]): Record<string, object> => Object.fromEntries(values.map((value) => [value, {}]));
  return {
    Entrypoint: contract.entrypoint,
    Cmd: contract.cmd.length > 0 ? contract.cmd : null,
    User: contract.user,
    WorkingDir: contract.workingDir,
    Env: Object.entries(contract.env).map(([name, value]) => `${name}=${value}`),
    ExposedPorts: keys(contract.exposedPorts),
    Volumes: contract.volumes.length > 0 ? keys(contract.volumes) : null,
    Labels: { [builtLabel]: key },
    ...(contract.stopSignal === undefined ? {} : { StopSignal: contract.stopSignal }),
    ...(contract.healthcheck === undefined ? {} : { Healthcheck: contract.healthcheck }),
  };
}

/** The root as a layer. Owners are written into the archive, not onto the disk, so that this needs no root. */
async function writeLayer(root: string, owners: Owner[], target: string): Promise<void> {
  const common = ["--numeric-owner", "--sort=name", `--mtime=${epoch}`, "--format=gnu", "-C", root];
  const owned = owners.map(({ path: place }) => `.${place}`);
  const excludes = owned.map((place) => `--exclude=${place}`);
  await run("tar", ["-c", "-f", target, "--owner=0", "--group=0", ...common, "--anchored", ...excludes, "."]);
  for (const { path: place, uid, gid } of owners) {
    await run("tar", ["-r", "-f", target, `--owner=:${uid}`, `--group=:${gid}`, ...common, `.${place}`]);
  }
}
